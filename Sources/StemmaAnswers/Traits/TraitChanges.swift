public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

/// How often derivatives change a property of what they were made from, and which way.
public struct TraitChanges: Sendable, Hashable {
  /// What the edges of one relation show.
  public struct Rate: Sendable, Hashable {
    /// The relation; nil when nobody states it.
    public let relation: String?
    /// Edges of which both ends state the trait.
    public let edges: Int
    /// Those on which it changes.
    public let changed: Int
    /// The mean over these edges of (|P ∪ C| − |P ∩ C|) / |P ∪ C|; nil without edges.
    public let mutation: Double?

    /// Makes one from its parts, without a cache.
    public init(
      relation: String? = nil,
      edges: Int,
      changed: Int,
      mutation: Double? = nil
    ) {
      self.relation = relation
      self.edges = edges
      self.changed = changed
      self.mutation = mutation
    }
  }

  /// The order of values that agrees with the direction of most pairs, and how well it does.
  public struct Drift: Sendable, Hashable {
    /// Of the values that change, the 20 most often stated at the ends of these edges at most, in the
    /// order in which they give way to each other.
    public let values: [String]
    /// Pairs of these values with more mutations one way than the other.
    public let pairs: Int
    /// Those that go along with the order.
    public let agreeingPairs: Int
    /// Mutations between these values.
    public let mutations: Int
    /// Those that go along with the order.
    public let agreeingMutations: Int

    /// Makes one from its parts, without a cache.
    public init(
      values: [String] = [],
      pairs: Int,
      agreeingPairs: Int,
      mutations: Int,
      agreeingMutations: Int
    ) {
      self.values = values
      self.pairs = pairs
      self.agreeingPairs = agreeingPairs
      self.mutations = mutations
      self.agreeingMutations = agreeingMutations
    }
  }

  /// The property.
  public let trait: Trait
  /// All edges followed, whether or not their ends state the trait; self-loops left out.
  public let edges: Int
  /// Over all relations followed; its relation is nil.
  public let total: Rate
  /// By relation: most edges first, then by name.
  public let relations: [Rate]
  /// Which way it drifts.
  public let drift: Drift
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    trait: Trait,
    edges: Int,
    total: Rate,
    relations: [Rate] = [],
    drift: Drift,
    relationBasis: RelationBasis? = nil
  ) {
    self.trait = trait
    self.edges = edges
    self.total = total
    self.relations = relations
    self.drift = drift
    self.relationBasis = relationBasis
  }

  /// Reads all edges once.
  ///
  /// - Complexity: O(*n* + *m*) for *n* repositories and *m* edges; memory O(*n*).
  package init(
    of trait: Trait,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    var tally = TraitTally()
    let (edges, names) =
      try tally.count(trait, filter, in: connection)
      ?? tally.countRows(trait, filter, in: connection)
    relationBasis = filter.relationBasis
    self.trait = trait
    self.edges = edges
    total = Rate(nil, tally.all)
    relations = tally.byRelation.map { Rate($0, $1) }
      .sorted { ($1.edges, $0.relation ?? "~") < ($0.edges, $1.relation ?? "~") }
    drift = Drift(tally, names: names)
  }
}

