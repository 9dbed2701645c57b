package import StemmaCore
package import StemmaStore

/// The names that a repository goes by in imported files.
package struct ImportedNames {
  /// Their numbers.
  package let ids: [Int64]

  /// Finds the names that lead to what `text` names now, and `text` itself.
  package init(of text: String, kind: RepoKind, in connection: Connection) throws {
    let present = try connection.presentSchema
    ids = try connection.rows(
      """
      WITH meant AS (
        SELECT id, name, hub_id FROM \(present).repo WHERE kind = ?1 AND name = ?2 COLLATE NOCASE
        UNION
        SELECT repo.id, repo.name, repo.hub_id
        FROM \(present).alias
        JOIN \(present).repo ON repo.id = alias.repo
        WHERE alias.kind = ?1 AND alias.name = ?2),
      alike AS (
        SELECT name FROM meant
        UNION
        SELECT alias.name FROM meant JOIN \(present).alias ON alias.repo = meant.id),
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
      JOIN \(present).imported_repo ON imported_repo.imported_name = candidate.id
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
    let present = try connection.presentSchema
    return try connection.first(
      """
      SELECT repo.name
      FROM \(present).imported_repo
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

/// Names that training tools write where a dataset should be named.
///
/// They name a way of loading files, or nothing, and are no datasets: a model that declares
/// `imagefolder` was trained on pictures of its author's own. A name counts as one only without an
/// owner before it: the Hub's own datasets without one were moved under organizations in 2024, and
/// none in the listing of March 2023 had such a name.
package enum LoaderName {
  /// The builders that the library `datasets` ships with.
  ///
  /// Source: huggingface/datasets, the folders of `src/datasets/packaged_modules` over its history
  /// up to commit 42c11f56; `generator` is what `Dataset.from_generator` writes.
  package static let builders: Set<String> = [
    "arrow", "audiofolder", "cache", "csv", "generator", "hdf5", "imagefolder", "json", "lance",
    "niftifolder", "pandas", "parquet", "pdffolder", "spark", "sql", "text", "videofolder",
    "webdataset", "xml",
  ]

  /// Words that stand where no dataset is named.
  ///
  /// Source: counted among the 30,298 names declared in July 2025 by Laufer, Oderinwale and
  /// Kleinberg's notebooks (bendlaufer/ai-ecosystem at 9d172b3).
  package static let words: Set<String> = ["custom", "original", "updated"]

  /// What a name is when it is none of a dataset: `loader` or `placeholder`; nil for all others.
  package static func kind(of name: String) -> String? {
    let folded = name.lowercased()
    if builders.contains(folded) { return "loader" }
    return words.contains(folded) ? "placeholder" : nil
  }

  /// SQL that holds where `column` is such a name.
  ///
  /// `column` is one of our own names, never foreign text.
  package static func sql(_ column: String) -> String {
    let names = builders.union(words).sorted().map { "'\($0)'" }.joined(separator: ", ")
    return "lower(\(column)) IN (\(names))"
  }
}
