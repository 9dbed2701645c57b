import StemmaCore
import StemmaHub
import StemmaLink
import StemmaStore

/// Counts the requests that a harvest will take, plan by plan, from what the cache knows.
struct Costing {
  let request: HarvestRequest
  let endpoint: String
  /// In seconds since 1970.
  let now: Double
  /// Nil when there is no cache yet.
  let connection: Connection?

  /// The parts of a plan, in the order in which they run.
  ///
  /// - Throws: ``HarvestError`` when a refresh has no complete listing to go on from.
  func items(of plan: HarvestRequest.Plan) throws -> [Forecast.Item] {
    let records =
      switch plan {
      case .sweep: try sweep()
      case .walk: try walk().items
      case .auto: roots
      case .refresh: try refresh()
      case .details: [Forecast.Item]()
      }
    return try records + details(after: plan)
  }

  /// Whether the endpoint has listings, as far as the cache can tell; nil when it cannot.
  ///
  /// The public Hub has. Of others the latest harvest that asked for one tells.
  func hasListings() throws -> Bool? {
    if endpoint == Endpoint.production.base { return true }
    let purposes = Endpoints.listings.map { "'\($0.name)'" }.joined(separator: ", ")
    return try connection?.first(
      """
      SELECT max(step.state = 'done')
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE harvest.endpoint = ?1 AND step.purpose IN (\(purposes))
        AND (
          step.state = 'done' OR step.state IN ('superseded', 'incomplete') AND EXISTS (
            SELECT 1 FROM harvest_finding
            WHERE harvest_finding.harvest = harvest.id AND harvest_finding.code = ?2))
      GROUP BY harvest.id
      ORDER BY harvest.id DESC
      """,
      endpoint,
      Finding.Code.lacksListings.rawValue
    ) { $0.integer(0) > 0 } ?? nil
  }

  /// The purposes of the steps that the endpoint has answered so far.
  func served() throws -> Set<String> {
    let purposes = try connection?.rows(
      """
      SELECT DISTINCT step.purpose
      FROM harvest
      JOIN step ON step.harvest = harvest.id
      WHERE harvest.endpoint = ? AND step.state = 'done'
      """,
      endpoint
    ) { $0.text(0) }
    return Set(purposes ?? [])
  }

  private func details(after plan: HarvestRequest.Plan) throws -> [Forecast.Item] {
    guard request.details != .none else { return [] }
    let terms = CohortTerms(at: now, pageSize: request.pageSize)
    return try DetailForecast(cohort(), after: plan, terms).items
  }

  private func cohort() throws -> [CohortRepo] {
    guard let connection else { return request.cohort.map(CohortRepo.init(unknown:)) }
    let reader = try CohortReader(connection)
    let members =
      request.details == .all ? try reader.families(of: request.cohort) : request.cohort
    return try members.map { try reader.repo($0) ?? CohortRepo(unknown: $0) }
  }

  /// What each plan costs, as far as the cache can tell.
  func all() throws -> PlanChoice.Costs {
    var costs = PlanChoice.Costs(sweep: Self.total(try sweep(), but: NamedRepo.named))
    if try !listedKinds().isEmpty {
      costs.refresh = Self.total(try refresh(), but: NamedRepo.named)
    }
    costs.hasListings = try hasListings() ?? true
    guard !request.cohort.isEmpty else { return costs }
    let walk = try walk()
    costs.walk = Self.total(walk.items)
    costs.isWalkKnown = walk.isKnown
    return costs
  }

  /// The kinds asked for that were listed to their end before, with what is known of each.
  func listedKinds() throws -> [(kind: RepoKind, coverage: ListingCoverage)] {
    guard let connection else { return [] }
    return try request.kinds.compactMap { kind in
      try ListingCoverage(kind, endpoint: endpoint, in: connection).map { (kind, $0) }
    }
  }

  /// The Hub's public repositories: models as a complete listing of October 2026 counted them, the
  /// others as its own people did in August 2026 in public posts; used until a cache knows better.
  private static let hubSizes: [RepoKind: Int] = [
    .model: 3_117_871, .dataset: 1_000_000, .space: 1_440_000,
  ]

  /// The models that were new on a day in October 2026, by two whole listings.
  private static let growth = 2877

