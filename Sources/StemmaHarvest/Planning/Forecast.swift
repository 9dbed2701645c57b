package import StemmaCore
import StemmaHub
import StemmaStore

/// What a harvest will cost, from what the cache knows already.
public struct Forecast: Sendable, Hashable {
  /// One part of a harvest.
  public struct Item: Sendable, Hashable {
    /// What is asked for, for people.
    public let step: String
    /// The purpose of the steps, as in the cache's table `step`.
    package let purpose: String
    /// The kind of repository that they ask for.
    package let kind: RepoKind
    /// The Hub's bucket that the requests count in.
    public let bucket: String
    /// The requests.
    public let requests: Int
    /// Where the number comes from.
    public let basis: String
    /// Whether the number is more than the least that there can be.
    public let isKnown: Bool

    init(
      _ endpoint: any HarvestEndpoint,
      _ kind: RepoKind,
      requests: Int,
      basis: String,
      isKnown: Bool = true
    ) {
      self.isKnown = isKnown
      step = endpoint.title(kind)
      purpose = endpoint.name
      self.kind = kind
      bucket = endpoint.bucket.rawValue
      self.requests = requests
      self.basis = basis
    }
  }

  /// The plan that it is for; `auto` when only the Hub's answer to the first requests decides.
  public let plan: HarvestRequest.Plan
  /// Why `auto` came to that plan; nil when it was asked for by name.
  public let reason: String?
  /// The parts, in the order in which they run.
  public let items: [Item]

  /// Whether the endpoint has listings, as far as the cache can tell; nil when it cannot.
  ///
  /// A mirror may serve named repositories alone.
  public let hasListings: Bool?

  /// The most requests that a plan takes which follows from the first answers; nil when the plan is
  /// settled.
  public let most: Int?

  /// Whether the number of requests can be told.
  public var isKnown: Bool { plan != .auto && items.allSatisfy(\.isKnown) }

  /// All requests, as far as they can be told.
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
  /// - Throws: An error of one line when the cache cannot be read, or when the plan cannot be
  ///   followed with what it holds.
  public init(_ request: HarvestRequest, from hub: HubSettings, cachePath: String) throws {
    let now = RunEnvironment.machine.now()
    do {
      let cache = try Cache(path: cachePath, access: .read)
      self = try cache.read { connection in
        try Forecast(request, endpoint: hub.endpoint.base, at: now, in: connection)
      }
    } catch let error as CacheError where error.code == .absent {
      self = try Forecast(request, endpoint: hub.endpoint.base, at: now, in: nil)
    }
  }

  /// A forecast of parts that are known.
  init(plan: HarvestRequest.Plan, reason: String?, items: [Item]) {
    (most, hasListings) = (nil, nil)
    self.plan = plan
    self.reason = reason
    self.items = items
  }

  /// Forecasts a harvest that begins at `now`, in seconds since 1970.
  init(
    _ request: HarvestRequest,
    endpoint: String,
    at now: Double,
    in connection: Connection?
  ) throws {
    let costs = Costing(
      request: request,
      endpoint: endpoint,
      now: now,
      connection: connection?.as(.planning)
    )
    hasListings = try costs.hasListings()
    switch request.plan {
    case .auto:
      let all = try costs.all()
      let choice = PlanChoice(all)
      (plan, reason) = (choice.plan, choice.reason)
      most = plan == .auto ? min(all.sweep, all.refresh ?? .max) + request.cohort.count : nil
    default: (plan, reason, most) = (request.plan, nil, nil)
    }
    items = try costs.items(of: plan)
  }
}

/// Which plan `auto` follows, and why: the one of the fewest requests.
struct PlanChoice: Equatable {
  /// Requests by plan, as far as they can be told.
  struct Costs: Equatable {
    /// What a walk costs at least; nil when no models are named.
    var walk: Int?
    /// Whether that is all that a walk costs, as far as the cache knows.
    var isWalkKnown = false
    var sweep: Int
    /// Nil when no complete listing is in the cache.
    var refresh: Int?
    /// Whether listings can be had, as far as anybody knows.
    var hasListings = true
  }

  /// Why there is only the walk, from what is named upward.
  static let noListings =
    "This endpoint has no listings: what is named is read, and its base models, not its derivatives."

  /// The plan to follow; `auto` while the models themselves are asked for how many children they
  /// have.
  let plan: HarvestRequest.Plan
  /// In a sentence for people.
  let reason: String

  private init(_ plan: HarvestRequest.Plan, _ reason: String) {
    (self.plan, self.reason) = (plan, reason)
  }

  /// A walk whose size nobody knows: it is begun, and given up where it turns out to be larger than
  /// the rest.
  static func uncounted(_ least: Int) -> PlanChoice {
    PlanChoice(
      .walk,
      "The Hub does not say how many children these models have, so a walk is begun: it takes at "
        + "least \(least) requests."
    )
  }

  init(_ costs: Costs) {
    if !costs.hasListings, costs.walk != nil {
      (plan, reason) = (.walk, Self.noListings)
      return
    }
    let (all, allCost): (HarvestRequest.Plan, Int) =
      if let refresh = costs.refresh, refresh <= costs.sweep {
        (.refresh, refresh)
      } else {
        (.sweep, costs.sweep)
      }
    guard let walk = costs.walk else {
      plan = all
      reason =
        all == .refresh
        ? "The cache holds a complete listing: a refresh takes about \(allCost.counted("request")), a sweep "
          + "\(costs.sweep)."
        : costs.refresh == nil
          ? "The cache holds no complete listing yet."
          : "So much has changed that a sweep takes no more requests than a refresh: \(costs.sweep)."
      return
    }
    if walk > allCost {
      plan = all
      reason =
        "A walk of these families takes \(walk.counted("request")) or more, a \(all.rawValue) about "
        + "\(allCost) and reads all other families, too."
    } else if costs.isWalkKnown {
      plan = .walk
      reason =
        "A walk of these families takes about \(walk.counted("request")), a \(all.rawValue) \(allCost)."
    } else {
      plan = .auto
      reason = "The plan depends on the number of derivatives, which the Hub is asked for first."
    }
  }
}
