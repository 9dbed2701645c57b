package import StemmaCore
package import StemmaStore

/// A node of the family graph, found by the name a person typed.
package struct NamedNode: Sendable, Hashable {
  /// The number of the repository; negative for a ghost.
  package let id: Int64
  package let name: String
  package let kind: RepoKind

  package var isGhost: Bool { id < 0 }

  /// Finds the repository or ghost that `text` names: by its name, in other letter case, by an old
  /// name, or by an address on the Hub.
  ///
  /// - Throws: `AnswerError` of code `unknownName`, with names that come near.
  package init(_ text: String, kind: RepoKind = .model, in connection: Connection) throws {
    let name = RepoName.meant(by: text)
    guard
      let found = try NameResolver(connection).repo(named: name, kind: kind)
        ?? Self.ghost(named: name, kind, in: connection)
        // Asked as of a past date, by a name that came later.
        ?? NameResolver(presentNamesIn: connection).repo(named: name, kind: kind)
    else { throw try Self.unknown(name, kind, in: connection) }
    (id, self.name, self.kind) = (found.id, found.name, kind)
  }

  /// A node whose number is known already.
  package init(id: Int64, name: String, kind: RepoKind) {
    (self.id, self.name, self.kind) = (id, name, kind)
  }

  /// What `text` names in imported snapshots: a repository of the cache, or a name that waits for one
  /// and has the number 0.
  ///
  /// Nil when no snapshot has it.
  package init?(imported text: String, kind: RepoKind, in connection: Connection) throws {
    let names = try ImportedNames(of: text, kind: kind, in: connection)
    guard !names.ids.isEmpty else { return nil }
    if let name = try names.repositoryName(in: connection) {
      try self.init(name, kind: kind, in: connection)
    } else {
      self.init(id: 0, name: RepoName.meant(by: text), kind: kind)
    }
  }

  private static func ghost(
    named name: String,
    _ kind: RepoKind,
    in connection: Connection
  ) throws -> NameResolver.Found? {
    try connection.first(
      "SELECT id, name FROM ghost WHERE kind = ? AND name = ?",
      kind.rawValue,
      name
    ) { $0.inOrder { (id: $0.integer(), name: $0.text()) } }
  }

  private static func unknown(
    _ name: String,
    _ kind: RepoKind,
    in connection: Connection
  ) throws -> AnswerError {
    if let first = try firstMeeting(name, kind, in: connection) {
      return AnswerError(
        .beforeHistory,
        "Nothing is known about \(name) on that date: it was first harvested on \(first)."
      )
    }
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let pattern = last.replacing(/[\\%_]/) { "\\\($0.output)" }
    // The index of names alone is read through, which is a tenth of the table.
    let near = try connection.rows(
      """
      SELECT name FROM repo
      WHERE kind = ?1 AND id IN (SELECT id FROM repo WHERE name LIKE '%' || ?2 || '%' ESCAPE '\\')
      ORDER BY coalesce(likes, 0) DESC, name
      LIMIT 3
      """,
      kind.rawValue,
      pattern
    ) { $0.text(0) }
    if kind == .dataset, let loader = LoaderName.kind(of: name) {
      return AnswerError(
        .unknownName,
        "\(name) is not a dataset but a \(loader): training tools write this name themselves. No model in "
          + "the cache declares it."
      )
    }
    if kind == .model {
      for other in [RepoKind.dataset, .space] {
        guard let found = try NameResolver(connection).repo(named: name, kind: other) else {
          continue
        }
        return AnswerError(
          .unknownName,
          "The cache knows no model \(name), but a \(other == .space ? "Space" : "dataset") of that name: write "
            + "\(other.apiSegment)/\(found.name)."
        )
      }
    }
    let path = kind == .model ? name : "\(kind.rawValue)s/\(name)"
    let hint =
      near.isEmpty
      ? "Harvest it with `stemma harvest \(path)`."
      : "Did you mean \(near.joined(separator: ", "))?"
    return AnswerError(.unknownName, "The cache knows no \(kind.rawValue) \(name). \(hint)")
  }

  /// When a harvest of the present first met what a connection in the past does not know.
  private static func firstMeeting(
    _ name: String,
    _ kind: RepoKind,
    in connection: Connection
  ) throws -> String? {
    try connection.first(
      """
      SELECT min(met.started_at)
      FROM main.repo AS later
      JOIN main.harvest AS met ON met.id = later.first_seen
      WHERE later.kind = ?1 AND later.id IN (
        SELECT id FROM main.repo WHERE name = ?2 COLLATE NOCASE
        UNION ALL
        SELECT repo FROM main.alias WHERE kind = ?1 AND name = ?2)
      """,
      kind.rawValue,
      name
    ) { $0.optionalText(0) } ?? nil
  }
}

/// The names of nodes.
package struct NodeNames {
  private let repo: Statement
  private let ghost: Statement

  package init(in connection: Connection) throws {
    repo = try connection.prepare("SELECT name FROM repo WHERE id = ?")
    ghost = try connection.prepare("SELECT name FROM ghost WHERE id = ?")
  }

  /// The name of the repository or ghost of number `id`, or nil without one.
  package func name(of id: Int64) throws -> String? {
    try (id < 0 ? ghost : repo).first(id) { $0.text(0) }
  }
}

extension NamedNode {
  /// Why the node is not on the Hub as far as we know; nil for a repository.
  package func ghostReason(in connection: Connection) throws -> String? {
    guard isGhost else { return nil }
    return try connection.first("SELECT reason FROM ghost WHERE id = ?", id) { $0.text(0) }
  }
}
