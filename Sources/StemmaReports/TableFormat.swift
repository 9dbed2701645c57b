internal import StemmaJSON
internal import StemmaRecords

/// The ways a table can be written.
package enum TableFormat: String, CaseIterable, Sendable {
  case table, json, jsonl, csv, markdown
}

extension Table {
  /// The table as text in `format`, ending in a line break unless it is empty.
  ///
  /// The only place where formats are told apart, so that a new one cannot be forgotten.
  package func text(as format: TableFormat) -> String {
    switch format {
    case .table: aligned
    case .json: "[" + objects.joined(separator: ",\n ") + "]\n"
    case .jsonl: objects.map { $0 + "\n" }.joined()
    case .csv: ([headings.map(Cell.text)] + rows).map(Self.csvLine).joined()
    case .markdown: markdown
    }
  }

  private var objects: [String] {
    rows.map { row in
      JSONValue.object(zip(headings, row).map { .init($0, $1.json) }).inertText
    }
  }

  // Columns as wide as their widest cell; numbers to the right.
  private var aligned: String {
    let head = headings.map { TerminalText.inert($0.uppercased()) }
    let body = rows.map { $0.map(\.terminalText) }
    let widths = head.indices.map { column in
      ([head] + body).map { TerminalText.width($0[column]) }.max() ?? 0
    }
    let isNumeric = head.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { $0[column].isNumberOrMissing }
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let padding = String(
          repeating: " ",
          count: widths[column] - TerminalText.width(cells[column])
        )
        return isNumeric[column] ? padding + cells[column] : cells[column] + padding
      }
      return padded.joined(separator: "  ").trimmingTrailingBlanks + "\n"
    }
    return ([head] + body).map(line).joined()
  }

  private var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rule = headings.map { _ in "---" }
    return line(headings.map { Cell.text($0).markdownText }) + line(rule)
      + rows.map { line($0.map(\.markdownText)) }.joined()
  }

  /// One line of CSV with its line break.
  static func csvLine(_ cells: [Cell]) -> String {
    cells.map(\.csvText).joined(separator: ",") + "\r\n"
  }
}

extension Table.Cell {
  fileprivate var isNumberOrMissing: Bool {
    if case .text = self { false } else { true }
  }

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

  fileprivate var terminalText: String {
    self == .missing ? "-" : TerminalText.inert(plainText)
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

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
