import StemmaCore
package import StemmaStore

/// A dataset under all of its names, with all who own it.
package struct DatasetIdentity: Sendable, Hashable {
  /// The dataset, by its name at the moment asked for.
  package let node: NamedNode
  /// The dataset, and what else is to be taken for it.
  package let ids: [Int64]
  /// Its other names in the order of the alphabet, in each spelling that a model used.
  package let aliases: [String]
  /// Its owners under all names, and who else counts as one; in lower case.
  package let owners: Set<String>

  /// Joins names over the aliases that the Hub gave, letter case, and `aliases` of the caller's,
  /// which the Hub does not know.
  ///
  /// - Throws: `AnswerError` when the cache knows no such dataset.
  /// - Complexity: O(log *n*), but O(*u* log *n*) for *u* users when one of them spells it otherwise.
  package init(
    _ text: String,
    aliases: [String] = [],
    owners: [String] = [],
    in connection: Connection
  ) throws {
    let others = aliases.compactMap { try? NamedNode($0, kind: .dataset, in: connection) }
    node = try Self.named(text, orElse: others, in: connection)
    var seen: Set<Int64> = []
    let ids = ([node] + others).map(\.id).filter { seen.insert($0).inserted }
    self.ids = ids
    let known = try Set([node.name] + aliases + others.map(\.name))
      .union(ids.flatMap { try Self.formerNames(of: $0, in: connection) })
    let folded = Set(known.map { $0.lowercased() })
    let spelt = try folded.flatMap { try Self.spellings(of: $0, for: ids, in: connection) }
    let ours = node.name
    self.aliases = known.union(spelt).filter { $0 != ours }.sorted()
    self.owners = Set(
      known.compactMap(RepoName.owner).map { $0.lowercased() } + owners.map { $0.lowercased() }
    )
  }

  /// The numbers as SQL, for `IN (…)`.
  package var list: String { ids.map(String.init).joined(separator: ", ") }

  /// Whether an owner of that name is one of the dataset's own.
  package func isOwn(_ owner: String?) -> Bool {
    guard let owner, !owners.isEmpty else { return false }
    return owners.contains(owner.lowercased())
  }

  private static func formerNames(of id: Int64, in connection: Connection) throws -> [String] {
    try connection.rows(
      """
      SELECT name FROM alias WHERE repo = ?1
      UNION
      SELECT value FROM repo_history WHERE repo = ?1 AND field = 'name' AND value IS NOT NULL
      """,
      id
    ) { $0.text(0) }
  }

  /// The repository that `text` names before a ghost, and what it names before the aliases.
  private static func named(
    _ text: String,
    orElse others: [NamedNode],
    in connection: Connection
  ) throws -> NamedNode {
    do {
      let node = try NamedNode(text, kind: .dataset, in: connection)
      return node.isGhost ? others.first { !$0.isGhost } ?? node : node
    } catch {
      guard let other = others.first(where: { !$0.isGhost }) ?? others.first else { throw error }
      return other
    }
  }

  /// The spellings of a name by which users of one of `ids` declare it.
  private static func spellings(
    of name: String,
    for ids: [Int64],
    in connection: Connection
  ) throws -> [String] {
    try connection.rows(
      """
      SELECT DISTINCT reference.name
      FROM reference
      WHERE coalesce(reference.name, reference.value) = ?1 COLLATE NOCASE
        AND reference.kind = 'dataset' AND reference.name IS NOT NULL
        AND EXISTS (
          SELECT 1 FROM dataset_use
          CROSS JOIN declaration ON declaration.repo = dataset_use.repo
            AND declaration.field = 'dataset' AND declaration.reference = reference.id
          WHERE dataset_use.dataset IN (\(ids.map(String.init).joined(separator: ", "))))
      """,
      name
    ) { $0.text(0) }
  }
}

/// Who says to have used which dataset.
struct DatasetUseTable {
  let connection: Connection
  let scope: LinkScope

  /// Writes `dataset_use`.
  func write() throws {
    if case .stale = scope {
      try connection.execute("DELETE FROM dataset_use WHERE \(scope.repos("repo"))")
    }
    try connection.execute(
      """
      INSERT INTO dataset_use (repo, dataset, sources, first_seen, last_seen)
      SELECT repo, node, group_concat(DISTINCT source), min(first_seen),
        CASE WHEN max(last_seen IS NULL) THEN NULL ELSE max(last_seen) END
      FROM (
        SELECT declaration.repo, resolution.node, declaration.source, declaration.first_seen,
          declaration.last_seen
        FROM declaration
        CROSS JOIN resolution ON resolution.reference = declaration.reference
        WHERE declaration.field = 'dataset' AND \(scope.repos("declaration.repo"))
        ORDER BY declaration.repo, resolution.node, declaration.source
      )
      GROUP BY repo, node
      """
    )
  }
}
