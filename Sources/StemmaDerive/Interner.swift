import StemmaStore

/// Numbers for repeated texts, from a table of distinct ones.
///
/// Remembers a bounded number of them; the table remembers the rest.
final class Interner {
  private let connection: Connection
  private let find: Statement
  private let insert: Statement
  private var known: [String: Int64] = [:]
  /// Whether the next text that is not remembered is likely to be new.
  private var expectsNew = false
  private static let memory = 100_000

  /// Takes a query for the number of the text bound first, and an INSERT of a text and of what
  /// `id(of:also:)` is given into a table whose row id is the number, which does nothing when the text is
  /// there.
  init(_ connection: Connection, find: String, insert: String) throws {
    self.connection = connection
    self.find = try connection.prepare(find)
    self.insert = try connection.prepare(insert)
  }

  /// The number of `text`; a new one is inserted with what `columns` returns for further columns.
  func id(of text: String, also columns: () -> [String?] = { [] }) throws -> Int64 {
    if let id = known[text] { return id }
    let id = try found(text, columns)
    if known.count >= Self.memory { known.removeAll(keepingCapacity: true) }
    known[text] = id
    return id
  }

  private func found(_ text: String, _ columns: () -> [String?]) throws -> Int64 {
    // A first sweep meets new texts, and a refresh hardly any: the next will be as the last was.
    if expectsNew, let id = try inserted(text, columns()) { return id }
    if let id = try stored(text) {
      expectsNew = false
      return id
    }
    expectsNew = true
    guard let id = try inserted(text, columns()) else {
      preconditionFailure("a text that is not there can be inserted")
    }
    return id
  }

  /// Forgets everything remembered: the transaction it came from was undone.
  func forget() { known.removeAll(keepingCapacity: true) }

  private func stored(_ text: String) throws -> Int64? {
    try find.bind(text, at: 1)
    defer { find.reset() }
    return try find.advance() ? find.integer(0) : nil
  }

  /// Inserts a text and returns its number; nil when it is there.
  private func inserted(_ text: String, _ columns: [String?]) throws -> Int64? {
    try insert.bind(text, at: 1)
    for (index, column) in columns.enumerated() { try insert.bind(column, at: index + 2) }
    try insert.runBound()
    return connection.changes == 1 ? connection.lastInsertedID : nil
  }
}
