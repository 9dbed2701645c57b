import StemmaAnalysis
import StemmaCache
import StemmaHub
import StemmaRecords

/// What a harvest will cost, from what the cache knows already.
public struct Forecast: Sendable, Hashable {
  /// One part of a harvest.
  public struct Item: Sendable, Hashable {
    /// What is asked for.
    public let step: String
    /// The Hub's bucket that the requests count in.
    public let bucket: String
    /// The requests.
    public let requests: Int
    /// Where the number comes from.
    public let basis: String
  }

  /// The parts, in the order in which they run.
  public let items: [Item]

  /// All requests.
  public var requests: Int { items.map(\.requests).reduce(0, +) }

  /// The least time that a plan's quota allows all requests to `/api/` in, in minutes.
  ///
  /// A window's whole quota may be used at once, so the first one costs no waiting. Requests for
  /// files have a quota of their own, several times as large.
  public func minutes(at quota: Int) -> Int {
    let asked = items.filter { $0.bucket == Bucket.api.rawValue }.map(\.requests).reduce(0, +)
    return max(0, (asked + quota - 1) / quota - 1) * 5
  }

  /// The documented quotas to compare: requests to `/api/` in five minutes.
  public static let plans: [(name: String, quota: Int)] = [
    ("anonymous", Plan.anonymous.quota(of: .api)), ("free", Plan.free.quota(of: .api)),
    ("pro", Plan.pro.quota(of: .api)),
  ]

  /// Forecasts a harvest for the cache at `cachePath`, which need not be there.
  ///
  /// - Throws: An error of one line when the cache cannot be read.
  public init(_ request: HarvestRequest, cachePath: String) throws {
    try self.init(request, cachePath: cachePath, at: Surroundings.machine.now())
  }

  /// Forecasts a harvest that begins at `time`, in seconds since 1970.
  package init(_ request: HarvestRequest, cachePath: String, at time: Double) throws {
    let known: Cache?
    do {
      known = try Cache(path: cachePath, access: .read)
    } catch let error as CacheError where error.code == .absent {
      known = nil
    }
    let plan: [Item] =
      switch request.plan {
      case .sweep: try Self.sweep(request, known)
      case .walk: try Self.walk(request, known)
      case .details: []
      }
    items = try plan + Self.details(request, known, at: time)
  }

  private static func details(
    _ request: HarvestRequest,
    _ cache: Cache?,
    at time: Double
  ) throws -> [Item] {
    guard request.details != .none else { return [] }
    let staleTime = Timestamp.text(secondsSince1970: Int64(time - DetailPlan.shelfLife))
    let repos =
      try cache?.read { connection in
        let reader = try CohortReader(connection)
        let members =
          request.details == .all ? try reader.families(of: request.cohort) : request.cohort
        return try members.map { try reader.repo($0) ?? CohortRepo(unknown: $0) }
      } ?? request.cohort.map(CohortRepo.init(unknown:))
    return DetailForecast(
      repos,
      areRecordsKnown: request.plan != .details,
      pageSize: request.pageSize,
      staleTime: staleTime
    ).items
  }

  /// The Hub's public repositories in August 2026, as its own people counted them in public posts;
  /// used until a cache knows better.
  private static let hubSizes: [RepoKind: Int] = [
    .model: 3_012_377, .dataset: 1_000_000, .space: 1_440_000,
  ]

  private static func sweep(_ request: HarvestRequest, _ cache: Cache?) throws -> [Item] {
    var items: [Item] = []
    for kind in request.kinds {
      let listed = try cache?.read { connection in
        try connection.first(
          """
          SELECT row_count FROM step
          WHERE purpose = 'listing' AND kind = ? AND state = 'done'
          ORDER BY id DESC
          """,
          kind.rawValue
        ) { $0.int(0) }
      }
      let count = (listed ?? nil) ?? hubSizes[kind] ?? 0
      items.append(
        Item(
          step: "list all \(kind.apiSegment)",
          bucket: "api",
          requests: max(1, (count + request.pageSize - 1) / request.pageSize),
          basis: (listed ?? nil) == nil
            ? "the Hub's size in August 2026" : "the last listing in the cache"
        )
      )
    }
    items.append(
      Item(
        step: "names that lead nowhere",
        bucket: "api",
        requests: request.maxNames,
        basis: "at most, see --resolve"
      )
    )
    return items
  }

  private static func walk(_ request: HarvestRequest, _ cache: Cache?) throws -> [Item] {
    var listings = request.subjects.count
    var isKnown = cache != nil
    for subject in request.subjects {
      let below = try cache?.read { connection -> Int? in
        guard let node = try? NamedNode(subject, in: connection) else { return nil }
        return try connection.count(
          "SELECT count(*) FROM lineage WHERE ancestor = ?",
          node.id
        )
      }
      if let below = below ?? nil { listings += below } else { isKnown = false }
    }
    let basis =
      isKnown ? "the families in the cache" : "unknown families count as 0: at least this"
    return [
      Item(
        step: "the models themselves",
        bucket: "api",
        requests: request.subjects.count,
        basis: "one each"
      ),
      Item(step: "children of each model", bucket: "api", requests: listings, basis: basis),
    ]
  }
}
