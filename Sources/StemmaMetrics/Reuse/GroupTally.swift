/// Counts models by something that they share, those of others and a subject's own apart.
package struct GroupTally {
  package init() {
  }
  private var counts: [Count] = []
  private var places: [String?: Int] = [:]
  /// Where the last one was counted: what comes in order shares most with the one before.
  private var last = 0

  private struct Count {
    let value: String?
    var external = 0
    var own = 0
  }

  /// Counts a model under a value; under nil when it states none.
  package mutating func add(_ value: String?, isOwn: Bool) {
    if counts.isEmpty || counts[last].value != value { last = place(of: value) }
    if isOwn { counts[last].own += 1 } else { counts[last].external += 1 }
  }

  /// The groups, the largest first, then by value.
  package var groups: [Reuse.Group] {
    counts.map { Reuse.Group(value: $0.value, external: $0.external, own: $0.own) }
      .sorted { ($1.all, $0.value ?? "~") < ($0.all, $1.value ?? "~") }
  }

  private mutating func place(of value: String?) -> Int {
    if let place = places[value] { return place }
    places[value] = counts.count
    counts.append(Count(value: value))
    return counts.count - 1
  }
}
