import StemmaDerive
import StemmaCore
import StemmaHub
import StemmaStore

/// The way of one harvest: what its plan asks for first, and what follows from the answers.
///
/// Reads what earlier stages wrote; adds steps and writes nothing else.
final class HarvestPlanner {
  private let request: HarvestRequest
  private let harvest: Int64
  private let endpoint: String
  private let connection: Connection
  private let tables: HarvestTables
  /// When this session began, in seconds since 1970.
  private let now: Double
  /// The plan that is followed; `auto` while that is open.
  private(set) var plan: HarvestRequest.Plan
  /// Why `auto` came to that plan; nil when it was asked for by name.
  private(set) var reason: String?
  /// What may still be asked for one by one in this session.
  private var namesLeft: Int
  private var vanishedLeft: Int
  /// Requests beyond which a walk that was chosen is given up; nil when it was asked for.
  private var walkBound: Int?
  private var walkSteps = 0
  /// Models asked for whose children the Hub counted.
  private var rootsCounted = 0
  /// What the walk has shown of its size so far.
  private var growth = WalkGrowth()
  /// Whether this harvest's endpoint has listings, as far as it has shown.
  private var hasListings = true
  /// The purposes of steps that the endpoint has answered; nil for the public Hub, which answers all.
  private var served: Set<String>?
  /// What a person should know of the plan by now, beside its reason.
  private(set) var news: String?
  /// Whether the last ``goOn()`` wrote findings, perhaps without a step: a replay must do the same there.
  private(set) var hasToldOfShrinking = false
  private let cohort: CohortPlanner
  private let analyze: (Connection) throws -> Void

  init(
    _ request: HarvestRequest,
    of harvest: Int64,
    endpoint: String,
    connection: Connection,
    tables: HarvestTables,
    at now: Double,
    analyze: @escaping (Connection) throws -> Void
  ) throws {
    self.request = request
    self.harvest = harvest
    self.endpoint = endpoint
    let connection = connection.as(.planning)
    self.connection = connection
    self.tables = tables
    self.now = now
    self.analyze = analyze
    cohort = CohortPlanner(
      request,
      plan: DetailPlan(
        harvest: harvest,
        tables: tables,
        terms: CohortTerms(at: now, pageSize: request.pageSize)
      ),
      analyze: analyze
    )
    (plan, reason) = try tables.plan(of: harvest)
    namesLeft = request.maxNames
    vanishedLeft = request.maxNames
    hasListings = try !mayDoWithoutListings || !isKnownToLackListings()
    served = endpoint == Endpoint.production.base ? nil : try costing.served()
    if plan == .walk {
      growth.announce(try tables.forecast(of: harvest) ?? 0)
    }
    if plan == .walk, request.plan == .auto {
      walkBound = Self.cheapest(try costing.all())
      walkSteps = try connection.count("SELECT count(*) FROM step WHERE harvest = ?", harvest)
    }
  }

  /// Adds the first steps; which plan `auto` means is decided here, as far as the cache can tell.
  func begin() throws {
    let forecast = try Forecast(request, endpoint: endpoint, at: now, in: connection)
    try follow(forecast.plan, forecast)
  }

  /// Adds what follows from a reply that was applied.
  func follow(_ contents: ReplyContents, _ applied: Applied) throws {
    served?.insert(contents.request.endpoint.name)
    for name in applied.unread {
      try tables.add(NamedRepo.unread.step(contents.request.kind, name), to: harvest)
    }
    guard plan == .walk else { return }
    switch contents.request.endpoint.name {
    case Children().name: try goDown(contents)
    case NamedRepo.root.name:
      try goDown(contents)
      rootsCounted += contents.facts.count { $0.childCount != nil }
      if growth.isLeast, rootsCounted == request.subjects.count { try forecastByChildren() }
    default: break
    }
  }

  private func goDown(_ contents: ReplyContents) throws {
    var added = 0
    for facts in contents.facts {
      let step = step(below: facts.kind, named: facts.name, counted: facts.childCount)
      if let step, try tables.add(step, to: harvest) { added += 1 }
    }
    growth.take(added, isOfRoot: contents.request.endpoint.name == NamedRepo.root.name)
    try grow(by: added)
  }

  /// Takes note of steps that were added to a walk, which may turn out larger than was announced.
  ///
  /// Names that are asked for behind the family have nothing below.
  private func grow(by added: Int, isBehind: Bool = false) throws {
    walkSteps += added
    // Without listings nothing was forecast, and nothing grows.
    guard hasListings else { return }
    // What the Hub counted is believed until there is more.
    let isLarger = !isBehind && (growth.isLeast || growth.isExceeded(by: walkSteps))
    let expected = isLarger ? max(walkSteps, growth.expected(of: walkSteps) ?? 0) : walkSteps
    if let bound = walkBound, walkSteps > bound || growth.isSure && expected > bound {
      try reconsider(expected)
    } else if growth.isExceeded(by: walkSteps) {
      try foresee(expected)
    }
  }

