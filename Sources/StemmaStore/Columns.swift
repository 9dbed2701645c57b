/// The columns of a row by their names, as the SELECT gives them.
///
/// The names are looked up once a statement, so that a column costs a look in a dictionary; where
/// millions of rows are read, ``Statement/inOrder(_:)`` costs nothing.
extension Statement {
  /// The place of the column called `name`, which the query gives.
  package func place(of name: String) -> Int {
    guard let place = places[name] else {
      preconditionFailure("the query gives no column \(name), but \(columnNames)")
    }
    return place
  }

  /// Whether the column `name` is NULL.
  package func isNull(_ name: String) -> Bool { isNull(place(of: name)) }

  /// The column `name` as text; empty for NULL.
  package func text(_ name: String) -> String { text(place(of: name)) }

  /// The column `name` as text, or nil for NULL.
  package func optionalText(_ name: String) -> String? { optionalText(place(of: name)) }

  /// The column `name` as a whole number; 0 for NULL.
  package func integer(_ name: String) -> Int64 { integer(place(of: name)) }

  /// The column `name` as a whole number, or nil for NULL.
  package func optionalInteger(_ name: String) -> Int64? { optionalInteger(place(of: name)) }

  /// The column `name` as an `Int`; 0 for NULL.
  package func int(_ name: String) -> Int { int(place(of: name)) }

  /// The column `name` as a number; 0 for NULL.
  package func real(_ name: String) -> Double { real(place(of: name)) }

  /// The column `name` as a number, or nil for NULL.
  package func optionalReal(_ name: String) -> Double? { optionalReal(place(of: name)) }

  /// The column `name` as a truth value.
  package func bool(_ name: String) -> Bool { bool(place(of: name)) }

  /// The column `name` as it is stored.
  package func value(_ name: String) -> SQLValue { value(place(of: name)) }
}

/// Reads the columns of a row one after the other, in the order of the SELECT.
///
/// ```swift
/// let edges = try query.rows(study) { row in
///   row.inOrder { Edge(child: $0.text(), parent: $0.text(), relation: $0.optionalText()) }
/// }
/// ```
package struct RowReader {
  private let row: Statement
  private let count: Int
  private var next = 0

  fileprivate init(_ row: Statement) {
    self.row = row
    count = row.columnCount
  }

  fileprivate var isAtEnd: Bool { next == count }

  private mutating func take() -> Int {
    precondition(next < count, "the query gives \(count) columns, and one more is read")
    defer { next += 1 }
    return next
  }

  /// Leaves a column out.
  package mutating func skip() { _ = take() }

  /// The next column as text; empty for NULL.
  package mutating func text() -> String { row.text(take()) }

  /// The next column as text, or nil for NULL.
  package mutating func optionalText() -> String? { row.optionalText(take()) }

  /// The next column as a whole number; 0 for NULL.
  package mutating func integer() -> Int64 { row.integer(take()) }

  /// The next column as a whole number, or nil for NULL.
  package mutating func optionalInteger() -> Int64? { row.optionalInteger(take()) }

  /// The next column as an `Int`; 0 for NULL.
  package mutating func int() -> Int { row.int(take()) }

  /// The next column as a number; 0 for NULL.
  package mutating func real() -> Double { row.real(take()) }

  /// The next column as a number, or nil for NULL.
  package mutating func optionalReal() -> Double? { row.optionalReal(take()) }

  /// The next column as a truth value.
  package mutating func bool() -> Bool { row.bool(take()) }

  /// The next column as it is stored.
  package mutating func value() -> SQLValue { row.value(take()) }
}

extension Statement {
  /// Returns what `body` makes of the row, whose columns it reads in order, all of them.
  package func inOrder<Row>(_ body: (inout RowReader) throws -> Row) rethrows -> Row {
    var reader = RowReader(self)
    let row = try body(&reader)
    precondition(reader.isAtEnd, "the query gives more columns than are read: \(columnNames)")
    return row
  }
}
