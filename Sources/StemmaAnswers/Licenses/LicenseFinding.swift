/// A step at which a declared license does not keep conditions that licenses above lay on
/// derivatives.
///
/// It compares what cards declare with what texts of licenses say, and is no legal advice.
public struct LicenseFinding: Sendable, Hashable {
  /// One condition that is not kept.
  public struct Breach: Sendable, Hashable {
    /// The rule, with its source.
    public let rule: LicenseRule
    /// The parent that the condition comes over.
    public let parent: String
    /// The nearest ancestor whose license lays the condition on derivatives.
    public let origin: String
    /// That ancestor's license as its card states it.
    public let license: String

    /// Makes one from its parts, without a cache.
    public init(
      rule: LicenseRule,
      parent: String,
      origin: String,
      license: String
    ) {
      self.rule = rule
      self.parent = parent
      self.origin = origin
      self.license = license
    }
  }

  /// What is found, in the words that reports use.
  public static let wording = "declared license looser than inherited"

  /// The conditions that are not kept, the heaviest first; at least one.
  public let breaches: [Breach]

  /// Makes one from its parts, without a cache.
  public init(
    breaches: [Breach] = []
  ) {
    self.breaches = breaches
  }
}

/// One model or dataset on the way, and what its card states.
public struct LicenseHop: Sendable, Hashable {
  /// Its name at the moment asked for.
  public let id: String
  /// Whether it is a dataset that a model on the way was trained on.
  public let isDataset: Bool
  /// The smallest number of edges to the model asked about.
  public let distance: Int
  /// The license as its card states it, several with commas between; nil when it states none.
  public let license: String?
  /// What its card calls a license that has no id on the Hub; nil where it does not say.
  public let licenseName: String?
  /// Where such a license stands, as the card has it.
  public let licenseLink: String?
  /// The license's family, several with commas between; nil when none is stated.
  public let family: String?
  /// What is looser here than above, or nil.
  public let finding: LicenseFinding?
  /// What others read in a text that has no id on the Hub; nil where nothing is known of it.
  public let reading: NamedLicense?
  /// The license of what it is a copy of, where it states none itself.
  public internal(set) var inherited: InheritedAttribute?

  /// Makes one from its parts, without a cache.
  public init(
    id: String,
    isDataset: Bool,
    distance: Int,
    license: String? = nil,
    licenseName: String? = nil,
    licenseLink: String? = nil,
    family: String? = nil,
    finding: LicenseFinding? = nil,
    reading: NamedLicense? = nil,
    inherited: InheritedAttribute? = nil
  ) {
    self.id = id
    self.isDataset = isDataset
    self.distance = distance
    self.license = license
    self.licenseName = licenseName
    self.licenseLink = licenseLink
    self.family = family
    self.finding = finding
    self.reading = reading
    self.inherited = inherited
  }

  /// Whether what its card states can be compared: it states a license, and none that somebody has
  /// to read.
  public var isJudged: Bool { Self.isJudged(family) }

  static func isJudged(_ family: String?) -> Bool {
    guard let family else { return false }
    let unread = LicenseFamily.unread.map(\.rawValue)
    return !family.split(separator: ",").contains { unread.contains(String($0)) }
  }
}

extension LicensedFamily {
  /// A member as answers show it.
  func hop(_ place: Int, _ inheritance: LicenseInheritance) throws -> LicenseHop {
    let member = members[place]
    let breaches = try inheritance.breaches[place].map { breach in
      LicenseFinding.Breach(
        rule: breach.rule,
        parent: try name(of: breach.parent),
        origin: try name(of: breach.origin),
        license: members[breach.origin].stated ?? ""
      )
    }
    return LicenseHop(
      id: try name(of: place),
      isDataset: member.isDataset,
      distance: abs(member.distance),
      license: member.card.field,
      licenseName: member.card.name,
      licenseLink: member.card.link,
      family: member.licenses.families,
      finding: breaches.isEmpty ? nil : LicenseFinding(breaches: breaches),
      reading: member.licenses.reading
    )
  }

  /// Where conditions stop among the members.
  var inheritance: LicenseInheritance {
    LicenseInheritance(licenses: members.map(\.licenses), parents: parents)
  }
}
