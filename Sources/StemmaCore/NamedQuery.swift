package import Foundation

/// A question in SQL that has a name: a file of the folder `queries`.
///
/// The file begins with comment lines: the first is the title, the following ones describe it. The
/// parameters are the marks such as `:days` in its text.
package struct NamedQuery: Sendable, Hashable {
  /// The file's name without its ending.
  package let name: String
  package let title: String
  package let description: String
  /// The file's text.
  package let sql: String

  /// Reads a query from its file's text.
  package init(name: String, sql: String) {
    let comments = sql.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("--") }
      .map { $0.dropFirst(2).trimmingCharacters(in: .whitespaces) }
    self.name = name
    self.sql = sql
    title = comments.first ?? ""
    description = comments.dropFirst().filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// The folder of named queries.
package struct QueryFolder: Sendable {
  /// Where it is.
  package let folder: URL

  /// Takes the folder that `STEMMA_QUERIES` names, else `queries` here or above the command.
  package init(environment: [String: String], command: String) {
    let places =
      [environment["STEMMA_QUERIES"], "queries"].compactMap { $0 }.map { URL(filePath: $0) }
      + Self.folders(above: URL(filePath: command))
    folder =
      places.first { FileManager.default.fileExists(atPath: $0.path) }
      ?? URL(filePath: "queries")
  }

  /// Every query, by name.
  package func queries() throws -> [NamedQuery] {
    guard
      let files = try? FileManager.default.contentsOfDirectory(
        at: folder,
        includingPropertiesForKeys: nil
      )
    else {
      throw QueryError("There is no folder of queries. Set STEMMA_QUERIES to one.")
    }
    return try files.filter { $0.pathExtension == "sql" }
      .map { file in
        NamedQuery(
          name: file.deletingPathExtension().lastPathComponent,
          sql: try String(contentsOf: file, encoding: .utf8)
        )
      }
      .sorted { $0.name < $1.name }
  }

  /// The query of that name.
  package func query(_ name: String) throws -> NamedQuery {
    let queries = try queries()
    guard let query = queries.first(where: { $0.name == name }) else {
      let names = queries.map(\.name).joined(separator: ", ")
      throw QueryError("There is no query \(name). Known queries: \(names).")
    }
    return query
  }

  // A build stands some folders below the sources.
  private static func folders(above command: URL) -> [URL] {
    var folder = command.resolvingSymlinksInPath()
    return (0..<5).map { _ in
      folder = folder.deletingLastPathComponent()
      return folder.appending(path: "queries")
    }
  }
}

/// A named query that is not to be had.
package struct QueryError: Error, CustomStringConvertible {
  /// What happened and what to do, in one line.
  package let description: String

  package init(_ description: String) { self.description = description }
}
