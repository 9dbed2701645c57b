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

  init(_ headings: [String], _ rows: some Sequence<[Table.Cell]>) {
    columnWidths = headings.map { _ in 0 }
    isNumeric = headings.map { _ in true }
    let room = (rows.underestimatedCount + 1) * headings.count
    ends.reserveCapacity(room)
    widths.reserveCapacity(room)
    for (column, heading) in headings.enumerated() { add(.text(heading.uppercased()), to: column) }
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
