import StemmaCore
import StemmaHub

/// One row of an imported file: the texts of the fields that were asked for, without the missing.
package typealias ImportCells = [ImportField: String]

/// A row that cannot be read, or part of one: what kind of oddity, and what was seen.
package struct ImportOddity: Error, Equatable {
  let code: Finding.Code
  let detail: String
  /// The field that it is about; nil for a row as a whole.
  let field: ImportField?

  init(_ code: Finding.Code, _ detail: String, of field: ImportField? = nil) {
    (self.code, self.detail, self.field) = (code, detail, field)
  }

  /// Foreign text short enough for a finding.
  static func quoted(_ text: String) -> String {
    "“\(text.count > 80 ? text.prefix(80) + "…" : text)”"
  }
}

extension ImportOddity {
  /// Where in a file it was met, and what was seen, for a person.
  package func sentence(line: Int, in columns: [ImportField: String]) -> String {
    let place = field.flatMap { field in columns[field].map { ", column \($0)" } } ?? ""
    return "line \(line)\(place): \(detail) (\(code.rawValue))"
  }
}

/// The header of a CSV file, and how its records read by it.
struct CSVHeader {
  let names: [String]

  init(_ record: String) throws(ImportOddity) { names = try Self.cells(record) }

  /// The cells of a record by column.
  func row(_ record: String) throws(ImportOddity) -> [String: String] {
    let cells = try Self.cells(record)
    guard cells.count == names.count else {
      throw ImportOddity(.raggedRow, "\(cells.count) cells under \(names.count) columns")
    }
    return Dictionary(zip(names, cells)) { first, _ in first }
  }

  /// The cells of a record as RFC 4180 writes them; blanks before a cell are not of it.
  private static func cells(_ record: String) throws(ImportOddity) -> [String] {
    var rest = record[...].utf8
    var cells: [String] = []
    repeat { cells.append(try cell(&rest)) } while rest.popFirst() == comma
    return cells
  }

  /// Takes one cell from the beginning of `rest`, up to the comma behind it.
  private static func cell(_ rest: inout Substring.UTF8View) throws(ImportOddity) -> String {
    rest = rest.drop(while: isBlank)
    guard rest.first == quotationMark else {
      let cell = rest.prefix { $0 != comma }
      guard !cell.contains(quotationMark) else { throw brokenQuotes }
      rest = rest[cell.endIndex...]
      return String(Substring(cell))
    }
    var parts: [Substring] = []
    while rest.first == quotationMark {
      let part = rest.dropFirst().prefix { $0 != quotationMark }
      parts.append(Substring(part))
      rest = rest[part.endIndex...]
      guard rest.popFirst() != nil else { throw brokenQuotes }
    }
    rest = rest.drop(while: isBlank)
    guard rest.isEmpty || rest.first == comma else { throw brokenQuotes }
    // Between the parts stood two quotation marks, which mean one.
    return parts.joined(separator: "\"")
  }

  private static let comma = UInt8(ascii: ",")
  private static let quotationMark = UInt8(ascii: "\"")
  private static let brokenQuotes = ImportOddity(.brokenQuotes, "text beside a quotation mark")

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}

/// The columns of a JSON object, as the texts that CSV would hold.
struct JSONColumns {
  private let reader = JSONReader()

  /// The value of each of `columns` that there is; a name with dots leads into objects.
  func row(_ record: String, columns: Set<String>) throws(ImportOddity) -> [String: String] {
    // A number that is none costs its field, not the record.
    guard
      let value = (try? reader.value(Array(record.utf8)))
        ?? (try? reader.value(JSONRepair(record.utf8).bytes)), value.object != nil
    else {
      throw ImportOddity(.brokenRecord, "not a JSON object")
    }
    var row: [String: String] = [:]
    for column in columns { row[column] = Self.text(Self.value(at: column, in: value)) }
    return row
  }

  private static func value(at column: String, in value: JSONValue) -> JSONValue? {
    if let found = value[column] { return found }
    guard let dot = column.firstIndex(of: "."), let outer = value[String(column[..<dot])] else {
      return nil
    }
    return Self.value(at: String(column[column.index(after: dot)...]), in: outer)
  }

  private static func text(_ value: JSONValue?) -> String? {
    switch value {
    case nil, .null?, .object?: nil
    case .string(let text)?: text
    case .array(let elements)?: elements.compactMap(text).joined(separator: ",")
    case let scalar?: scalar.text
    }
  }
}

extension Finding.Code {
  /// A record with more or fewer cells than the header has columns.
  static let raggedRow = Finding.Code(rawValue: "ragged-row")
  /// Quotation marks where none may stand.
  static let brokenQuotes = Finding.Code(rawValue: "broken-quotes")
}
