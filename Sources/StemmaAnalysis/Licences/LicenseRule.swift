/// One condition that one licence lays on derivatives, and which declarations keep it.
///
/// It says what texts of licences say, in our words. It is no legal advice.
public struct LicenseRule: Sendable, Hashable {
  /// A short name, for counting.
  public let id: String
  /// What is asked.
  public let condition: CarriedCondition
  /// The licence and its section.
  public let source: String
  /// What the section asks of a derivative, in one sentence.
  public let summary: String
  /// The licences that lay it on derivatives.
  package let licenses: Set<License>
  /// The licences under which a derivative keeps it.
  let keepers: Keepers

  enum Keepers: Sendable, Hashable {
    case only(Set<License>)
    case allBut(Set<License>)
  }

  init(
    _ id: String,
    _ condition: CarriedCondition,
    _ source: String,
    _ summary: String,
    of licenses: Set<License>,
    keptBy keepers: Keepers? = nil
  ) {
    self.id = id
    self.condition = condition
    self.source = source
    self.summary = summary
    self.licenses = licenses
    self.keepers = keepers ?? .only(licenses)
  }

  /// Whether a model declared under `license` keeps the condition.
  ///
  /// A licence that has to be read to know keeps everything.
  package func isKept(by license: License) -> Bool {
    guard ![.other, .unknown].contains(LicenseFamily(of: license)) else { return true }
    return switch keepers {
    case .only(let keepers): keepers.contains(license)
    case .allBut(let droppers): !droppers.contains(license)
    }
  }
}
