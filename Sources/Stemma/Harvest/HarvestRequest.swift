public import StemmaRecords

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
  /// How to go about it.
  public var plan: Plan
  /// The kinds of repository that are listed.
  public var kinds: [RepoKind]
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
  public init(
    subjects: [String],
    plan: Plan = .auto,
    kinds: [RepoKind] = RepoKind.allCases,
    maxRequests: Int? = nil,
    maxSeconds: Double? = nil
  ) {
    self.subjects = subjects.map(RepoName.meant(by:))
    self.plan = plan
    self.kinds = kinds
    self.maxRequests = maxRequests
    self.maxSeconds = maxSeconds
  }
}
