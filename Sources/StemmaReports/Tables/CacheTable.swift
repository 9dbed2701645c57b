package import StemmaCore
package import StemmaDuckDB
package import StemmaStore

/// A table or a view of the cache as it is taken elsewhere: its columns with their types, its rows in
/// one order.
package struct CacheTable {
  /// Its name in the cache.
  package let name: String
  /// Its columns, all of them.
  package let columns: [ParquetColumn]
  private let order: [String]
  private let source: String
  private let sourceColumns: [String]

  /// The views and tables that are exported, the views for analysts first.
  ///
  /// Left out is what stages keep for themselves: it says nothing that the others do not say.
  package static let names: [String] =
    views + ["lineage", "repo_tag"]
    + Schema.tablesByStage.flatMap(\.tables).filter { !workings.contains($0) }

  /// The views for analysts.
  package static let views = ["model", "derivative", "dataset_reuse", "license_step"]

  private static let workings: Set = [
    "archive_mark", "change", "detail_mark", "detail_walk", "forecast", "graph_array", "graph_text",
    "lineage_place", "lineage_span", "link_mark", "tag_list",
  ]

  /// Looks a table up.
  package init(_ name: String, in connection: Connection) throws {
    (self.name, source) = (name, name)
    let rows = try connection.rows(
      "SELECT name, type, pk FROM pragma_table_info(?, 'main') ORDER BY cid",
      name
    ) { row in row.inOrder { (name: $0.text(), type: $0.text(), key: $0.int()) } }
    columns = rows.map { ParquetColumn($0.name, Self.kind(of: $0.name, declared: $0.type)) }
    let key = rows.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map(\.name)
    order = Self.orders[name] ?? (key.isEmpty ? rows.map(\.name) : key)
    sourceColumns = rows.map(\.name)
  }

  /// The columns that tell one row from another, by which they are ordered.
  package var key: [String] {
    zip(sourceColumns, columns).filter { order.contains($0.0) }.map(\.1.name)
  }

  /// Some columns of this table, as a table of another name; those of `others` are called otherwise in it.
  package func part(
    _ name: String,
    of isWanted: (String) -> Bool,
    calling others: [String: String] = [:]
  ) -> CacheTable {
    CacheTable(of: self, name, isWanted, others)
  }

  private init(
    of table: CacheTable,
    _ name: String,
    _ isWanted: (String) -> Bool,
    _ others: [String: String]
  ) {
    (self.name, source, order) = (name, table.source, table.order)
    let kept = zip(table.sourceColumns, table.columns).filter { isWanted($0.0) }
    sourceColumns = kept.map(\.0)
    columns = kept.map { ParquetColumn(others[$1.name] ?? $1.name, $1.kind) }
  }

  /// How the views are ordered, which have no keys.
  private static let orders = [
    "model": ["id"],
    "derivative": ["ancestor", "distance", "descendant"],
    "dataset_reuse": ["dataset", "created_on", "model"],
    "license_step": ["parent", "child"],
    "lineage": ["ancestor", "distance", "descendant"],
    "repo_tag": ["repo", "tag", "first_seen"],
  ]

  /// SQLite does not say of what type the expressions of views are, nor which texts are times or lists.
  private static func kind(of name: String, declared type: String) -> ParquetColumn.Kind {
    switch name {
    case "languages", "sources", "said_by": .list
    case "distance", "derivatives", "direct_derivatives", "tag", "last_seen": .integer
    case _ where name.hasPrefix("is_"): .truth
    case "date", "held_until": .day
    case _ where name.hasSuffix("_on"): .day
    case "last_modified", "newest", "first_observed", "last_observed", "as_of": .time
    case _ where name.hasSuffix("_at"): .time
    default: ["INTEGER": .integer, "REAL": .real][type] ?? .text
    }
  }

  private var selection: String {
    let names = sourceColumns.map(DuckDB.name).joined(separator: ", ")
    let order = order.map(DuckDB.name).joined(separator: ", ")
    return "SELECT \(names) FROM \(DuckDB.name(source)) ORDER BY \(order)"
  }

  /// How many rows it has.
  package func count(in connection: Connection) throws -> Int {
    try connection.count("SELECT count(*) FROM \(DuckDB.name(source))")
  }

  /// Calls `body` at each row, in order; one row is held at a time.
  package func forEach(in connection: Connection, _ body: (Statement) throws -> Void) throws {
    try connection.prepare(selection).forEach(body: body)
  }

  /// Feeds a row to a file of these columns.
  package func add(_ row: Statement, to file: RowFeed) throws {
    addValues(of: row, to: file)
    try file.endRow()
  }

  /// Feeds the values of a row to a file that has more columns behind these.
  package func addValues(of row: Statement, to file: RowFeed) {
    for (place, column) in columns.enumerated() {
      if row.isNull(place) {
        file.addMissing()
        continue
      }
      switch column.kind {
      case .integer, .truth: file.add(row.integer(place))
      case .real: file.add(row.real(place))
      case .text, .time, .day, .list: row.withText(place) { file.add(text: $0) }
      }
    }
  }

  /// Writes all rows as CSV.
  package func writeCSV(of connection: Connection, to output: OutputBuffer) throws {
    try output.writeCSVHeadings(columns.map(\.name))
    try forEach(in: connection) { row in
      try output.writeCSV(columns.indices.map { Table.Cell(json: row.value($0).json) })
    }
  }
}