  // Names are asked for up to a bound of the user's, whatever the plan.
  private static func total(_ items: [Forecast.Item], but endpoint: NamedRepo? = nil) -> Int {
    items.filter { $0.purpose != endpoint?.name }.map(\.requests).reduce(0, +)
  }

  private func pages(_ rows: Int) -> Int {
    max(1, (rows + request.pageSize - 1) / request.pageSize)
  }

  private func sweep() throws -> [Forecast.Item] {
    let known = try listedKinds()
    let listings = request.kinds.map { kind in
      let count = known.first { $0.kind == kind }?.coverage.count
      return Forecast.Item(
        FullListing(),
        kind,
        requests: pages(count ?? Self.hubSizes[kind] ?? 0),
        basis: count == nil
          ? "the Hub's size in October 2026" : "the last complete listing in the cache"
      )
    }
    return try listings + adapters() + [names]
  }

  /// Adapters that the Hub listed in September 2026, as others counted them; used until a cache knows
  /// better.
  private static let hubAdapters = 332_102

  /// The listing of adapters, where it is asked for.
  private func adapters() throws -> [Forecast.Item] {
    guard request.adapterBases, request.kinds.contains(.model) else { return [] }
    let known = try adapterCount()
    let count = known == 0 ? nil : known
    return [
      Forecast.Item(
        AdapterBases(),
        .model,
        requests: pages(count ?? Self.hubAdapters),
        basis: count == nil ? "the Hub's adapters in September 2026" : "the adapters in the cache"
      )
    ]
  }

  /// The adapters that the cache knows by their library.
  func adapterCount() throws -> Int {
    try connection?.count(
      "SELECT count(*) FROM repo WHERE kind = 'model' AND library = 'peft'"
    ) ?? 0
  }

  private var names: Forecast.Item {
    .init(
      NamedRepo.named,
      .model,
      requests: request.maxNames,
      basis: "at most, see --resolve"
    )
  }

  private var roots: [Forecast.Item] {
    RepoKind.allCases.compactMap { kind in
      let count = request.cohort.count { $0.kind == kind }
      guard count > 0 else { return nil }
      return .init(NamedRepo.root, kind, requests: count, basis: NamedRepo.root.basis)
    }
  }

  /// What a walk costs where there are no listings: the repositories that are named, a question
  /// whether there are listings by now, and the base models.
  private var unlistedWalk: [Forecast.Item] {
    roots + [
      Forecast.Item(
        Children(),
        .model,
        requests: 1,
        basis: "one, to see whether the endpoint has listings by now"
      ),
      Forecast.Item(
        NamedRepo.named,
        .model,
        requests: 0,
        basis: "one for each base model that is not in the cache",
        isKnown: false
      ),
    ]
  }

  private func walk() throws -> (items: [Forecast.Item], isKnown: Bool) {
    guard try hasListings() ?? true else { return (unlistedWalk, false) }
    let families = try request.subjects.map(familySize)
    let isKnown = !families.contains(nil)
    var items = roots
    if !families.isEmpty {
      items.append(
        Forecast.Item(
          Children(),
          .model,
          requests: families.count + families.compactMap { $0 }.reduce(0, +),
          basis: isKnown
            ? "the families in the cache, and what is likely below their children"
            : "one more for each derivative: how many there are, only the Hub can say",
          isKnown: isKnown
        )
      )
    }
    let datasets = request.cohort.filter { $0.kind == .dataset }
    if !datasets.isEmpty {
      items.append(
        Forecast.Item(
          UsersOfDataset(),
          .model,
          requests: try datasets.map { pages(try userCount(of: $0.name)) }.reduce(0, +),
          basis: "a request for a thousand models that name it, under each of its names"
        )
      )
    }
    return (items, isKnown)
  }

  /// The models of the cache that name a dataset.
  private func userCount(of dataset: String) throws -> Int {
    guard let connection,
      let id = try NameResolver(connection).repo(named: dataset, kind: .dataset)?.id
    else { return 0 }
    return try connection.count("SELECT count(*) FROM dataset_user WHERE dataset = ?", id)
  }