extension TraitTally {
  /// Counts all edges that a filter follows, row by row.
  fileprivate mutating func countRows(
    _ trait: Trait,
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> (edges: Int, names: [String]) {
    let values = try TraitValues(of: trait, in: connection)
    var edges = 0
    let query = try connection.prepare(
      """
      SELECT child, parent, \(filter.relationOfEdge)
      FROM edge
      WHERE child <> parent AND edge.last_seen IS NULL
      """
    )
    try query.start([])
    while try query.advance() {
      let (child, parent, relation) = query.inOrder {
        ($0.integer(), $0.integer(), $0.optionalText())
      }
      guard filter.admits(relation) else { continue }
      edges += 1
      add(
        parent: values.values(of: parent),
        child: values.values(of: child),
        relation: relation
      )
    }
    return (edges, values.names)
  }
}

extension TraitChanges.Rate {
  fileprivate init(_ relation: String?, _ rate: TraitTally.Rate) {
    self.init(
      relation: relation,
      edges: rate.edges,
      changed: rate.changed,
      mutation: rate.mean
    )
  }
}

extension TraitChanges.Drift {
  fileprivate init(_ tally: TraitTally, names: [String]) {
    let moving = Set(tally.mutations.keys.flatMap { [$0.from, $0.to] })
    let top = tally.uses.filter { moving.contains($0.key) }
      .map { (value: $0.key, uses: $0.value, name: names[Int($0.key)]) }
      .sorted { ($1.uses, $0.name) < ($0.uses, $1.name) }
      .prefix(DriftOrder.limit)
    let found = DriftOrder(
      counts: top.map { from in
        top.map { to in tally.mutations[.init(from: from.value, to: to.value)] ?? 0 }
      }
    )
    let listed = Array(top)
    self.init(
      values: found.order.map { listed[$0].name },
      pairs: found.pairs,
      agreeingPairs: found.agreeingPairs,
      mutations: found.mutations,
      agreeingMutations: found.agreeingMutations
    )
  }
}

extension TraitChanges: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "trait": .string(trait.rawValue), "relation_by": RelationBasis.json(relationBasis),
      "edges": .integer(Int64(edges)), "total": total.json,
      "relations": .array(relations.map(\.json)),
      "drift": [
        "values": .array(drift.values.map(JSONValue.string)),
        "pairs": .integer(Int64(drift.pairs)),
        "agreeing_pairs": .integer(Int64(drift.agreeingPairs)),
        "mutations": .integer(Int64(drift.mutations)),
        "agreeing_mutations": .integer(Int64(drift.agreeingMutations)),
      ],
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["relation", "edges", "changed", "mutation"],
      rows: relations.map { $0.row($0.relation ?? "unknown") } + [total.row("all")]
    )
  }

  /// The answer for a terminal.
  public var text: String {
    """
    How \(trait.rawValue) changes from parent to child, on edges where both state it

    \(table.text(as: .table))
    \(total.edges) of \(edges) edges. \(RelationBasis.sentence(relationBasis))
    \(driftText)
    """
  }

  private var driftText: String {
    guard drift.mutations > 0 else { return "No derivative changes the value.\n" }
    let order = drift.values.map { TerminalText.inert($0) }.joined(separator: " > ")
    return """
      Drift: \(order)
      \(drift.agreeingPairs) of \(drift.pairs) pairs and \
      \(drift.agreeingMutations) of \(drift.mutations) changes follow this order.

      """
  }
}

extension TraitChanges.Rate {
  fileprivate var json: JSONValue {
    [
      "relation": JSONValue(relation), "edges": .integer(Int64(edges)),
      "changed": .integer(Int64(changed)), "mutation": mutation.map(JSONValue.number) ?? .null,
    ]
  }

  fileprivate func row(_ name: String) -> [Table.Cell] {
    // Four places: a hundredth of a percent.
    let rounded = mutation.map { ($0 * 10_000).rounded() / 10_000 }
    return [
      .text(name), Table.Cell(edges), Table.Cell(changed),
      rounded.map(Table.Cell.number) ?? .missing,
    ]
  }
}

