import StemmaCache

/// Numbers for repeated texts, from a table of distinct ones.
///
/// Remembers a bounded number of them; the table remembers the rest.
final class Interner {
  private let find: Statement
  private let insert: Statement
  private var known: [String: Int64] = [:]
  private static let memory = 100_000

  /// Takes a query for the number of the text bound first, and an INSERT of a text and of what
  /// `id(of:also:)` is given, which returns the new number.
  init(_ connection: Connection, find: String, insert: String) throws {
    self.find = try connection.prepare(find)
    self.insert = try connection.prepare(insert)
  }

  /// The number of `text`; a new one is inserted with what `also` returns for further columns.
  func id(of text: String, also: () -> [any SQLBindable] = { [] }) throws -> Int64 {
    if let id = known[text] { return id }
    let id = try find.first(text, body: { $0.integer(0) }) ?? inserted(text, also())
    if known.count >= Self.memory { known.removeAll(keepingCapacity: true) }
    known[text] = id
    return id
  }

  /// Forgets everything remembered: the transaction it came from was undone.
  func forget() { known.removeAll(keepingCapacity: true) }

  private func inserted(_ text: String, _ columns: [any SQLBindable]) throws -> Int64 {
    try insert.start([text] + columns)
    defer { insert.reset() }
    guard try insert.advance() else { preconditionFailure("INSERT … RETURNING gives a row") }
    return insert.integer(0)
  }
}