  /// Decides anew, now that the walk is known to take so many requests.
  private func reconsider(_ requests: Int) throws {
    let costs = try costs(ofWalk: requests)
    let choice = PlanChoice(costs)
    guard choice.plan != .walk else {
      walkBound = max(Self.cheapest(costs), requests)
      return try foresee(requests)
    }
    walkBound = nil
    try tables.supersede(Children(), of: harvest)
    news = "The walk is larger than forecast: about \(requests.counted("request"))."
    try decide(choice)
  }

  /// Says that a walk is larger than was forecast, and forecasts it anew.
  private func foresee(_ requests: Int) throws {
    news =
      "The walk is larger than "
      + (growth.isLeast ? "the \(growth.announced) requests that were sure" : "forecast")
      + ": about \(requests.counted("request"))."
    try note(requests, basis: "what the walk has shown so far")
  }

  /// Forecasts a walk anew that was begun without knowing its size: its models are counted now.
  private func forecastByChildren() throws {
    let requests = 2 * request.cohort.count + WalkGrowth.family(of: try childrenByRelation())
    try note(requests, basis: "the Hub's count of children, and what is likely below them")
  }

  private func note(_ requests: Int, basis: String) throws {
    growth.announce(requests)
    let item = Forecast.Item(
      Children(),
      .model,
      requests: max(0, requests - request.cohort.count),
      basis: basis
    )
    try tables.note(Forecast(plan: .walk, reason: reason, items: [item]), of: harvest)
  }

  /// Goes on without listings, where the endpoint has none and repositories are named; says whether it
  /// does.
  ///
  /// What is named is read then, and its base models by their names. An endpoint that gave a listing
  /// before has them, and only fails to give this one.
  func doWithoutListings(_ finding: Finding) throws -> Bool {
    guard hasListings else { return true }
    guard try costing.hasListings() != true else { return false }
    if try !isKnownToLackListings() { try tables.note(finding, harvest: harvest) }
    guard mayDoWithoutListings else { return false }
    hasListings = false
    for endpoint in Endpoints.listings {
      try tables.supersede(endpoint, of: harvest, because: finding.detail)
    }
    news =
      request.plan == .auto
      ? "No listing is to be had from this endpoint." : PlanChoice.noListings
    guard plan != .details else { return true }
    (plan, walkBound, growth) = (.walk, nil, WalkGrowth())
    if request.plan == .auto { reason = PlanChoice.noListings }
    try tables.note(Forecast(plan: plan, reason: reason, items: []), of: harvest)
    try addRoots()
    return true
  }

  /// Whether the answer `status`, that there is nothing, may mean that a mirror does not serve it.
  ///
  /// So it is where there are no listings, and where the endpoint has shown neither a listing nor
  /// anything of the sort that was asked for. That an owner is no organization is no such answer: it
  /// may be a user.
  func mayBeUnserved(_ endpoint: any HarvestEndpoint, status: Int) -> Bool {
    guard !endpoint.isOfRecords, endpoint.content == .json else { return false }
    guard hasListings else { return true }
    guard status == 401 || status == 404, endpoint.name != Owners.organization.name else {
      return false
    }
    return served.map { served in
      !served.contains(endpoint.name) && !Endpoints.listings.contains { served.contains($0.name) }
    } ?? false
  }

  /// Whether what is asked for can be had in part without any listing.
  private var mayDoWithoutListings: Bool {
    !request.cohort.isEmpty && [.auto, .walk, .details].contains(request.plan)
  }

  private func isKnownToLackListings() throws -> Bool {
    try connection.count(
      "SELECT count(*) FROM harvest_finding WHERE harvest = ? AND code = ?",
      harvest,
      Finding.Code.lacksListings.rawValue
    ) > 0
  }

  /// What is asked for below a repository that a walk met; nil for what has nothing below, and where
  /// nothing is listed.
  private func step(
    below kind: RepoKind,
    named name: String,
    counted count: Int? = nil
  ) -> NewStep? {
    guard hasListings else { return nil }
    return switch kind {
    case .model: Children().step(of: name, counted: count, pageSize: request.pageSize)
    case .dataset: UsersOfDataset().step(of: name, pageSize: request.pageSize)
    case .space: nil
    }
  }

