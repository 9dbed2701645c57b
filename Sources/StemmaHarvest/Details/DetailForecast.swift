import StemmaCore

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
