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
  private let cohort: CohortPlanner

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
    for name in applied.unread {
      try tables.add(NamedRepo.unread.step(contents.request.kind, name), to: harvest)
    }
    let purpose = contents.request.endpoint.name
    guard plan == .walk, [NamedRepo.root.name, Children().name].contains(purpose) else { return }
    walkSteps += contents.facts.count
    if let bound = walkBound, walkSteps > bound {
      walkBound = nil
      try tables.supersede(Children(), of: harvest)
      try decide(PlanChoice(costs(ofWalk: walkSteps)))
      return
    }
    for facts in contents.facts where facts.kind == .model {
      try tables.add(Children().step(of: facts.name, pageSize: request.pageSize), to: harvest)
    }
  }

  /// Adds what follows once no step is waiting, and says whether there is anything.
  func goOn() throws -> Bool {
    try connection.buildNameIndexes()
    return try goOnWithRecords() || cohort.addSteps(connection) > 0
  }

  private func goOnWithRecords() throws -> Bool {
    switch plan {
    case .auto:
      try decideByChildren()
      return true
    case .walk:
      // A walk goes up, too: every parent is part of the family.
      return try followUp.addNames(of: [.model], limit: .max) > 0
    case .details: return false
    case .sweep, .refresh:
      // Behind the listing, so that nearly every adapter is known.
      if try addAdapterBases() { return true }
      let vanished = try addVanished()
      let named =
        namesLeft > 0 ? try followUp.addNames(of: request.kinds, limit: namesLeft) : 0
      namesLeft -= named
      return vanished + named > 0
    }
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
    try tables.add(AdapterBases().step(pageSize: request.pageSize), to: harvest)
    return true
  }

  private var costing: Costing {
    Costing(request: request, endpoint: endpoint, now: now, connection: connection)
  }

  private var followUp: FollowUp {
    FollowUp(
      harvest: harvest,
      connection: connection,
      tables: tables,
      day: String(Timestamp.text(secondsSince1970: Int64(now)).prefix(10))
    )
  }

  private func addVanished() throws -> Int {
    var added = 0
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
    let counted = try connection.count(
      """
      SELECT coalesce(sum(child.value), 0)
      FROM step
      JOIN repo ON \(Self.isSubject), json_each(repo.children_by_relation) AS child
      WHERE step.harvest = ? AND step.purpose = 'root'
      """,
      harvest
    )
    try decide(PlanChoice(costs(ofWalk: 2 * request.subjects.count + counted)))
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
    try tables.note(forecast, of: harvest)
    switch plan {
    case .auto: try addRoots()
    case .walk: try walk()
    case .sweep:
      try connection.deferNameIndexes()
      for kind in request.kinds {
        try tables.add(FullListing().step(kind, pageSize: request.pageSize), to: harvest)
      }
    case .refresh: try refresh()
    case .details: break
    }
  }

  private func addRoots() throws {
    for subject in request.subjects {
      try tables.add(NamedRepo.root.step(.model, subject), to: harvest)
    }
  }

  /// Models that were asked for already give their children at once.
  private func walk() throws {
    try addRoots()
    if request.plan == .auto { walkBound = Self.cheapest(try costing.all()) }
    let asked = try connection.rows(
      """
      SELECT repo.name
      FROM step
      JOIN repo ON \(Self.isSubject)
      WHERE step.harvest = ? AND step.purpose = 'root' AND step.state = 'done'
      ORDER BY step.id
      """,
      harvest
    ) { $0.text(0) }
    for name in asked {
      try tables.add(Children().step(of: name, pageSize: request.pageSize), to: harvest)
    }
    walkSteps = 2 * request.subjects.count
  }

  // An old name, or one in other letters, is an alias since the Hub redirected it.
  private static let isSubject = """
    repo.kind = 'model' AND (
      repo.name = step.subject
      OR repo.id IN (
        SELECT alias.repo FROM alias WHERE alias.kind = 'model' AND alias.name = step.subject))
    """

  private func refresh() throws {
    let known = try costing.listedKinds()
    guard !known.isEmpty else { throw HarvestError.nothingToRefresh }
    let pageSize = request.pageSize
    for (kind, coverage) in known {
      let time = coverage.horizon
      try tables.add(ChangeListing().step(kind, since: time, pageSize: pageSize), to: harvest)
      let glimpses: Glimpses? =
        coverage.needsCensus(request.census, pageSize: pageSize, now: now)
        ? .census : kind == .space ? nil : .gated
      if let glimpses {
        try tables.add(glimpses.step(kind, since: time, pageSize: pageSize), to: harvest)
      }
    }
  }

  /// What everything costs by the cheaper of the two plans that bring everything.
  private static func cheapest(_ costs: PlanChoice.Costs) -> Int {
    min(costs.sweep, costs.refresh ?? .max)
  }
}
