public import StemmaRecords

/// What a harvest should bring in.
public struct HarvestRequest: Sendable {
  /// The way the Hub is walked.
  public enum Plan: String, Sendable, CaseIterable {
    /// Breadth first from named models: cheap for small families.
    case walk
    /// The whole listing: every family at once.
    case sweep
    /// Only what is named, for its details.
    case details
  }

  /// Whose commits, discussions, likers, references, Spaces and cards are brought in as well.
  public enum Details: String, Sendable, CaseIterable {
    /// Nobody's.
    case none
    /// Those of the repositories that are named.
    case study
    /// Those of the repositories that are named and of all their derivatives.
    case all
  }

  /// Ids of models, as people write them; empty for a sweep.
  public var subjects: [String]
  /// The repositories that are named, whatever their kind.
  public var cohort: [CohortMember]
  /// Whose details to bring.
  public var details: Details
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
  ///
  /// Datasets and Spaces among them, named with their kind such as `datasets/owner/name`, count for
  /// details alone. The plan `details` means those of `study` unless it is told otherwise.
  public init(
    subjects: [String],
    plan: Plan? = nil,
    details: Details? = nil,
    kinds: [RepoKind] = RepoKind.allCases,
    maxRequests: Int? = nil,
    maxSeconds: Double? = nil
  ) {
    cohort = subjects.map(CohortMember.init(meantBy:))
    self.subjects = cohort.filter { $0.kind == .model }.map(\.name)
    self.plan = plan ?? (subjects.isEmpty ? .sweep : .walk)
    self.details = details ?? (plan == .details ? .study : .none)
    self.kinds = kinds
    self.maxRequests = maxRequests
    self.maxSeconds = maxSeconds
  }
}
