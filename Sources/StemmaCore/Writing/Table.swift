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

/// The ways a table can be written.
public enum TableFormat: String, CaseIterable, Sendable {
  /// Text for a terminal, its columns aligned.
  case table
  /// One JSON value.
  case json
  /// A JSON object a row, each on a line of its own.
  case jsonl
  /// Comma-separated values as in RFC 4180, but for the ends of lines: see ``TableStyle``.
  case csv
  /// A Markdown table.
  case markdown
}

/// How rows are written, whatever format has a use for it.
public struct TableStyle: Sendable, Hashable {
  /// Whether lines of CSV end with CR LF, as RFC 4180 has it, and not with LF as the shell expects.
  public var endsLinesWithCRLF: Bool
  /// Whether the names of the columns stand above them; the keys of JSON always stand.
  public var showsHeadings: Bool

  /// The usual style, unless told otherwise.
  public init(endsLinesWithCRLF: Bool = false, showsHeadings: Bool = true) {
    self.endsLinesWithCRLF = endsLinesWithCRLF
    self.showsHeadings = showsHeadings
  }

  /// How a line of CSV ends.
  var lineBreak: String { endsLinesWithCRLF ? "\r\n" : "\n" }
}

extension TableFormat {
  /// Writes rows under headings, of which one at a time is held but where columns are aligned.
  ///
  /// The only place where formats are told apart, so that a new one cannot be forgotten.
  public func write(
    _ headings: [String],
    _ rows: some Sequence<[Table.Cell]>,
    to output: OutputBuffer
  ) throws {
    switch self {
    case .table:
      let table = AlignedTable(headings, rows, showsHeadings: output.style.showsHeadings)
      try table.write(to: output)
    case .json:
      let record = JSONRecord(headings)
      try output.write("[")
      var isFirst = true
      for row in rows {
        if !isFirst { try output.write(",\n ") }
        try output.append { record.write(row.lazy.map(\.json), to: &$0) }
        isFirst = false
      }
      try output.write("]\n")
    case .jsonl:
      let record = JSONRecord(headings)
      var empty = EmptyColumns(headings)
      for row in rows {
        empty.take(row)
        try output.append {
          record.write(row, to: &$0)
          $0.append(UInt8(ascii: "\n"))
        }
      }
      output.lateColumns = empty.late
    case .csv:
      if output.style.showsHeadings { try output.writeCSVHeadings(headings) }
      for row in rows { try output.writeCSV(row) }
    case .markdown:
      if output.style.showsHeadings {
        try output.writeMarkdown(headings.map(Table.Cell.text))
        try output.write("| " + headings.map { _ in "---" }.joined(separator: " | ") + " |\n")
      }
      for row in rows { try output.writeMarkdown(row) }
    }
  }
}

extension Table: Writable {
  /// Writes all rows in a format.
  public func write(as format: TableFormat, to output: OutputBuffer) throws {
    try format.write(headings, format == .csv || format == .jsonl ? evenRows : rows, to: output)
  }

  /// The rows with whole numbers as reals in columns that hold a real anywhere.
  ///
  /// A reader that sees whole numbers in the first rows alone rounds the others, as DuckDB does, or
  /// refuses them, as polars does.
  private var evenRows: [[Cell]] {
    var isReal = headings.map { _ in false }
    for row in rows {
      for (column, cell) in row.enumerated() {
        if case .number = cell { isReal[column] = true }
      }
    }
    guard isReal.contains(true) else { return rows }
    return rows.map { row in
      zip(row, isReal).map { cell, isReal in
        guard isReal, case .integer(let number) = cell else { return cell }
        return .number(Double(number))
      }
    }
  }
}

/// Which columns have no value in the rows that readers look at before they decide what each holds.
private struct EmptyColumns {
  /// polars looks at a hundred rows, DuckDB at 20,480.
  private static let glance = 100

  private var waiting: [(column: Int, heading: String)]
  private var row = 0
  /// Those whose first value comes later than that.
  private(set) var late: [String] = []

  init(_ headings: [String]) {
    waiting = headings.enumerated().map { ($0.offset, $0.element) }
  }

  mutating func take(_ cells: [Table.Cell]) {
    row += 1
    guard !waiting.isEmpty else { return }
    waiting.removeAll { column, heading in
      guard cells[column] != .missing else { return false }
      if row > Self.glance { late.append(heading) }
      return true
    }
  }
}

extension Table.Cell {
  /// The value of the cell; null where it is missing.
  public var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .missing: .null
    }
  }
}

/// A table as a terminal shows it: columns as wide as their widest cell, numbers to the right.
struct AlignedTable {
  /// What all cells show, one after the other, headings first: there may be tens of thousands.
  private var shown: [UInt8] = []
  /// Where each cell ends in `shown`.
  private var ends: [Int] = []
  /// The columns of the terminal that each cell takes.
  private var widths: [Int] = []
  private var columnWidths: [Int]
  /// Columns with nothing but numbers and gaps.
  private var isNumeric: [Bool]

  init(_ headings: [String], _ rows: some Sequence<[Table.Cell]>, showsHeadings: Bool) {
    columnWidths = headings.map { _ in 0 }
    isNumeric = headings.map { _ in true }
    let room = (rows.underestimatedCount + 1) * headings.count
    ends.reserveCapacity(room)
    widths.reserveCapacity(room)
    if showsHeadings {
      for (column, heading) in headings.enumerated() {
        add(.text(heading.uppercased()), to: column)
      }
    }
    var isEmpty = true
    for row in rows {
      isEmpty = false
      for (column, cell) in row.enumerated() {
        add(cell, to: column)
        if case .text = cell { isNumeric[column] = false }
      }
    }
    if isEmpty { isNumeric = headings.map { _ in false } }
  }

  /// Writes it line by line.
  func write(to output: OutputBuffer) throws {
    var cell = 0
    var start = 0
    while cell < ends.count {
      try output.append { bytes in
        for column in columnWidths.indices {
          if column > 0 { bytes.append(blanks: 2) }
          let padding = columnWidths[column] - widths[cell]
          if isNumeric[column] { bytes.append(blanks: padding) }
          bytes += shown[start..<ends[cell]]
          if !isNumeric[column] { bytes.append(blanks: padding) }
          start = ends[cell]
          cell += 1
        }
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        bytes.append(UInt8(ascii: "\n"))
      }
    }
  }

  private mutating func add(_ cell: Table.Cell, to column: Int) {
    let start = shown.count
    let width: Int
    switch cell {
    case .text(let foreign) where TerminalText.isPlain(foreign):
      shown += foreign.utf8
      width = shown.count - start
    case .text(let foreign):
      let text = TerminalText.inert(foreign)
      shown += text.utf8
      width = TerminalText.width(text)
    case .integer(let number):
      JSONValue.integer(number).write(to: &shown)
      width = shown.count - start
    case .number(let number):
      shown += String(number).utf8
      width = shown.count - start
    case .missing:
      shown.append(UInt8(ascii: "-"))
      width = 1
    }
    ends.append(shown.count)
    widths.append(width)
    columnWidths[column] = max(columnWidths[column], width)
  }
}

extension [UInt8] {
  private static let blanks = [UInt8](repeating: UInt8(ascii: " "), count: 64)

  fileprivate mutating func append(blanks count: Int) {
    var rest = count
    while rest > 0 {
      append(contentsOf: Self.blanks.prefix(rest))
      rest -= Self.blanks.count
    }
  }
}
