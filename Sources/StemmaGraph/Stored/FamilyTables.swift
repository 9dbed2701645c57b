import StemmaStore

/// The rows of `lineage`, `family` and `family_group`, by the head of a family.
struct FamilyTables {
  private let family: FamilyGraph
  private var gauge: FamilyStatistics
  private let insertPair: Statement
  private let deletePair: Statement
  private let deletePairs: Statement
  private let storedPairs: Statement
  private let insertSize: Statement
  private let deleteSize: Statement
  private let storedTotal: Statement
  private let groups: FamilyGroupTable
  /// The smallest family whose groups are written.
  private let leastGrouped: Int

  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  init(of family: FamilyGraph, leastGrouped: Int, in connection: Connection) throws {
    self.family = family
    self.leastGrouped = leastGrouped
    groups = try FamilyGroupTable(
      GroupKey.allCases.map { try GroupColumn($0, of: family.members) },
      in: connection
    )
    gauge = FamilyStatistics(Condensation(of: family.graph), facts: try family.members.facts())
    insertPair = try connection.prepare(
      "INSERT OR REPLACE INTO lineage (ancestor, descendant, distance) VALUES (?, ?, ?)"
    )
    deletePair = try connection.prepare(
      "DELETE FROM lineage WHERE ancestor = ? AND descendant = ?"
    )
    deletePairs = try connection.prepare("DELETE FROM lineage WHERE ancestor = ?")
    storedPairs = try connection.prepare(
      "SELECT descendant, distance FROM lineage WHERE ancestor = ? ORDER BY descendant"
    )
    insertSize = try connection.prepare(
      """
      INSERT OR REPLACE INTO family VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    deleteSize = try connection.prepare("DELETE FROM family WHERE model = ?")
    storedTotal = try connection.prepare("SELECT all_total FROM family WHERE model = ?")
  }

  /// Writes the rows of a head that has none; its descendants are in ascending order.
  mutating func add(head: LineageGraph.Node, descendants: [Relative]) throws {
    let ancestor = family.id(head)
    // Before `self` is lent to anything else: the gauge would be copied.
    let size = gauge.size(of: head, descendants: descendants)
    for relative in descendants { try put(pair(relative), under: ancestor) }
    try write(size, of: ancestor)
    if isGrouped(size.all.total) {
      try groups.replace(under: ancestor, descendants: descendants)
    }
  }

  /// Makes the rows of a head those of its descendants, which are in ascending order.
  ///
  /// Only rows that differ are written.
  mutating func replace(head: LineageGraph.Node, descendants: [Relative]) throws {
    let ancestor = family.id(head)
    let size = descendants.isEmpty ? nil : gauge.size(of: head, descendants: descendants)
    let wasGrouped = isGrouped(try storedTotal.first(ancestor) { $0.int(0) })
    var stored = try storedPairs.rows(ancestor) { row in
      row.inOrder { Pair(descendant: $0.integer(), distance: $0.integer()) }
    }[...]
    // The order of nodes is that of their numbers.
    for relative in descendants {
      let pair = pair(relative)
      while let old = stored.first, old.descendant < pair.descendant {
        try deletePair.run(ancestor, old.descendant)
        stored.removeFirst()
      }
      if stored.first?.descendant != pair.descendant {
        try put(pair, under: ancestor)
      } else if let old = stored.popFirst(), old.distance != pair.distance {
        try put(pair, under: ancestor)
      }
    }
    for old in stored { try deletePair.run(ancestor, old.descendant) }
    if let size { try write(size, of: ancestor) } else { try deleteSize.run(ancestor) }
    let isGrouped = isGrouped(size?.all.total)
    if isGrouped || wasGrouped {
      try groups.replace(under: ancestor, descendants: isGrouped ? descendants : [])
    }
  }

  /// Whether a family of so many derivatives has its groups written.
  private func isGrouped(_ total: Int?) -> Bool { total ?? 0 >= leastGrouped }

  /// Removes the rows of a head that is no node any more.
  func remove(head ancestor: Int64) throws {
    try deletePairs.run(ancestor)
    try deleteSize.run(ancestor)
    try groups.replace(under: ancestor, descendants: [])
  }

  /// One row under an ancestor.
  private struct Pair {
    let descendant: Int64
    let distance: Int64
  }

  private func pair(_ relative: Relative) -> Pair {
    Pair(descendant: family.id(relative.node), distance: Int64(relative.distance))
  }

  private func put(_ pair: Pair, under ancestor: Int64) throws {
    try insertPair.bind(ancestor, at: 1)
    try insertPair.bind(pair.descendant, at: 2)
    try insertPair.bind(pair.distance, at: 3)
    try insertPair.runBound()
  }

  private func write(_ size: FamilySize, of model: Int64) throws {
    try insertSize.bind(model, at: 1)
    var place = 2
    for counts in [size.direct, size.all] {
      for count in [counts.total] + counts.byCode.map({ Int($0) }) {
        try insertSize.bind(Int64(count), at: place)
        place += 1
      }
    }
    try insertSize.bind(Int64(size.publishers), at: place)
    try insertSize.bind(size.weighted, at: place + 1)
    try insertSize.bind(Int64(size.maxDistance), at: place + 2)
    try insertSize.bind(Int64(size.depth), at: place + 3)
    try insertSize.runBound()
  }
}
