/// Rows of cells under headings, before a format is chosen.
public struct Table: Sendable, Hashable {
  /// One value of a row.
  public enum Cell: Sendable, Hashable {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// A number that may have a fraction.
    case number(Double)
    /// No value.
    case missing
  }

  /// The names of the columns.
  public var headings: [String]
  /// The rows, each with a cell for every heading.
  public var rows: [[Cell]]

  /// A table of rows under headings.
  public init(_ headings: [String], rows: [[Cell]] = []) {
    self.headings = headings
    self.rows = rows
  }
}

extension Table.Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }

  /// A text, or a missing cell for nil.
  public init(_ text: String?) { self = text.map(Self.text) ?? .missing }

  /// A whole number, or a missing cell for nil.
  public init(_ number: (some BinaryInteger)?) {
    self = number.map { .integer(Int64($0)) } ?? .missing
  }

  /// A cell for a scalar; other values as JSON text.
  public init(json value: JSONValue) {
    switch value {
    case .null: self = .missing
    case .string(let text): self = .text(text)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .bool, .array, .object: self = .text(value.text)
    }
  }
}
