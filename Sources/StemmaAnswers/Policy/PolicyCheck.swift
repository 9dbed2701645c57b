package import StemmaCore

/// Whether models keep a policy, with everything that they were made from.
///
/// It compares what cards declare with what somebody wrote down, and is no legal advice.
public struct PolicyCheck: Sendable, Hashable {
  /// One kind of demand.
  public enum Rule: String, Sendable, CaseIterable {
    /// A license is refused by name or family.
    case licenseRefused = "license-refused"
    /// A license is none of those that are allowed.
    case licenseNotAllowed = "license-not-allowed"
    /// No license is stated.
    case licenseUnstated = "license-unstated"
    /// A declared license is looser than inherited.
    case licenseLooser = "license-looser"
    /// Downloading asks for access.
    case gated
    /// A name leads to nothing on the Hub.
    case ghost
    /// It is not on the Hub any more.
    case gone
    /// An owner is refused.
    case ownerRefused = "owner-refused"
    /// An owner is none of those that are allowed.
    case ownerNotAllowed = "owner-not-allowed"
    /// An owner's country is refused.
    case countryRefused = "country-refused"
    /// An owner's country is none of those that are allowed.
    case countryNotAllowed = "country-not-allowed"
    /// The policy does not know an owner's country.
    case countryUnknown = "country-unknown"
    /// It was made too short a time ago.
    case tooYoung = "too-young"
    /// It was made too long ago.
    case tooOld = "too-old"
    /// Something is not known that must be.
    case evidenceMissing = "evidence-missing"
    /// No harvest met it lately.
    case evidenceOld = "evidence-old"
  }

  /// What a statement rests on.
  public struct Basis: Sendable, Hashable {
    /// The commit that the Hub named; nil where it named none.
    public let commit: String?
    /// The last harvest that met it; nil for what is not on the Hub.
    public let harvest: Int64?
    /// The day on which that harvest began.
    public let day: String?
    /// Where the reply stands that says so; nil where no archive has it.
    public internal(set) var reply: ReplyPlace?

    /// Makes one from its parts, without a cache.
    public init(
      commit: String? = nil,
      harvest: Int64? = nil,
      day: String? = nil,
      reply: ReplyPlace? = nil
    ) {
      self.commit = commit
      self.harvest = harvest
      self.day = day
      self.reply = reply
    }
  }

  /// One demand that is not kept.
  public struct Breach: Sendable, Hashable {
    /// The demand.
    public let rule: Rule
    /// The line of the policy that makes it; nil where that is not known.
    public let line: Int?
    /// What does not keep it.
    public let id: String
    /// `model` or `dataset`.
    public let kind: String
    /// The smallest number of edges to the model asked about.
    public let distance: Int
    /// What is found there, in a sentence.
    public let finding: String
    /// Where the demand comes from, beside the policy: a section of a license; nil without.
    public let source: String?
    /// Whether no other before it, from the farthest ancestor on, breaks the same rule.
    public let isFirst: Bool
    /// What the finding rests on.
    public internal(set) var basis: Basis

    /// Makes one from its parts, without a cache.
    public init(
      rule: Rule,
      line: Int? = nil,
      id: String,
      kind: String,
      distance: Int,
      finding: String,
      source: String? = nil,
      isFirst: Bool = true,
      basis: Basis = .init()
    ) {
      self.rule = rule
      self.line = line
      self.id = id
      self.kind = kind
      self.distance = distance
      self.finding = finding
      self.source = source
      self.isFirst = isFirst
      self.basis = basis
    }
  }

  /// What is found of one model.
  public struct Checked: Sendable, Hashable {
    /// The model's current name.
    public let model: String
    /// What was looked at: the model, its ancestors and their datasets.
    public let hops: Int
    /// From the farthest ancestor on.
    public internal(set) var breaches: [Breach]

    /// Makes one from its parts, without a cache.
    public init(model: String, hops: Int, breaches: [Breach] = []) {
      self.model = model
      self.hops = hops
      self.breaches = breaches
    }
  }

  /// The policy's name.
  public let policy: String
  /// The policy's file, as it was named.
  public let file: String
  /// In the order asked.
  public package(set) var models: [Checked]

  /// Makes one from its parts, without a cache.
  public init(policy: String, file: String, models: [Checked] = []) {
    self.policy = policy
    self.file = file
    self.models = models
  }

  /// Whether every model keeps every demand.
  public var isKept: Bool { models.allSatisfy(\.breaches.isEmpty) }

  /// Adds where the replies stand that the first findings rest on.
  package mutating func locate(_ place: (_ id: String, _ kind: RepoKind) throws -> ReplyPlace?)
    rethrows
  {
    for model in models.indices {
      for index in models[model].breaches.indices where models[model].breaches[index].isFirst {
        let breach = models[model].breaches[index]
        guard breach.basis.harvest != nil, let kind = RepoKind(rawValue: breach.kind) else {
          continue
        }
        models[model].breaches[index].basis.reply = try place(breach.id, kind)
      }
    }
  }
}

extension PolicyCheck.Rule {
  /// What is asked, in a sentence.
  public var summary: String {
    switch self {
    case .licenseRefused: "No license on the way is one that the policy refuses."
    case .licenseNotAllowed: "Every license on the way is one that the policy allows."
    case .licenseUnstated: "Everything on the way states a license."
    case .licenseLooser: "No declared license is looser than inherited."
    case .gated: "Nothing on the way asks for access."
    case .ghost: "Every name on the way leads to a repository."
    case .gone: "Everything on the way is on the Hub."
    case .ownerRefused: "No owner on the way is one that the policy refuses."
    case .ownerNotAllowed: "Every owner on the way is one that the policy allows."
    case .countryRefused: "No owner is in a country that the policy refuses."
    case .countryNotAllowed: "Every owner is in a country that the policy allows."
    case .countryUnknown: "The policy knows the country of every owner."
    case .tooYoung: "Everything on the way is old enough."
    case .tooOld: "Nothing on the way is too old."
    case .evidenceMissing: "What must be known is known."
    case .evidenceOld: "A harvest met everything lately."
    }
  }
}

/// Where the reply stands that says something.
public struct ReplyPlace: Sendable, Hashable {
  /// The archive's file.
  public let archive: String
  /// The byte at which its record begins.
  public let offset: Int64
  /// The bytes that the record takes.
  public let length: Int64
  /// The record's `WARC-Record-ID`.
  public let record: String
  /// The address that was asked.
  public let url: String
  /// When the reply came: ISO 8601.
  public let receivedAt: String
  /// The harvest that asked.
  public let harvest: Int64

  /// Makes one from its parts, without an archive.
  public init(
    archive: String,
    offset: Int64,
    length: Int64,
    record: String,
    url: String,
    receivedAt: String,
    harvest: Int64
  ) {
    self.archive = archive
    self.offset = offset
    self.length = length
    self.record = record
    self.url = url
    self.receivedAt = receivedAt
    self.harvest = harvest
  }
}

extension ReplyPlace {
  /// The place as JSON; the same keys in every answer.
  var json: JSONValue {
    [
      "archive": .string(archive), "offset": .integer(offset), "length": .integer(length),
      "record": .string(record), "url": .string(url), "received_at": .string(receivedAt),
      "harvest": .integer(harvest),
    ]
  }
}
