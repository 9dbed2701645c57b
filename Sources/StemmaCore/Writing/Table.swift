/// Rows of cells under headings, before a format is chosen.
package struct Table: Sendable, Hashable {
  /// One value of a row.
  package enum Cell: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case missing
  }

  package var headings: [String]
  package var rows: [[Cell]]

  package init(_ headings: [String], rows: [[Cell]] = []) {
    self.headings = headings
    self.rows = rows
  }
}

extension Table.Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }

  /// A text, or a missing cell for nil.
  package init(_ text: String?) { self = text.map(Self.text) ?? .missing }

  /// A whole number, or a missing cell for nil.
  package init(_ number: (some BinaryInteger)?) {
    self = number.map { .integer(Int64($0)) } ?? .missing
  }

  /// A cell for a scalar; other values as JSON text.
  package init(json value: JSONValue) {
    switch value {
    case .null: self = .missing
    case .string(let text): self = .text(text)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .bool, .array, .object: self = .text(value.text)
    }
  }
}
