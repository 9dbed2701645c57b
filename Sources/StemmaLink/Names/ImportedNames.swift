package import StemmaCore
package import StemmaStore

/// The names that a repository goes by in imported files.
package struct ImportedNames {
  /// Their numbers.
  package let ids: [Int64]

  /// Finds the names that lead to what `text` names now, and `text` itself.
  package init(of text: String, kind: RepoKind, in connection: Connection) throws {
    ids = try connection.rows(
      """
      WITH meant AS (
        SELECT id, name, hub_id FROM main.repo WHERE kind = ?1 AND name = ?2 COLLATE NOCASE
        UNION
        SELECT repo.id, repo.name, repo.hub_id
        FROM main.alias
        JOIN main.repo ON repo.id = alias.repo
        WHERE alias.kind = ?1 AND alias.name = ?2),
      alike AS (
        SELECT name FROM meant
        UNION
        SELECT alias.name FROM meant JOIN main.alias ON alias.repo = meant.id),
      candidate AS (
        SELECT imported_name.id
        FROM alike
        JOIN imported_name ON imported_name.kind = ?1 AND imported_name.name = alike.name
        UNION
        SELECT imported_name.id
        FROM meant
        JOIN imported_name ON imported_name.kind = ?1 AND imported_name.hub_id = meant.hub_id)
      SELECT id FROM imported_name WHERE kind = ?1 AND name = ?2
      UNION
      SELECT candidate.id
      FROM candidate
      JOIN main.imported_repo ON imported_repo.imported_name = candidate.id
      WHERE imported_repo.repo IN (SELECT id FROM meant)
      ORDER BY 1
      """,
      kind.rawValue,
      RepoName.meant(by: text)
    ) { $0.integer(0) }
  }

  /// The name of the repository that these lead to by its identity; nil when there is none.
  ///
  /// It may be the only way from an old name to the repository: the Hub was never asked for it.
  package func repositoryName(in connection: Connection) throws -> String? {
    try connection.first(
      """
      SELECT repo.name
      FROM main.imported_repo
      JOIN repo ON repo.id = imported_repo.repo
      WHERE imported_repo.imported_name IN (SELECT value FROM json_each(?))
      ORDER BY \(NameResolver.order)
      """,
      list
    ) { $0.text(0) }
  }

  /// The numbers as a JSON array, which SQLite reads as a table.
  package var list: String { "[" + ids.map(String.init).joined(separator: ",") + "]" }

  /// The last moment of `date`, which may be a day.
  package static func end(of date: String?) -> String {
    guard let date else { return "9999" }
    return date.count == 10 ? date + "T23:59:59Z" : date
  }
}
