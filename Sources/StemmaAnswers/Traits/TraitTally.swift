/// Counts how a trait changes along edges.
///
/// - Mutation rate of an edge: (|P ∪ C| − |P ∩ C|) / |P ∪ C| over the values of parent and child,
///   where both state some; 0 for no change, 1 for nothing in common.
/// - Mutations of an edge: every dropped value paired with every value of the child, every value of
///   the parent with every added one, each pair once.
///
/// Both by Laufer, Oderinwale and Kleinberg, "Anatomy of a machine learning ecosystem" (2025).
package struct TraitTally: Sendable {
  /// What the edges of one relation show.
  package struct Rate: Sendable, Hashable {
    /// Edges of which both ends state the trait.
    package var edges = 0
    /// Those on which it changes.
    package var changed = 0
    package var sum = 0.0
  }

  /// A value that gave way to another.
  package struct Mutation: Sendable, Hashable {
    package let from: Int32
    package let to: Int32
  }

  package private(set) var all = Rate()
  package private(set) var byRelation: [String?: Rate] = [:]
  package private(set) var mutations: [Mutation: Int] = [:]
  /// How many ends of edges state each value.
  package private(set) var uses: [Int32: Int] = [:]

  package init() {}

  /// Adds one edge; both lists ascend and hold each value once.
  package mutating func add(parent: [Int32], child: [Int32], relation: String?) {
    guard !parent.isEmpty, !child.isEmpty else { return }
    let dropped = parent.filter { !child.contains($0) }
    let added = child.filter { !parent.contains($0) }
    let changed = dropped.count + added.count
    let rate = Double(changed) / Double(parent.count + added.count)
    all.add(rate)
    byRelation[relation, default: Rate()].add(rate)
    for value in parent { uses[value, default: 0] += 1 }
    for value in child { uses[value, default: 0] += 1 }
    for from in dropped { for to in child { count(from, to) } }
    let kept = changed == 0 ? [] : parent.filter { !dropped.contains($0) }
    for from in kept { for to in added { count(from, to) } }
  }

  private mutating func count(_ from: Int32, _ to: Int32) {
    mutations[Mutation(from: from, to: to), default: 0] += 1
  }
}

extension TraitTally.Rate {
  /// The mean mutation rate; nil without edges.
  package var mean: Double? { edges == 0 ? nil : sum / Double(edges) }

  fileprivate mutating func add(_ rate: Double) {
    edges += 1
    if rate > 0 { changed += 1 }
    sum += rate
  }
}
