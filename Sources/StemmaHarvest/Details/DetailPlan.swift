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
    let wasMissed = try tables.isMissing(Account.organization, owner.name, in: harvest)
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