  /// Adds what follows once no step is waiting, and says whether there is anything.
  func goOn() throws -> Bool {
    hasToldOfShrinking = false
    try connection.buildNameIndexes()
    return try goOnWithRecords() || addDetails() > 0
  }

  private func addDetails() throws -> Int {
    let added = try cohort.addSteps(connection)
    guard !hasListings, added > 0 else { return added }
    for endpoint in Endpoints.listings {
      try tables.supersede(endpoint, of: harvest, because: PlanChoice.noListings)
    }
    return added
  }

  private func goOnWithRecords() throws -> Bool {
    switch plan {
    case .auto:
      try decideByChildren()
      return true
    case .walk:
      // A walk goes up, too: every parent is part of the family.
      let up = try followUp.addNames(of: [.model], isOfThisHarvest: true, limit: .max)
      let added = try up + addSpellings()
      try grow(by: added, isBehind: true)
      return added > 0
    case .details: return false
    case .sweep, .refresh:
      // Behind the listing, so that nearly every adapter is known.
      if try addAdapterBases() { return true }
      let vanished = try addVanished()
      let named =
        namesLeft > 0 ? try followUp.addNames(of: request.kinds, limit: namesLeft) : 0
      namesLeft -= named
      // Who looks meanwhile sees the families, and does not wait for names that lead nowhere.
      if vanished + named >= Self.manyNames { try analyze(connection) }
      return vanished + named > 0
    }
  }

  /// Adds steps for the other names of what was walked, and returns how many.
  private func addSpellings() throws -> Int {
    var added = 0
    for (kind, purpose) in [(RepoKind.model, Children().name), (.dataset, UsersOfDataset().name)] {
      for name in try followUp.spellings(of: kind, purpose: purpose) {
        guard let step = step(below: kind, named: name), try tables.add(step, to: harvest) else {
          continue
        }
        added += 1
      }
    }
    return added
  }

  /// Adds the listing of adapters once, where it is asked for, and says whether it did.
  private func addAdapterBases() throws -> Bool {
    guard request.adapterBases, request.kinds.contains(.model) else { return false }
    let isAsked = try connection.count(
      "SELECT EXISTS (SELECT 1 FROM step WHERE harvest = ? AND purpose = ?)",
      harvest,
      AdapterBases().name
    )
    guard isAsked == 0 else { return false }
    let count = try costing.adapterCount()
    let step = AdapterBases().step(counted: count, pageSize: request.pageSize)
    try tables.add(step, to: harvest)
    return true
  }

  /// Names to look up one by one that take longer than linking what came.
  private static let manyNames = 50

  private var costing: Costing {
    Costing(request: request, endpoint: endpoint, now: now, connection: connection)
  }

  private var followUp: FollowUp {
    FollowUp(
      harvest: harvest,
      connection: connection,
      tables: tables,
      day: String(Timestamp.text(secondsSince1970: now).prefix(10))
    )
  }

  /// The kinds whose listing is an alarm, each told of once.
  private func shrunkenKinds() throws -> [RepoKind] {
    guard !request.acceptsShrinking else { return [] }
    let listings = try request.kinds.compactMap {
      try ShrunkenListing($0, of: harvest, at: endpoint, in: connection)
    }
    if try !listings.isEmpty && HarvestSummary.alarms(of: harvest, in: connection).isEmpty {
      hasToldOfShrinking = true
      for listing in listings { try tables.note(listing.finding, harvest: harvest) }
    }
    return listings.map(\.kind)
  }

  /// Adds steps for what a listing lacks, unless it lacks so much that it cannot be believed.
  private func addVanished() throws -> Int {
    var added = 0
    let shrunken = try shrunkenKinds()
    guard shrunken.isEmpty else { return 0 }
    for kind in request.kinds where vanishedLeft > added {
      added += try followUp.addVanished(kind, limit: vanishedLeft - added)
      added += try followUp.addUngated(kind, limit: max(0, vanishedLeft - added))
    }
    added += try followUp.addMissed(limit: max(0, vanishedLeft - added))
    vanishedLeft -= added
    return added
  }

  /// Decides between a walk and the rest, now that the models said how many children they have.
  private func decideByChildren() throws {
    let uncounted = try connection.count(
      """
      SELECT count(*)
      FROM step
      LEFT JOIN repo ON \(Self.isSubject)
      WHERE step.harvest = ? AND step.purpose = 'root' AND step.kind = 'model'
        AND step.state = 'done' AND repo.children_by_relation IS NULL
      """,
      harvest
    )
    let family = WalkGrowth.family(of: try childrenByRelation())
    var costs = try costs(ofWalk: 2 * request.cohort.count + family)
    costs.isWalkKnown = uncounted == 0
    let choice = PlanChoice(costs)
    try decide(choice.plan == .auto ? .uncounted(costs.walk ?? 0) : choice)
  }

