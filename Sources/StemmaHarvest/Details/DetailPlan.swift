import StemmaCore
import StemmaStore

/// The steps that bring the details of a cohort up to date, as far as what is known asks for them.
///
/// Reads what earlier steps brought; adds steps and writes nothing else. To be asked again until
/// it adds none: what one reply tells leads to the next step.
struct DetailPlan {
  let harvest: Int64
  let tables: HarvestTables
  let terms: CohortTerms

  /// Adds the steps for `cohort` that the harvest has not taken yet, and returns how many.
  func addSteps(for cohort: [CohortMember], _ reader: CohortReader) throws -> Int {
    var count = 0
    var owners: [String: CohortRepo.Owner] = [:]
    for member in cohort {
      guard let repo = try reader.repo(member), repo.lastMet >= harvest else {
        count += try add([NamedRepo.member.step(member.kind, member.name)])
        continue
      }
      for isForRemainder in [false, true] {
        for endpoint in Endpoints.ofCohorts where endpoint.isForRemainder == isForRemainder {
          count += try add(endpoint.dueSteps(for: repo, terms))
        }
      }
      if let owner = repo.owner { owners[owner.name] = owner }
    }
    for owner in owners.values.sorted(by: { $0.name < $1.name }) { count += try add(owner) }
    return count
  }

  private func add(_ steps: [NewStep]) throws -> Int {
    try steps.count { try tables.add($0, to: harvest) }
  }

  private func add(_ owner: CohortRepo.Owner) throws -> Int {
    let wasMissed = try tables.isMissing(Owners.organization, owner.name, in: harvest)
    return try add(
      Endpoints.ofOwners.compactMap { $0.dueStep(for: owner, wasMissed: wasMissed, terms) }
    )
  }
}

/// Plans the details of a harvest once its other steps are done.
final class CohortPlanner {
  private let request: HarvestRequest
  private let plan: DetailPlan
  private let analyze: (Connection) throws -> Void
  /// Everything whose details are wanted; nil until it is known.
  private var cohort: [CohortMember]?

  /// Plans for `request`; `analyze` links and analyzes what came, for those who need the families.
  init(
    _ request: HarvestRequest,
    plan: DetailPlan,
    analyze: @escaping (Connection) throws -> Void
  ) {
    self.request = request
    self.analyze = analyze
    self.plan = plan
  }

  /// Adds the steps that are due now, and returns how many.
  func addSteps(_ connection: Connection) throws -> Int {
    guard request.details != .none else { return 0 }
    let reader = try CohortReader(connection)
    let members = try cohort ?? found(connection, reader)
    cohort = members
    return try plan.addSteps(for: members, reader)
  }

  private func found(_ connection: Connection, _ reader: CohortReader) throws -> [CohortMember] {
    guard request.details == .all else { return request.cohort }
    // Who belongs to the families follows from what this harvest brought.
    try analyze(connection)
    return try reader.families(of: request.cohort)
  }
}

/// What the details of a cohort will cost, from what the cache knows.
struct DetailForecast {
  private struct Part: Hashable {
    let purpose: String
    let kind: RepoKind
  }

  private var requests: [Part: Int] = [:]
  private var unknownCount = 0

  /// Adds up what each repository needs after a plan has brought records; one that the cache does
  /// not know counts as if it had a page of everything.
  init(_ cohort: [CohortRepo], after plan: HarvestRequest.Plan, _ terms: CohortTerms) {
    var owners: Set<CohortRepo.Owner> = []
    for repo in cohort {
      if repo.lastMet == 0 { unknownCount += 1 }
      if !Self.brings(plan, repo.kind) { add(1, NamedRepo.member, repo.kind) }
      for endpoint in Endpoints.ofCohorts {
        let steps = endpoint.dueSteps(for: repo, terms).count
        add(steps * endpoint.cost(for: repo, terms), endpoint, repo.kind)
      }
      if let owner = repo.owner { owners.insert(owner) }
    }
    for owner in owners {
      for endpoint in Endpoints.ofOwners where endpoint.mayBeDue(for: owner, terms) {
        add(1, endpoint, .model)
      }
    }
  }

  private mutating func add(_ count: Int, _ endpoint: any HarvestEndpoint, _ kind: RepoKind) {
    if count > 0 { requests[Part(purpose: endpoint.name, kind: kind), default: 0] += count }
  }

  /// Whether a plan meets the records of a kind by itself.
  private static func brings(_ plan: HarvestRequest.Plan, _ kind: RepoKind) -> Bool {
    switch plan {
    case .sweep: true
    case .walk, .auto: kind == .model
    case .refresh, .details: false
    }
  }

  /// The parts, in the order in which they run; those that cost nothing are left out.
  var items: [Forecast.Item] {
    // One that is not known counts as if it had a page of everything.
    let doubt = unknownCount == 0 ? "" : "; \(unknownCount) not known yet"
    return Endpoints.all.flatMap { endpoint in
      RepoKind.allCases.compactMap { kind in
        requests[Part(purpose: endpoint.name, kind: kind)].map { count in
          Forecast.Item(endpoint, kind, requests: count, basis: endpoint.basis + doubt)
        }
      }
    }
  }
}