  /// The models below that will be asked for, with those of the Hub's count of children that the cache
  /// lacks and what is likely below them, and the other names of all; nil when the cache knows nothing
  /// of the model's family.
  private func familySize(of model: String) throws -> Int? {
    guard let connection, let node = try Self.node(model, in: connection) else { return nil }
    let below = try EdgesBelow(connection).nodes(of: node.id)
    let children = try connection.rows(
      """
      SELECT child.key, child.value
      FROM repo, json_each(repo.children_by_relation) AS child
      WHERE repo.id = ?
      """,
      node.id
    ) { $0.inOrder { (relation: Relation(rawValue: $0.text()), count: $0.int()) } }
    let isWalked = try isWalked(node.name)
    guard isWalked || !children.isEmpty else { return nil }
    // What was walked to its end is known better than it can be foretold.
    let direct = children.map { max(0, min($0.count, 1 << 30)) }.reduce(0, +)
    let likely = isWalked && below.count >= direct ? direct : WalkGrowth.family(of: children)
    let names = try connection.count(
      """
      SELECT count(*)
      FROM alias
      WHERE kind = 'model' AND repo IN (SELECT value FROM json_each(?))
      """,
      JSONValue.array(([node.id] + below).map(JSONValue.integer)).text
    )
    return max(below.count, likely) + names
  }

  /// Whether a harvest brought all children of a model: by name, or with everything.
  private func isWalked(_ model: String) throws -> Bool {
    try connection?.count(
      """
      SELECT EXISTS (
        SELECT 1 FROM step
        WHERE state = 'done' AND kind = 'model'
          AND (purpose = 'listing' OR purpose = 'children' AND subject = ?))
      """,
      model
    ) ?? 0 > 0
  }

  private static func node(_ model: String, in connection: Connection) throws -> NamedNode? {
    do {
      return try NamedNode(model, in: connection)
    } catch is AnswerError {
      return nil
    }
  }

  private func refresh() throws -> [Forecast.Item] {
    let known = try listedKinds()
    guard !known.isEmpty else { throw HarvestError.nothingToRefresh }
    var items: [Forecast.Item] = []
    for (kind, coverage) in known {
      if coverage.lastPage != nil {
        let days = max(0, now - Double(Timestamp.secondsSince1970(in: coverage.completeAt) ?? 0))
        items.append(
          Forecast.Item(
            Arrivals(),
            kind,
            requests: pages(Int(days / 86_400) * Self.growth),
            basis: "as many a day as in October 2026"
          )
        )
      }
      let changes = try Changes(kind, since: coverage, now: now, in: connection)
      items.append(
        Forecast.Item(
          ChangeListing(),
          kind,
          requests: pages(changes.count),
          basis: changes.basis
        )
      )
      if coverage.needsCensus(request.census, pageSize: request.pageSize, now: now) {
        items.append(
          Forecast.Item(
            Glimpses.census,
            kind,
            requests: pages(coverage.count),
            basis: "the last complete listing in the cache"
          )
        )
      } else if kind != .space {
        items.append(
          Forecast.Item(
            Glimpses.gated,
            kind,
            requests: pages(try gatedCount(kind)),
            basis: "those that the cache knows"
          )
        )
      }
    }
    return try items + adapters() + [names]
  }

  /// The gated repositories of a kind that the cache knows.
  func gatedCount(_ kind: RepoKind) throws -> Int {
    try connection?.count(
      "SELECT count(*) FROM repo WHERE kind = ? AND gated IN ('auto', 'manual')",
      kind.rawValue
    ) ?? 0
  }

  /// So many of a kind must a listing of everything show at the least: the public Hub many, every other
  /// one some of those that it showed before.
  func leastListed(_ kind: RepoKind) throws -> Int {
    if endpoint == Endpoint.production.base { return Self.hubSizes[kind] ?? 0 }
    let known = try listedKinds().first { $0.kind == kind }
    return known?.coverage.count ?? 0
  }
}

/// How many repositories of a kind the listing by change will show.
private struct Changes {
  let count: Int
  let basis: String

