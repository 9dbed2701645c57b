import StemmaCore
import StemmaStore

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
