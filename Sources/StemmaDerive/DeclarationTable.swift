import StemmaCore
import StemmaStore

/// What repositories declare about others, with the harvests between which they did.
package final class DeclarationTable {
  private struct Key: Hashable {
    let field: String
    let source: String
    let reference: Int64
    let relation: String
  }

  package let changes: ChangeTable
  private let references: [Interner]
  private let current: Statement
  private let insert: Statement
  private let newRows: NewRows
  private let close: Statement

  /// Notes in `changes` whose declarations changed.
  init(_ connection: Connection, changes: ChangeTable) throws {
    self.changes = changes
    // How a text reads depends on the kind it should name, so it has a row for each.
    references = try RepoKind.allCases.map { kind in
      try Interner(
        connection,
        find: "SELECT id FROM reference WHERE kind = '\(kind.rawValue)' AND value = ?",
        insert: """
          INSERT INTO reference (kind, value, name, revision, defect)
          VALUES ('\(kind.rawValue)', ?, ?, ?, ?)
          ON CONFLICT DO NOTHING
          """
      )
    }
    current = try connection.prepare(
      """
      SELECT field, source, reference, relation
      FROM declaration
      WHERE repo = ? AND last_seen IS NULL
      """
    )
    insert = try connection.prepare(
      """
      INSERT INTO declaration
        (repo, field, source, position, reference, relation, hub_id, first_seen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (repo, field, source, reference, relation, first_seen)
        DO UPDATE SET last_seen = NULL
      """
    )
    // Few models declare more than eight.
    newRows = try NewRows(
      connection,
      into: "declaration",
      columns: ["field", "source", "position", "reference", "relation", "hub_id"],
      atOnce: 8
    )
    close = try connection.prepare(
      """
      UPDATE declaration SET last_seen = ?6 - 1
      WHERE repo = ?1 AND field = ?2 AND source = ?3 AND reference = ?4 AND relation = ?5
        AND last_seen IS NULL
      """
    )
  }

  /// Notes that a new repository declares so from this harvest on.
  func open(_ declarations: [Declaration], repo: Int64, harvest: Int64) throws {
    try newRows.insert(declarations, repo: repo, harvest: harvest) {
      declaration,
      statement,
      place in
      try bind(declaration, key(of: declaration), to: statement, from: place)
    }
  }

  private func bind(
    _ declaration: Declaration,
    _ key: Key,
    to statement: Statement,
    from place: Int
  ) throws {
    try statement.bind(key.field, at: place)
    try statement.bind(key.source, at: place + 1)
    try statement.bind(Int64(declaration.position), at: place + 2)
    try statement.bind(key.reference, at: place + 3)
    try statement.bind(key.relation, at: place + 4)
    try statement.bind(declaration.hubID, at: place + 5)
  }

  /// Brings what the repository declares up to `declarations`, and says whether that changed
  /// anything; declarations from sources other than `sources` stay as they are.
  func update(
    repo: Int64,
    to declarations: [Declaration],
    from sources: [Declaration.Source],
    harvest: Int64
  ) throws -> Bool {
    guard !sources.isEmpty || !declarations.isEmpty else { return false }
    let names = sources.map(\.rawValue)
    let stored = Set(
      try current.rows(repo) { row in
        row.inOrder {
          Key(field: $0.text(), source: $0.text(), reference: $0.integer(), relation: $0.text())
        }
      }
    ).filter { names.contains($0.source) }
    var said: Set<Key> = []
    for declaration in declarations {
      let key = try key(of: declaration)
      guard said.insert(key).inserted, !stored.contains(key) else { continue }
      try open(declaration, key, repo: repo, harvest: harvest)
    }
    for key in stored.subtracting(said) {
      try close.run(repo, key.field, key.source, key.reference, key.relation, harvest)
    }
    if said != stored { try changes.note(repo: repo) }
    return said != stored
  }

  func forget() { references.forEach { $0.forget() } }

  private func open(
    _ declaration: Declaration,
    _ key: Key,
    repo: Int64,
    harvest: Int64
  ) throws {
    try insert.bind(repo, at: 1)
    try bind(declaration, key, to: insert, from: 2)
    try insert.bind(harvest, at: 8)
    try insert.runBound()
  }

  private func key(of declaration: Declaration) throws -> Key {
    let kind = declaration.field.namedKind
    let reference = try references[kind.number].id(of: declaration.text) {
      let reference = Reference(declaration.text, kind: kind)
      return [reference.name, reference.revision, reference.defect?.rawValue]
    }
    return Key(
      field: declaration.field.rawValue,
      source: declaration.source.rawValue,
      reference: reference,
      relation: declaration.relation?.rawValue ?? ""
    )
  }
}

extension RepoKind {
  /// The place among all kinds.
  fileprivate var number: Int {
    switch self {
    case .model: 0
    case .dataset: 1
    case .space: 2
    }
  }
}
