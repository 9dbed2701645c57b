import StemmaStore

/// Inserts rows of a new repository, several by one statement: of a first sweep most rows are such.
///
/// What clashes is left out. The rows of a new repository clash where it says something twice, and saying
/// so spares SQLite a way back.
struct NewRows {
  /// Statements by how many rows they insert, less one.
  private let statements: [Statement]
  private let width: Int

  /// Takes a table whose columns are the repository, `columns`, and the first harvest.
  ///
  /// All names are our own, never foreign text.
  init(_ connection: Connection, into table: String, columns: [String], atOnce most: Int) throws {
    let width = columns.count
    self.width = width
    statements = try (1...most).map { count in
      let rows = (0..<count).map { row in
        let marks = (0..<width).map { "?\(3 + width * row + $0)" }
        return "(?1, \(marks.joined(separator: ", ")), ?2)"
      }
      return try connection.prepare(
        """
        INSERT OR IGNORE INTO \(table) (repo, \(columns.joined(separator: ", ")), first_seen)
        VALUES \(rows.joined(separator: ", "))
        """
      )
    }
  }

  /// Inserts a row for each item; `bind` binds its columns, in order, from a place on.
  func insert<Item>(
    _ items: [Item],
    repo: Int64,
    harvest: Int64,
    _ bind: (Item, Statement, _ place: Int) throws -> Void
  ) throws {
    for start in stride(from: 0, to: items.count, by: statements.count) {
      let end = min(start + statements.count, items.count)
      let statement = statements[end - start - 1]
      try statement.bind(repo, at: 1)
      try statement.bind(harvest, at: 2)
      for index in start..<end {
        try bind(items[index], statement, 3 + width * (index - start))
      }
      try statement.runBound()
    }
  }
}
