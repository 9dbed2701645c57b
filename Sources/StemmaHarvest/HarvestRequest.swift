import Foundation
public import StemmaCore
package import StemmaHub

/// What a harvest should bring in.
public struct HarvestRequest: Sendable {
  /// The way the Hub is walked.
  public enum Plan: String, Sendable, CaseIterable {
    /// Whichever of the others costs the fewest requests.
    case auto
    /// Breadth first from named models: cheap for small families.
    case walk
    /// The whole listing: every family at once.
    case sweep
    /// What changed since the last complete listing.
    case refresh
    /// Only what is named, for its details.
    case details
  }

  /// Whose details, such as commits and discussions, are brought in as well.
  public enum Details: String, Sendable, CaseIterable {
    /// Nobody's.
    case none
    /// Those of the repositories that are named.
    case study
    /// Those of the repositories that are named and of all their derivatives.
    case all
  }

  /// When a refresh lists everything once more, narrowly: a rename, a removal and a new gate leave
  /// no mark that a listing by change would show.
  public enum Census: String, Sendable, CaseIterable {
    /// Where it is cheap, or when the last complete listing is a week old.
    case auto
    case always
    case never
  }

  /// Ids of models, as people write them; empty for everything.
  public var subjects: [String]
  /// The repositories that are named, whatever their kind.
  public var cohort: [CohortMember]
  /// Whose details to bring.
  public var details: Details
  /// How to go about it.
  public var plan: Plan
  /// The kinds of repository that are listed.
  public var kinds: [RepoKind]
  /// Whether a plan that reads the whole Hub also lists the bases that adapters' configurations name.
  public var adapterBases = false
  /// Whether a complete listing that is much shorter than the one before is believed: it is an alarm
  /// otherwise, and nothing that it lacks is taken for gone.
  public var acceptsShrinking = false
  /// When a refresh counts everything.
  public var census = Census.auto
  /// The most requests to send; nil for no bound.
  public var maxRequests: Int?
  /// The longest to go on, in seconds; nil for no bound.
  public var maxSeconds: Double?
  /// How many names that lead nowhere, and how many repositories that vanished, are asked for one
  /// by one: old names redirect.
  public var maxNames = 1000
  /// Rows asked for a page: at most 1,000.
  public var pageSize = 1000

  /// Asks for the families of `subjects`, ids or addresses on the Hub, or for everything when there
  /// are none.
  ///
  /// Of datasets among them, named with their kind such as `datasets/owner/name`, a walk brings the
  /// models that name them, of Spaces only their records. The plan `details` means those of `study` unless it is told otherwise. A plan
  /// that lists everything takes the repositories of a study for details alone.
  public init(
    subjects: [String],
    study: [CohortMember] = [],
    plan: Plan = .auto,
    details: Details? = nil,
    kinds: [RepoKind] = RepoKind.allCases,
    maxRequests: Int? = nil,
    maxSeconds: Double? = nil
  ) {
    self.plan = plan
    self.details = details ?? (plan == .details ? .study : .none)
    let takesStudy = self.details != .none || !plan.listsEverything
    let added = takesStudy ? study.map(\.text).filter { !subjects.contains($0) } : []
    cohort = (subjects + added).map(CohortMember.init(meantBy:))
    self.subjects = cohort.filter { $0.kind == .model }.map(\.name)
    self.kinds = kinds
    self.maxRequests = maxRequests
    self.maxSeconds = maxSeconds
  }
}

extension HarvestRequest.Plan {
  /// Whether it reads the whole Hub, whatever is named.
  fileprivate var listsEverything: Bool { self == .sweep || self == .refresh }
}

