package import StemmaStore

/// The rows of `lineage_place` and `lineage_span`, which the view `lineage` makes pairs of.
package struct LineageTables {
  private let chains: LineageChains
  /// The numbers in the cache of the nodes, which ascend.
  private let ids: [Int32]
  private let places, spans: NumberTable

  /// Takes the closure, the numbers in the cache of its nodes, which ascend, and whether the tables are
  /// to be written, and not only compared.
  init(
    of chains: LineageChains,
    numbered ids: [Int32],
    mayWrite: Bool = true,
    in connection: Connection
  ) throws {
    (self.chains, self.ids) = (chains, ids)
    places = try NumberTable(
      "lineage_place",
      keys: ["node"],
      others: ["chain", "position"],
      mayWrite: mayWrite,
      in: connection
    )
    spans = try NumberTable(
      "lineage_span",
      keys: ["descendant", "chain", "last"],
      others: ["first", "distance"],
      mayWrite: mayWrite,
      in: connection
    )
  }

  /// Fills the tables, which are empty.
  ///
  /// - Complexity: O(*h* + *s*) for *h* nodes with derivatives and *s* spans, and a sort of these.
  func fill(in connection: Connection) throws {
    // Nodes come by number, and so not in the order of chains.
    try connection.filling(without: "lineage_place_chain") { try places.fill(forEachPlace) }
    try connection.filling(without: "lineage_span_chain") { try spans.fill(forEachSpan) }
  }

  /// Makes the rows of the tables those of the chains; only rows that differ are written.
  ///
  /// - Complexity: O(*h* + *s*).
  func replace() throws {
    for (table, forEachRow) in [(places, forEachPlace), (spans, forEachSpan)] {
      let (stale, new) = try table.differences(forEachRow)
      for row in stale { try table.remove(row) }
      for row in new { try table.put(row) }
    }
  }

  /// How many rows of the closure are missing or wrong, by the edges in the cache.
  ///
  /// - Complexity: O(*n* + *m* + *s*) time and memory for *n* nodes, *m* edges and *s* spans.
  package static func faults(in connection: Connection) throws -> Int {
    var edges: [GraphBuilder.Edge] = []
    let query = "SELECT child, parent FROM edge WHERE last_seen IS NULL AND child <> parent"
    try connection.prepare(query).forEach { row in
      let (child, parent) = row.inOrder { (Int32($0.integer()), Int32($0.integer())) }
      edges.append(.init(child: child, parent: parent, relation: -1, confidence: 0, isFirst: false))
    }
    let ids = GraphPlaces.ends(of: edges)
    let nodes = GraphPlaces(of: ids)
    let graph = LineageGraph(
      nodeCount: ids.count,
      edges: edges.map { .init(child: nodes[$0.child], parent: nodes[$0.parent]) }
    )
    let chains = LineageChains(of: Condensation(of: graph))
    let tables = try LineageTables(of: chains, numbered: ids, mayWrite: false, in: connection)
    let places = try tables.places.differences(tables.forEachPlace)
    let spans = try tables.spans.differences(tables.forEachSpan)
    return [places, spans].reduce(0) { $0 + $1.new.count + $1.stale.count }
  }

  private func forEachPlace(_ body: (NumberTable.Row) throws -> Void) throws {
    for node in 0..<Int32(ids.count) where chains.chainOf[node] >= 0 {
      let chain = chains.chainOf[node]
      try body([id(node), top(of: chain), Int64(chains.positionOf[node]), 0, 0, 0, 0, 0])
    }
  }

  private func forEachSpan(_ body: (NumberTable.Row) throws -> Void) throws {
    for node in 0..<Int32(ids.count) {
      for index in chains.spanRange(of: node) {
        let span = chains.spans[index]
        try body(
          [
            id(node), top(of: span.chain), Int64(span.last), Int64(span.first),
            Int64(span.distance), 0, 0, 0,
          ]
        )
      }
    }
  }

  private func id(_ node: Int32) -> Int64 { Int64(ids[node]) }

  /// Chains are in the order of their tops.
  private func top(of chain: Int32) -> Int64 {
    id(chains.chains.nodes[chains.chains.range(of: chain).lowerBound])
  }
}

/// A table of whole numbers, of at most eight columns.
private struct NumberTable {
  /// The keys and then the other columns, in the order of the table; the rest are zeros.
  typealias Row = SIMD8<Int64>

  private let keyCount, columnCount: Int
  private let all: Statement
  /// Nil where rows are only compared.
  private let writer: (insert: Statement, delete: Statement)?

  init(
    _ name: String,
    keys: [String],
    others: [String],
    mayWrite: Bool,
    in connection: Connection
  ) throws {
    let columns = (keys + others).joined(separator: ", ")
    keyCount = keys.count
    columnCount = keyCount + others.count
    all = try connection.prepare(
      "SELECT \(columns) FROM \(name) ORDER BY \(keys.joined(separator: ", "))"
    )
    guard mayWrite else {
      writer = nil
      return
    }
    let marks = [String](repeating: "?", count: columnCount).joined(separator: ", ")
    let keyTest = keys.map { "\($0) = ?" }.joined(separator: " AND ")
    writer = (
      try connection.prepare("INSERT OR REPLACE INTO \(name) (\(columns)) VALUES (\(marks))"),
      try connection.prepare("DELETE FROM \(name) WHERE \(keyTest)")
    )
  }

  typealias Rows = ((Row) throws -> Void) throws -> Void

  func fill(_ forEachRow: Rows) throws { try forEachRow(put) }

  func put(_ row: Row) throws {
    guard let insert = writer?.insert else { return }
    for column in 0..<columnCount { try insert.bind(row[column], at: column + 1) }
    try insert.runBound()
  }

  func remove(_ row: Row) throws {
    guard let delete = writer?.delete else { return }
    for key in 0..<keyCount { try delete.bind(row[key], at: key + 1) }
    try delete.runBound()
  }

  /// The rows of the table that are not among those given, and those that are missing; these are
  /// given in the order of their keys.
  func differences(_ forEachRow: Rows) throws -> (stale: [Row], new: [Row]) {
    var (stale, new): ([Row], [Row]) = ([], [])
    try all.start([])
    defer { all.reset() }
    func next() throws -> Row? {
      guard try all.advance() else { return nil }
      return all.inOrder { row in
        var numbers = Row()
        for column in 0..<columnCount { numbers[column] = row.integer() }
        return numbers
      }
    }
    var old = try next()
    try forEachRow { row in
      while let stored = old, precedes(stored, row) {
        stale.append(stored)
        old = try next()
      }
      if let stored = old, !precedes(row, stored) {
        if stored != row { new.append(row) }
        old = try next()
      } else {
        new.append(row)
      }
    }
    while let stored = old {
      stale.append(stored)
      old = try next()
    }
    return (stale, new)
  }

  private func precedes(_ one: Row, _ other: Row) -> Bool {
    for key in 0..<keyCount where one[key] != other[key] { return one[key] < other[key] }
    return false
  }
}
