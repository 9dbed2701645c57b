public import StemmaRecords

/// What a harvest should bring in.
public struct HarvestRequest: Sendable {
  /// The way the Hub is walked.
  public enum Plan: String, Sendable, CaseIterable {
    /// Breadth first from named models: cheap for small families.
    case walk
    /// The whole listing: every family at once.
    case sweep
  }

  /// Ids of models, as people write them; empty for a sweep.
  public var subjects: [String]
  /// How to go about it.
  public var plan: Plan
  /// The kinds of repository that a sweep lists.
  public var kinds: [RepoKind]
  /// The most requests to send; nil for no bound.
  public var maxRequests: Int?
  /// The longest to go on, in seconds; nil for no bound.
  public var maxSeconds: Double?
  /// How many names that lead nowhere a sweep asks for one by one: old names redirect.
  public var maxNames = 1000
  /// Rows asked for a page: at most 1,000.
  public var pageSize = 1000

  /// Asks for the families of `subjects`, ids or addresses on the Hub, or for everything when there
  /// are none.
  public init(
    subjects: [String],
    plan: Plan? = nil,
    kinds: [RepoKind] = RepoKind.allCases,
    maxRequests: Int? = nil,
    maxSeconds: Double? = nil
  ) {
    self.subjects = subjects.map(RepoName.meant(by:))
    self.plan = plan ?? (subjects.isEmpty ? .sweep : .walk)
    self.kinds = kinds
    self.maxRequests = maxRequests
    self.maxSeconds = maxSeconds
  }
}
