import StemmaCore
import StemmaStore

/// The models that the Hub lists, by their name without the owner, in any letter case.
///
/// Where everything is linked all of them are held; else each name is looked up when it is asked for.
final class ModelNames {
  /// A name, and the hashes of its beginnings.
  struct Beginnings {
    let name: String
    /// That of the first byte comes first.
    let hashes: [UInt64]

    init(of name: String) {
      self.name = name
      hashes = NameIndex.hashes(of: name)
    }
  }

  /// All of them; nil where they are looked up.
  let index: NameIndex?
  private let lookUp: Statement
  private let beginners: Statement
  /// What was looked up, by the hashes of names.
  private var known: [UInt64: [NameIndex.Entry]] = [:]

  /// - Complexity: As ``NameIndex/init(_:)`` for everything, else O(1).
  init(_ scope: LinkScope, in connection: Connection) throws {
    index = scope == .everything ? try NameIndex(connection) : nil
    lookUp = try connection.prepare(
      """
      SELECT id, owner
      FROM repo
      WHERE \(Connection.namePart) = ?1 COLLATE NOCASE AND kind = 'model' AND gone_since IS NULL
      """
    )
    beginners = try connection.prepare(
      """
      SELECT id
      FROM repo
      WHERE \(Connection.namePart) COLLATE NOCASE BETWEEN ?1 AND ?1 || char(1114111)
        AND kind = 'model'
      """
    )
  }

  /// The models of a name without its owner.
  ///
  /// - Complexity: O(*k*) for *k* models, and O(log *n*) of *n* repositories the first time it is looked up.
  func models(named name: String) throws -> [NameIndex.Entry] {
    let hash = NameIndex.hash(of: name)
    return try index?.entries(hash) ?? entries(of: name, hash)
  }

  /// The models whose name is the beginning of another, up to the byte before `end`.
  func models(named name: Beginnings, upTo end: Int) throws -> [NameIndex.Entry] {
    let hash = name.hashes[end - 1]
    return try index?.entries(hash) ?? entries(of: String(name.name.utf8.prefix(end)) ?? "", hash)
  }

  private func entries(of name: String, _ hash: UInt64) throws -> [NameIndex.Entry] {
    if let entries = known[hash] { return entries }
    guard !name.isEmpty else { return [] }
    let entries = try lookUp.rows(name) { row in
      row.inOrder {
        NameIndex.Entry(
          hash: hash,
          repo: Int32($0.integer()),
          owner: Int32($0.optionalInteger() ?? 0)
        )
      }
    }
    known[hash] = entries
    return entries
  }

  /// The models, those that are gone among them, whose names without the owner begin with that of `name`.
  func beginners(with name: String) throws -> [Int64] {
    let base = name.baseName
    return base.isEmpty ? [] : try beginners.rows(base) { $0.integer(0) }
  }
}
