package import StemmaStore

/// The tables of a cache as text, with names in place of numbers, so that two caches that came to
/// the same by different ways have the same dump.
package struct Dump {
  /// One line a row, in the order of the text.
  package let lines: [String]

  /// Writes the tables of `stages`; a column of `without` is left out of all of them.
  package init(
    of connection: Connection,
    stages: Set<Stage> = [.derive, .link, .graph, .measure],
    without: Set<String> = ["noticed_at"]
  ) throws {
    var lines: [String] = []
    for (stage, tables) in Schema.tablesByStage where stages.contains(stage) {
      // How far the stages came, and by which way, is no fact.
      for table in tables
      where !GraphLines.tables.union(["change", "link_mark"]).contains(table) {
        // Lists of numbers tell nothing by themselves.
        let table = table == "tag_list" ? "repo_tag" : table
        lines += try Self.rows(of: table, without: without, in: connection)
      }
    }
    if stages.contains(.graph) { lines += try GraphLines.lines(in: connection).sorted() }
    self.lines = lines
  }

  private static func rows(
    of table: String,
    without: Set<String>,
    in connection: Connection
  ) throws -> [String] {
    let columns = try connection.rows(
      """
      SELECT name FROM pragma_table_info(?)
      WHERE NOT (name = 'id' AND ?1 <> 'harvest')
      ORDER BY cid
      """,
      table
    ) { $0.text(0) }.filter { !without.contains($0) }
    let query =
      "SELECT " + columns.map { named($0, of: table) }.joined(separator: ", ") + " FROM \(table)"
    return try connection.rows(query) { row in
      let cells = columns.indices.map { "\(columns[$0])=\(row.isNull($0) ? "-" : row.text($0))" }
      return "\(table): " + cells.joined(separator: " ")
    }.sorted()
  }

  /// SQL for a column, with the name of what it numbers.
  private static func named(_ column: String, of table: String) -> String {
    switch column {
    case "repo", "child", "parent", "ancestor", "descendant", "dataset", "model", "node":
      "(SELECT kind || ' ' || name FROM node WHERE id = \(table).\(column))"
    case "account": "(SELECT name FROM account WHERE id = \(table).account)"
    case "owner": "(SELECT name FROM owner WHERE id = \(table).owner)"
    case "tag": "(SELECT value FROM tag WHERE id = \(table).tag)"
    case "reference": "(SELECT kind || ' ' || value FROM reference WHERE id = \(table).reference)"
    // Summed in the order of row numbers.
    case "weighted": "round(weighted, 9)"
    default: column
    }
  }
}

/// The lines that only one of two dumps has, each with the mark of its side.
package func differences(_ one: [String], _ other: [String]) -> [String] {
  other.difference(from: one).map { change in
    switch change {
    case .remove(_, let line, _): "- " + line
    case .insert(_, let line, _): "+ " + line
    }
  }
}
