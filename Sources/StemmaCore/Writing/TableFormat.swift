/// The ways a table can be written.
public enum TableFormat: String, CaseIterable, Sendable {
  /// Text for a terminal, its columns aligned.
  case table
  /// One JSON value.
  case json
  /// A JSON object a row, each on a line of its own.
  case jsonl
  /// Comma-separated values as in RFC 4180.
  case csv
  /// A Markdown table.
  case markdown
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
    case .table: try AlignedTable(headings, rows).write(to: output)
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
      for row in rows {
        try output.append {
          record.write(row.lazy.map(\.json), to: &$0)
          $0.append(UInt8(ascii: "\n"))
        }
      }
    case .csv:
      try output.writeCSV(headings.map(Table.Cell.text))
      for row in rows { try output.writeCSV(row) }
    case .markdown:
      try output.writeMarkdown(headings.map(Table.Cell.text))
      try output.write("| " + headings.map { _ in "---" }.joined(separator: " | ") + " |\n")
      for row in rows { try output.writeMarkdown(row) }
    }
  }
}

extension Table: Writable {
  /// Writes all rows in a format.
  public func write(as format: TableFormat, to output: OutputBuffer) throws {
    try format.write(headings, rows, to: output)
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
