import StemmaHub

/// What the details of a cohort will cost, from what the cache knows.
struct DetailForecast {
  /// Rows of one page of discussions, as the Hub serves them.
  static let discussionsPerPage: Int64 = 50

  private var requests: [Step.Purpose: Int] = [:]
  private var unknownCount = 0

  /// Adds up what each repository needs; one that the cache does not know counts as if it had a
  /// page of everything.
  ///
  /// `areRecordsKnown` when the plan that goes before brings their records.
  init(
    _ cohort: [CohortRepo],
    areRecordsKnown: Bool,
    pageSize: Int,
    staleTime: String
  ) {
    var owners: Set<CohortRepo.Owner> = []
    for repo in cohort {
      if !areRecordsKnown { requests[.member, default: 0] += 1 }
      if repo.lastMet == 0 { unknownCount += 1 }
      for part in repo.dueParts(staleTime: staleTime) {
        requests[part, default: 0] += Self.requests(part, of: repo, pageSize: pageSize)
      }
      requests[.thread, default: 0] += repo.unread.count
      if let owner = repo.owner { owners.insert(owner) }
    }
    for owner in owners where owner.isDue(staleTime: staleTime) {
      requests[.organization, default: 0] += owner.kind == nil ? 2 : 1
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

  /// The parts, in the order in which they run.
  var items: [Forecast.Item] {
    let basis = unknownCount == 0 ? "" : "; \(unknownCount) repositories are not known yet"
    return Self.parts.map { part, words, reason in
      Forecast.Item(
        step: words,
        bucket: (part == .card ? Bucket.resolvers : .api).rawValue,
        requests: requests[part, default: 0],
        basis: reason + (part == .member ? "" : basis)
      )
    }
  }

  private static let parts: [(Step.Purpose, String, String)] = [
    (.member, "the repositories themselves", "one each"),
    (.commits, "commits", "where the newest one changed: the count and a page"),
    (.discussions, "lists of discussions", "as many as last time"),
    (.thread, "discussions", "those left over: new and changed ones come on top"),
    (.likers, "likers", "where the count of likes changed"),
    (.refs, "branches and tags", "where the newest commit changed, or after a month"),
    (.spaces, "Spaces that use a model", "as many as last time"),
    (.organization, "owners", "those not asked for within a month"),
    (.card, "model cards", "where the newest commit changed: a redirect and its target"),
  ]
}