extension HarvestRequest {
  /// Refuses a request whose parts do not fit each other.
  ///
  /// - Parameter hasStudy: Whether the repositories of a study will be named as well.
  /// - Throws: `HarvestError` with one sentence on the first that does not fit.
  public func validate(withStudy hasStudy: Bool = false) throws(HarvestError) {
    let isNamed = !cohort.isEmpty || hasStudy
    let wantsDetails = plan == .details || details != .none
    if plan == .walk, !isNamed {
      throw HarvestError(description: "The plan walk needs at least one id.")
    }
    if wantsDetails, !isNamed {
      throw HarvestError(description: "Details need at least one id, or a study.")
    }
    if plan.listsEverything, !cohort.isEmpty, !wantsDetails {
      throw HarvestError(
        description: "The plan \(plan.rawValue) takes no ids: it reads the whole Hub."
      )
    }
    if adapterBases, plan == .walk || plan == .details || plan == .auto && isNamed {
      throw HarvestError(
        description: "The bases of adapters are one listing of the whole Hub, which a harvest of "
          + "named repositories does not read. Name no ids, or the plan sweep or refresh."
      )
    }
    for member in cohort {
      guard let kind = RepoName.otherKinds.first(where: member.name.hasPrefix) else { continue }
      throw HarvestError(
        description: "\(member.name) is of the Hub's \(kind.dropLast()), which have no part in the "
          + "family tree. Name models, datasets/ID or spaces/ID."
      )
    }
    try requireBounds()
  }

  /// Refuses numbers that make no sense, wherever they come from: an option or an archive.
  func requireBounds() throws(HarvestError) {
    guard (1...1000).contains(pageSize) else {
      throw HarvestError(description: "The page size must be from 1 to 1000.")
    }
    guard (0...Self.mostNames).contains(maxNames) else {
      throw HarvestError(
        description: "The number of names to resolve must be from 0 to \(Self.mostNames)."
      )
    }
    guard maxRequests.map({ $0 >= 1 }) ?? true else {
      throw HarvestError(description: "The maximum number of requests must be at least 1.")
    }
    guard maxSeconds.map({ $0 > 0 && $0 <= Self.longest }) ?? true else {
      throw HarvestError(
        description: "The time to go on must be more than 0 and at most a year (525600 minutes)."
      )
    }
  }

  /// More names than the Hub has repositories.
  private static let mostNames = 100_000_000
  /// A year, in seconds.
  private static let longest = 31_536_000.0

  /// The request by the names of its parts, as an archive tells it.
  ///
  /// The bounds of a session are left out: where it stopped, the archive shows.
  var parts: [String: String] {
    let usual = [
      "plan": plan.rawValue,
      "subjects": cohort.map { $0.text.onOneLine() }.joined(separator: "\n"),
      "details": details.rawValue,
      "kinds": kinds.map(\.rawValue).joined(separator: " "),
      "census": census.rawValue,
      "max-names": "\(maxNames)",
      "page-size": "\(pageSize)",
    ]
    var parts = usual
    if adapterBases { parts["adapter-bases"] = "true" }
    if acceptsShrinking { parts["accept-shrinking"] = "true" }
    return parts
  }

  /// Reads what ``parts`` wrote.
  ///
  /// What is not told has its usual value. Nil for a plan that this version does not know.
  init?(parts: [String: String]) {
    /// What a part means; its usual meaning where the archive has no such part.
    func part<Value>(_ name: String, _ usual: Value, _ read: (String) -> Value?) -> Value? {
      parts[name].map(read) ?? usual
    }
    let unescaped = { (text: Substring) in String(text).removingPercentEncoding }
    let subjects = parts["subjects", default: ""].split(separator: "\n")
    let known = subjects.compactMap(unescaped)
    guard let plan = parts["plan"].flatMap({ Plan(rawValue: $0) }), known.count == subjects.count,
      let details = part("details", nil, { Details(rawValue: $0) })
    else { return nil }
    self.init(subjects: known, plan: plan, details: details)
    let repoKinds = { (text: String) -> [RepoKind]? in
      let names = text.split(separator: " ")
      let kinds = names.compactMap { RepoKind(rawValue: String($0)) }
      return kinds.count == names.count ? kinds : nil
    }
    guard let kinds = part("kinds", kinds, repoKinds),
      let adapterBases = part("adapter-bases", false, { Bool($0) }),
      let acceptsShrinking = part("accept-shrinking", false, { Bool($0) }),
      let census = part("census", census, { Census(rawValue: $0) }),
      let maxNames = part("max-names", maxNames, { Int($0) }),
      let pageSize = part("page-size", pageSize, { Int($0) })
    else { return nil }
    (self.kinds, self.adapterBases, self.census) = (kinds, adapterBases, census)
    self.acceptsShrinking = acceptsShrinking
    (self.maxNames, self.pageSize) = (maxNames, pageSize)
  }
}