/// The order of values that agrees with the direction of most pairs.
///
/// A pair is oriented from *i* to *j* when more mutations go that way than back; an order agrees
/// with it when *i* stands before *j*. Among the orders that agree with most pairs, one that agrees
/// with most mutations is taken, and then one that keeps the given order of values.
package struct DriftOrder: Sendable, Hashable {
  /// The largest number of values.
  package static let limit = 20

  /// The values' places as given, in the order found.
  package private(set) var order: [Int] = []
  /// Pairs with more mutations one way than the other.
  package private(set) var pairs = 0
  /// Those that go along with the order.
  package private(set) var agreeingPairs = 0
  /// Mutations between the values.
  package private(set) var mutations = 0
  /// Those that go along with the order.
  package private(set) var agreeingMutations = 0

  /// Orders values by the number of mutations from each to each.
  ///
  /// Exact: the best order of every subset follows from those of smaller ones.
  ///
  /// - Complexity: O(*n* 2^*n*) time and 8 · 2^*n* bytes for *n* values, at most ``limit``.
  package init(counts: [[Int]]) {
    let size = counts.count
    precondition(size <= Self.limit, "more values than can be ordered exactly")
    order = Self.best(Self.gains(counts))
    for (place, from) in order.enumerated() {
      for to in order[(place + 1)...] {
        pairs += counts[from][to] != counts[to][from] ? 1 : 0
        agreeingPairs += counts[from][to] > counts[to][from] ? 1 : 0
        mutations += counts[from][to] + counts[to][from]
        agreeingMutations += counts[from][to]
      }
    }
  }

  /// What it is worth that one value stands before another: pairs first, then mutations.
  private static func gains(_ counts: [[Int]]) -> [[Int]] {
    counts.indices.map { i in
      counts.indices.map { j in
        i == j ? 0 : (counts[i][j] > counts[j][i] ? 1 << 40 : 0) + counts[i][j]
      }
    }
  }

  private static func best(_ gains: [[Int]]) -> [Int] {
    let sums = HalvedSums(gains)
    let worth = sums.worthOfSubsets()
    var order: [Int] = []
    var subset = worth.count - 1
    while subset != 0 {
      // Of equal ones the last given stands last.
      let last = (0..<gains.count).last { value in
        let before = subset & ~(1 << value)
        return before != subset && worth[before] + sums.sum(value, over: before) == worth[subset]
      }
      guard let last else { break }
      order.append(last)
      subset &= ~(1 << last)
    }
    return order.reversed()
  }
}

/// What each value gains from all subsets of the others standing before it, in two look-ups.
private struct HalvedSums {
  private static let half = DriftOrder.limit / 2
  private static let mask = 1 << half - 1
  private let size: Int
  /// For each value its sums over subsets of the first half, and then of the second.
  private let sums: [Int]

  init(_ gains: [[Int]]) {
    size = gains.count
    sums = gains.indices.flatMap { value in
      let column = gains.map { $0[value] }
      return Self.sums(of: column.prefix(Self.half))
        + Self.sums(of: column.dropFirst(Self.half))
    }
  }

  func sum(_ value: Int, over subset: Int) -> Int {
    let start = value << (Self.half + 1)
    return sums[start + subset & Self.mask] + sums[start + Self.mask + 1 + subset >> Self.half]
  }

  /// What the best order of each subset is worth.
  ///
  /// - Complexity: O(*n* 2^*n*) for *n* values; without the checks of arrays, which would be most of it.
  func worthOfSubsets() -> [Int] {
    var worth = [Int](repeating: 0, count: 1 << size)
    worth.withUnsafeMutableBufferPointer { worth in
      sums.withUnsafeBufferPointer { sums in
        for subset in worth.indices.dropFirst() {
          var (best, rest) = (-1, subset)
          while rest != 0 {
            let start = rest.trailingZeroBitCount &<< (Self.half &+ 1)
            let before = subset & ~(rest & (0 &- rest))
            rest &= rest &- 1
            let total =
              worth[before] &+ sums[start &+ (before & Self.mask)]
              &+ sums[start &+ Self.mask &+ 1 &+ (before &>> Self.half)]
            if total > best { best = total }
          }
          worth[subset] = best
        }
      }
    }
    return worth
  }

  /// The sums over all subsets of some numbers, and zeros for those that are not there.
  private static func sums(of numbers: ArraySlice<Int>) -> [Int] {
    let numbers = Array(numbers)
    var sums = [Int](repeating: 0, count: mask + 1)
    for subset in sums.indices.dropFirst() {
      let first = subset.trailingZeroBitCount
      guard first < numbers.count else { continue }
      sums[subset] = sums[subset & (subset - 1)] + numbers[first]
    }
    return sums
  }
}
