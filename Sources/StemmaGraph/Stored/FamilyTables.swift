import StemmaStore

/// The rows of `family` and `family_group`, by the head of a family, and of `graph_finding`.
struct FamilyTables {
  private let family: FamilyGraph
  private let sizes: FamilySizes
  private let groups: FamilyGroupTable
  private let insertSize: Statement
  private let deleteSize: Statement
  private let connection: Connection
  /// The families whose groups are written.
  private let grouped: Set<LineageGraph.Node>

  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  init(
    of family: FamilyGraph,
    _ sizes: FamilySizes,
    leastGrouped: Int,
    in connection: Connection
  ) throws {
    (self.family, self.sizes, self.connection) = (family, sizes, connection)
    groups = try FamilyGroupTable(
      GroupKey.allCases.map { try GroupColumn($0, of: family.members) },
      in: connection
    )
    grouped = sizes.largest(from: leastGrouped, within: 2 * family.graph.nodeCount)
    insertSize = try connection.prepare(
      """
      INSERT OR REPLACE INTO family VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    deleteSize = try connection.prepare("DELETE FROM family WHERE model = ?")
  }

  /// Fills the tables, which are empty.
  func fill() throws {
    for head in family.graph.heads() { try writeSize(of: head) }
    try family.graph.forEachFamily(of: grouped.sorted()) {
      try groups.replace(under: family.id($0), descendants: $1)
    }
  }

  /// Makes the rows of some heads those of their families, and the groups those of the families that
  /// are large now.
  func replace(_ heads: [LineageGraph.Node]) throws {
    for head in heads { try writeSize(of: head) }
    let written = try groups.models()
    for model in written where !(family.node(model).map(grouped.contains) ?? false) {
      try groups.replace(under: model, descendants: [])
    }
    let (heads, known) = (Set(heads), Set(written))
    let stale = grouped.filter { heads.contains($0) || !known.contains(family.id($0)) }
    try family.graph.forEachFamily(of: stale.sorted()) {
      try groups.replace(under: family.id($0), descendants: $1)
    }
  }

  /// Removes the row of a head that is no node any more.
  func remove(head ancestor: Int64) throws { try deleteSize.run(ancestor) }

  private func writeSize(of head: LineageGraph.Node) throws {
    let model = family.id(head)
    guard let size = sizes.size(of: head) else { return try deleteSize.run(model) }
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
