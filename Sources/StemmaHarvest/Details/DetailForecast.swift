import StemmaCore
import StemmaDerive
import StemmaHub

/// What the details of a cohort will cost, from what the cache knows.
struct DetailForecast {
  /// Rows of one page of discussions, as the Hub serves them.
  private static let discussionsPerPage: Int64 = 50

  private struct Part: Hashable {
    let purpose: Step.Purpose
    let kind: RepoKind
  }

  private var requests: [Part: Int] = [:]
  private var unknownCount = 0

  /// Adds up what each repository needs after a plan has brought records; one that the cache does
  /// not know counts as if it had a page of everything.
  init(
    _ cohort: [CohortRepo],
    after plan: HarvestRequest.Plan,
    pageSize: Int,
    staleTime: String
  ) {
    var owners: Set<CohortRepo.Owner> = []
    for repo in cohort {
      if repo.lastMet == 0 { unknownCount += 1 }
      if !Self.brings(plan, repo.kind) { add(1, .member, repo.kind) }
      for part in repo.dueParts(staleTime: staleTime) {
        add(Self.requests(part, of: repo, pageSize: pageSize), part, repo.kind)
      }
      add(repo.unread.count, .thread, repo.kind)
      if let owner = repo.owner, owner.isDue(staleTime: staleTime) { owners.insert(owner) }
    }
    for owner in owners {
      if owner.kind != AccountKind.user.rawValue { add(1, .organization, .model) }
      if owner.kind != AccountKind.organization.rawValue { add(1, .user, .model) }
    }
  }

  private mutating func add(_ count: Int, _ purpose: Step.Purpose, _ kind: RepoKind) {
    if count > 0 { requests[Part(purpose: purpose, kind: kind), default: 0] += count }
  }

  /// Whether a plan meets the records of a kind by itself.
  private static func brings(_ plan: HarvestRequest.Plan, _ kind: RepoKind) -> Bool {
    switch plan {
    case .sweep: true
    case .walk, .auto: kind == .model
    case .refresh, .details: false
    }
  }

  private static func requests(
    _ part: Step.Purpose,
    of repo: CohortRepo,
    pageSize: Int
  ) -> Int {
    func pages(_ part: DetailMarks.Part, of size: Int64) -> Int {
      let count = max(1, repo.marks[part]?.count ?? 1)
      return Int((count - 1) / size + 1)
    }
    return switch part {
    // The count, and a page of what is new.
    case .commits: 2
    case .discussions: pages(.discussions, of: discussionsPerPage)
    case .spaces: pages(.spaces, of: Int64(pageSize))
    // A redirect and its target.
    case .card: 2
    default: 1
    }
  }

  /// The parts, in the order in which they run; those that cost nothing are left out.
  var items: [Forecast.Item] {
    // One that is not known counts as if it had a page of everything.
    let doubt = unknownCount == 0 ? "" : "; \(unknownCount) not known yet"
    return Self.words.flatMap { purpose, words, basis in
      RepoKind.allCases.compactMap { kind in
        requests[Part(purpose: purpose, kind: kind)].map { count in
          Forecast.Item(
            words(kind),
            purpose,
            kind,
            bucket: purpose == .card ? .resolvers : .api,
            requests: count,
            basis: basis + doubt
          )
        }
      }
    }
  }

  private static let words: [(Step.Purpose, @Sendable (RepoKind) -> String, String)] = [
    (.member, { "the \($0.apiSegment) of the cohort" }, "one each"),
    (.commits, { "commits of \($0.apiSegment)" }, "where the head changed: the count and a page"),
    (.discussions, { "lists of discussions of \($0.apiSegment)" }, "as many as last time"),
    (.thread, { "discussions of \($0.apiSegment)" }, "those left over; what changed comes on top"),
    (.likers, { "likers of \($0.apiSegment)" }, "where the count of likes changed"),
    (.refs, { "branches and tags of \($0.apiSegment)" }, "where the head changed, or a month ago"),
    (.spaces, { _ in "Spaces that use a model" }, "as many as last time"),
    (.organization, { _ in "owners" }, "those not asked for within a month"),
    (.user, { _ in "owners that are users" }, "at most; those not asked for within a month"),
    (.card, { "cards of \($0.apiSegment)" }, "where the head changed: a redirect and its target"),
  ]
}
