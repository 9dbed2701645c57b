import StemmaHub

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
  }

  /// The plan to follow; `auto` while the models themselves are asked for how many children they
  /// have.
  let plan: HarvestRequest.Plan
  /// In a sentence for people.
  let reason: String

  init(_ costs: Costs) {
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
        ? "A complete listing is in the cache: a refresh takes about \(allCost) requests, a sweep "
          + "\(costs.sweep)."
        : costs.refresh == nil
          ? "No complete listing is in the cache yet."
          : "So much changed that a sweep takes no more requests than a refresh: \(costs.sweep)."
      return
    }
    if walk > allCost {
      plan = all
      reason =
        "A walk of these families takes \(walk) requests or more, a \(all.rawValue) about "
        + "\(allCost), and brings all others, too."
    } else if costs.isWalkKnown {
      plan = .walk
      reason =
        "A walk of these families takes about \(walk) requests, a \(all.rawValue) \(allCost)."
    } else {
      plan = .auto
      reason = "The models are asked first how many children they have."
    }
  }
}
