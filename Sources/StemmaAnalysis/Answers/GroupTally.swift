/// Counts models by something that they share, those of others and a subject's own apart.
struct GroupTally {
  private var counts: [String?: (external: Int, own: Int)] = [:]

  /// Counts a model under a value; under nil when it states none.
  mutating func add(_ value: String?, isOwn: Bool) {
    if isOwn {
      counts[value, default: (0, 0)].own += 1
    } else {
      counts[value, default: (0, 0)].external += 1
    }
  }

  /// The groups, the largest first, then by value.
  var groups: [Reuse.Group] {
    counts.map { Reuse.Group(value: $0.key, external: $0.value.external, own: $0.value.own) }
      .sorted { ($1.all, $0.value ?? "~") < ($0.all, $1.value ?? "~") }
  }
}
