internal import StemmaRecords

/// The ways a table can be written.
package enum TableFormat: String, CaseIterable, Sendable {
  case table, json, jsonl, csv, markdown
}

extension Table: Writable {
  /// The only place where formats are told apart, so that a new one cannot be forgotten.
  package func write(as format: TableFormat, to output: OutputBuffer) throws {
    switch format {
    case .table: try AlignedTable(self).write(to: output)
    case .json:
      try output.write("[")
      for (index, row) in rows.enumerated() {
        if index > 0 { try output.write(",\n ") }
        try object(row).writeInert(to: output)
      }
      try output.write("]\n")
    case .jsonl:
      for row in rows {
        try object(row).writeInert(to: output)
        try output.write("\n")
      }
    case .csv:
      try output.write(Self.csvLine(headings.map(Cell.text)))
      for row in rows { try output.write(Self.csvLine(row)) }
    case .markdown: try writeMarkdown(to: output)
    }
  }

  private func object(_ row: [Cell]) -> JSONValue {
    .object(zip(headings, row).map { .init($0, $1.json) })
  }

  private func writeMarkdown(to output: OutputBuffer) throws {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    try output.write(line(headings.map { Cell.text($0).markdownText }))
    try output.write(line(headings.map { _ in "---" }))
    for row in rows { try output.write(line(row.map(\.markdownText))) }
  }

  /// One line of CSV with its line break.
  static func csvLine(_ cells: [Cell]) -> String {
    cells.map(\.csvText).joined(separator: ",") + "\r\n"
  }
}

extension Table.Cell {
  /// The value of the cell; null where it is missing.
  var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .missing: .null
    }
  }

  fileprivate var plainText: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .missing: ""
    }
  }

  /// RFC 4180; text that a spreadsheet would run as a formula is disarmed with an apostrophe, and
  /// what would act on a terminal is shown escaped.
  ///
  /// Looks at scalars, not characters: a mark that combines with a comma hides neither.
  fileprivate var csvText: String {
    guard case .text(let foreign) = self else { return plainText }
    let text = TerminalText.inert(foreign, keeping: ["\n", "\t"])
    let isFormula = text.unicodeScalars.first.map { "=+-@\t".unicodeScalars.contains($0) }
    let disarmed = (isFormula == true ? "'" : "") + text
    guard disarmed.utf8.contains(where: { ",\"\n".utf8.contains($0) }) else { return disarmed }
    let doubled = disarmed.unicodeScalars.reduce(into: String.UnicodeScalarView()) {
      if $1 == "\"" { $0.append($1) }
      $0.append($1)
    }
    return "\"\(String(doubled))\""
  }

  /// The cell as one line of Markdown in which no mark means anything.
  var markdownText: String { Self.markdownText(TerminalText.inert(plainText)) }

  fileprivate static func markdownText(_ text: String) -> String {
    let escaped = text.unicodeScalars.reduce(into: String.UnicodeScalarView()) {
      if "\\`*_[]<>|#&".unicodeScalars.contains($1) { $0.append("\\") }
      $0.append($1)
    }
    return String(escaped)
  }
}