  init(
    _ kind: RepoKind,
    since coverage: ListingCoverage,
    now: Double,
    in connection: Connection?
  ) throws {
    let horizon = Timestamp.secondsSince1970(in: coverage.horizon) ?? 0
    let days = max(1, (now - Double(horizon)) / 86_400)
    let last = try connection?.first(
      """
      SELECT step.row_count, julianday(harvest.started_at) - julianday(step.subject)
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.kind = ? AND step.purpose = 'changed' AND step.state = 'done'
      ORDER BY step.harvest DESC
      LIMIT 1
      """,
      kind.rawValue
    ) { $0.inOrder { (rows: $0.real(), days: $0.real()) } }
    if let last, last.days > 0 {
      count = Int(last.rows / max(1, last.days) * days)
      basis = "the last refresh"
      return
    }
    let recent = try connection.map {
      try Self.share(of: kind, since: coverage.horizon, in: $0) * Double(coverage.count)
    }
    count = Int((recent ?? 0) * days)
    basis = "the changes on the last day before the last listing"
  }

  /// The share of repositories that changed since a time, from a thousand of them: all would take
  /// a second of reading on the whole Hub.
  private static func share(
    of kind: RepoKind,
    since time: String,
    in connection: Connection
  ) throws -> Double {
    try connection.first(
      """
      WITH RECURSIVE
        point(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM point WHERE n < 999),
        sample(id) AS (
          SELECT DISTINCT 1 + n * (SELECT max(id) FROM repo) / 1000 FROM point)
      SELECT coalesce(avg(coalesce(repo.last_modified >= ?2, 0)), 0)
      FROM sample
      JOIN repo ON repo.id = sample.id
      WHERE repo.kind = ?1
      """,
      kind.rawValue,
      time
    ) { $0.real(0) } ?? 0
  }
}

/// What the cache knows of the Hub's listings of one kind.
struct ListingCoverage {
  /// The time since which changes are not known: a day before the last listing began, or before the
  /// latest change it showed, since the Hub shows changes late and clocks differ.
  let horizon: String
  /// When everything was last listed from beginning to end.
  let completeAt: String
  /// The repositories listed then.
  let count: Int
  /// The last page of a listing that came oldest first, or of what came to it since; nil when none
  /// did.
  let lastPage: String?

  /// Reads what is known for an endpoint; nil when nothing was listed to its end yet.
  init?(_ kind: RepoKind, endpoint: String, in connection: Connection) throws {
    func latest<Value>(
      _ columns: String,
      of purposes: String,
      _ read: (Statement) -> Value
    ) throws -> Value? {
      try connection.first(
        """
        SELECT \(columns)
        FROM step
        JOIN harvest ON harvest.id = step.harvest
        WHERE step.kind = ? AND step.purpose IN (\(purposes)) AND step.state = 'done'
          AND harvest.endpoint = ?
        ORDER BY step.harvest DESC
        LIMIT 1
        """,
        kind.rawValue,
        endpoint,
        body: read
      )
    }
    let complete = try latest("harvest.started_at, step.row_count", of: "'listing', 'census'") {
      $0.inOrder { ($0.text(), $0.int()) }
    }
    let seen = try latest(
      "min(harvest.started_at, coalesce(step.newest, harvest.started_at))",
      of: "'listing', 'changed'"
    ) { $0.text(0) }
    guard let complete, let seen, let time = Timestamp.secondsSince1970(in: seen) else {
      return nil
    }
    lastPage = try latest("step.url", of: "'listing', 'created'") { $0.text(0) }
      .flatMap { HubAddress.isAscending($0) ? $0 : nil }
    horizon = Timestamp.text(secondsSince1970: time - Self.day)
    (completeAt, count) = complete
  }

  /// Whether everything should be listed once more, at `now` in seconds since 1970.
  func needsCensus(_ census: HarvestRequest.Census, pageSize: Int, now: Double) -> Bool {
    switch census {
    case .always: return true
    case .never: return false
    case .auto:
      let age = Timestamp.secondsSince1970(in: completeAt).map { Int64(now) - $0 } ?? .max
      // A clock that went back says nothing of the age.
      return count <= Self.cheapPages * pageSize || age >= Self.week || age < -Self.day
    }
  }

  private static let day: Int64 = 86_400
  // Half a day early: a nightly run never starts at quite the same time.
  private static let week: Int64 = 6 * day + day / 2
  private static let cheapPages = 10
}