/// A repository that a person names, as one of those whose details are wanted.
public struct CohortMember: Sendable, Hashable {
  /// What kind it is.
  public var kind: RepoKind
  /// Its name on the Hub, present or old.
  public var name: String

  /// Names a repository.
  public init(_ kind: RepoKind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// Reads an id or an address on the Hub; what does not say its kind means a model.
  public init(meantBy text: String) {
    self.init(RepoName.kind(meantBy: text), RepoName.meant(by: text))
  }

  /// The name with what tells its kind, as people write it.
  public var text: String { kind.webPrefix + name }
}

/// Which Hub is asked, and as whom.
public struct HubSettings: Sendable {
  package let endpoint: Endpoint
  package let token: Token?
  /// Whom to trust in place of the machine's authorities; nil for these.
  package let authorities: CertificateAuthorities?
  /// Whether `HF_HUB_OFFLINE` forbids every request.
  package let isOffline: Bool
  /// Whether no proxy is named: then none is used, even where the process's environment names one.
  package let isDirect: Bool
  /// Where the run is written down; nil for nowhere.
  package var log: RunLog?

  /// Reads what the Hub's own tools read: `HF_ENDPOINT`, `HF_TOKEN`, the token's file,
  /// `HF_HUB_OFFLINE`, and the variables that name certificate authorities.
  ///
  /// - Parameters:
  ///   - endpoint: The Hub's address; nil for the environment's, or huggingface.co.
  ///   - token: An access token; nil for the one the Hub's own tools would use.
  ///   - certificateFile: A file of certificate authorities to trust, in PEM; nil for the one that
  ///     `CURL_CA_BUNDLE`, `SSL_CERT_FILE` or `REQUESTS_CA_BUNDLE` names, or the machine's.
  ///   - environment: The process's environment.
  /// - Throws: An error that says what is wrong with the address, the token or the certificates.
  public init(
    endpoint: String?,
    token: String?,
    certificateFile: String? = nil,
    environment: [String: String]
  ) throws {
    self.endpoint =
      try endpoint.map { try Endpoint($0) } ?? Endpoint(environment: environment)
    isDirect = ProxyRule.isSilent(environment)
    isOffline = HubSwitch.isOn("HF_HUB_OFFLINE", in: environment)
    authorities = try CertificateAuthorities(named: certificateFile, environment: environment)
    guard let token else {
      self.token = try Token.find(environment: environment)
      return
    }
    guard let given = try Token.read(token, from: "--token") else {
      throw HubError(.malformedToken("--token"))
    }
    self.token = given
  }

  /// A door to the network for these settings.
  ///
  /// - Throws: An error of one line when there is to be none.
  package func transport(maxConcurrent: Int) throws -> CurlTransport {
    guard !isOffline else {
      throw HarvestError(
        description: "HF_HUB_OFFLINE is set, so nothing is asked of the Hub. Unset it to harvest; "
          + "what is cached can be asked, derived and replayed without it."
      )
    }
    return CurlTransport(
      maxConcurrent: maxConcurrent,
      authorities: authorities,
      isDirect: isDirect
    )
  }

  /// The address asked.
  public var address: String { endpoint.base }

  /// Whether requests carry a token: without one the quota is half.
  public var hasToken: Bool { token != nil }
}

/// A harvest that cannot be begun, or that brought nothing at all.
public struct HarvestError: Error, CustomStringConvertible {
  /// What happened and what to do, in one line.
  public let description: String

  package init(
    description: String
  ) {
    self.description = description
  }

  static let nothingToRefresh = HarvestError(
    description: "A refresh needs a complete listing to start from, and the cache holds none of "
      + "this endpoint. Run `stemma harvest --plan sweep` once."
  )
}