  /// The children of the models that were asked for, as the Hub counts them.
  private func childrenByRelation() throws -> [(relation: Relation, count: Int)] {
    try connection.rows(
      """
      SELECT child.key, sum(child.value)
      FROM step
      JOIN repo ON \(Self.isSubject), json_each(repo.children_by_relation) AS child
      WHERE step.harvest = ? AND step.purpose = 'root'
      GROUP BY child.key
      """,
      harvest
    ) { $0.inOrder { (relation: Relation(rawValue: $0.text()), count: $0.int()) } }
  }

  /// What is known of the costs once a walk is known to take so many requests or more.
  private func costs(ofWalk requests: Int) throws -> PlanChoice.Costs {
    var costs = try costing.all()
    costs.walk = requests
    costs.isWalkKnown = true
    return costs
  }

  private func decide(_ choice: PlanChoice) throws {
    let items = try costing.items(of: choice.plan)
    try follow(choice.plan, Forecast(plan: choice.plan, reason: choice.reason, items: items))
  }

  /// Follows a plan from here on.
  private func follow(_ plan: HarvestRequest.Plan, _ forecast: Forecast) throws {
    (self.plan, reason) = (plan, forecast.reason)
    growth.announce(forecast.requests, isLeast: !forecast.isKnown)
    try tables.note(forecast, of: harvest)
    switch plan {
    case .auto: try addRoots()
    case .walk: try walk()
    case .sweep:
      try connection.deferNameIndexes()
      for kind in request.kinds {
        let count = try costing.leastListed(kind)
        let step = FullListing().step(kind, counted: count, pageSize: request.pageSize)
        try tables.add(step, to: harvest)
      }
    case .refresh: try refresh()
    case .details: break
    }
  }

  private func addRoots() throws {
    for member in request.cohort {
      try tables.add(NamedRepo.root.step(member.kind, member.name), to: harvest)
    }
  }

  /// Models that were asked for already give their children at once.
  private func walk() throws {
    try addRoots()
    if request.plan == .auto { walkBound = Self.cheapest(try costing.all()) }
    let asked = try connection.rows(
      """
      SELECT repo.kind, repo.name,
        (SELECT sum(value) FROM json_each(repo.children_by_relation)) AS children
      FROM step
      JOIN repo ON \(Self.isSubject)
      WHERE step.harvest = ? AND step.purpose = 'root' AND step.state = 'done'
      ORDER BY step.id
      """,
      harvest
    ) { $0.inOrder { (RepoKind(rawValue: $0.text()), $0.text(), $0.optionalInteger()) } }
    for case (let kind?, let name, let count) in asked {
      guard let step = step(below: kind, named: name, counted: count.map { Int($0) }) else {
        continue
      }
      try tables.add(step, to: harvest)
    }
    walkSteps = 2 * request.cohort.count
  }

  // An old name, or one in other letters, is an alias since the Hub redirected it.
  private static let isSubject = """
    repo.kind = step.kind AND (
      repo.name = step.subject
      OR repo.id IN (
        SELECT alias.repo FROM alias WHERE alias.kind = step.kind AND alias.name = step.subject))
    """

  private func refresh() throws {
    let known = try costing.listedKinds()
    guard !known.isEmpty else { throw HarvestError.nothingToRefresh }
    let pageSize = request.pageSize
    for (kind, coverage) in known {
      let time = coverage.horizon
      if let url = coverage.lastPage {
        try tables.add(Arrivals().step(kind, since: time, lastPage: url), to: harvest)
      }
      let isCounted = coverage.needsCensus(request.census, pageSize: pageSize, now: now)
      var steps = [
        ChangeListing().step(kind, since: time, counted: coverage.count, pageSize: pageSize)
      ]
      if isCounted {
        steps.append(
          Glimpses.census.step(kind, since: time, counted: coverage.count, pageSize: pageSize)
        )
      } else if kind != .space {
        let count = try costing.gatedCount(kind)
        steps.append(
          Glimpses.gated.step(kind, since: time, counted: count, pageSize: pageSize)
        )
      }
      for step in steps { try tables.add(step, to: harvest) }
    }
  }

  /// What everything costs by the cheaper of the two plans that bring everything.
  private static func cheapest(_ costs: PlanChoice.Costs) -> Int {
    min(costs.sweep, costs.refresh ?? .max)
  }
}
