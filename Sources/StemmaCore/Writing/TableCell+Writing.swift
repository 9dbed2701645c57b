extension OutputBuffer {
  /// Writes one line of CSV with its line break.
  ///
  /// RFC 4180 but for the end of the line, which ``style`` tells; text that a spreadsheet would run as a formula is disarmed with an apostrophe, and
  /// what would act on a terminal is shown escaped.
  package func writeCSV(_ cells: [Table.Cell]) throws {
    try append { bytes in
      for (column, cell) in cells.enumerated() {
        if column > 0 { bytes.append(UInt8(ascii: ",")) }
        cell.writeCSV(to: &bytes)
      }
      bytes += style.lineBreak.utf8
    }
  }

  /// Writes the line of headings, each in quotation marks.
  ///
  /// Readers that learn how a file is quoted from its first lines, as DuckDB does, learn it here,
  /// wherever the first value comes that needs it.
  package func writeCSVHeadings(_ names: [String]) throws {
    try write(names.map(Table.Cell.quotedCSV).joined(separator: ",") + style.lineBreak)
  }

  /// Writes one row of a Markdown table with its line break.
  func writeMarkdown(_ cells: [Table.Cell]) throws {
    try append { bytes in
      bytes += "|".utf8
      for cell in cells {
        bytes += " ".utf8
        cell.writeMarkdown(to: &bytes)
        bytes += " |".utf8
      }
      bytes += "\n".utf8
    }
  }
}

extension Table.Cell {
  /// Writes a cell that is no text.
  private func writePlain(to bytes: inout [UInt8]) {
    switch self {
    case .integer(let number): JSONValue.integer(number).write(to: &bytes)
    case .number(let number): bytes += String(number).utf8
    case .text, .missing: break
    }
  }

  fileprivate func writeCSV(to bytes: inout [UInt8]) {
    guard case .text(let text) = self else { return writePlain(to: &bytes) }
    if TerminalText.isPlain(text), Self.isInertCSV(text) {
      bytes += text.utf8
    } else {
      bytes += Self.csvText(text).utf8
    }
  }

  /// Whether a text of visible ASCII means nothing but itself in CSV: by far the most do.
  private static func isInertCSV(_ text: String) -> Bool {
    let isFormula = text.utf8.first.map("=+-@".utf8.contains) ?? false
    return !isFormula && !text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }
  }

  /// Looks at scalars, not characters: a mark that combines with a comma hides neither.
  private static func csvText(_ foreign: String) -> String {
    let disarmed = disarmedCSV(foreign)
    guard disarmed.utf8.contains(where: { ",\"\n".utf8.contains($0) }) else { return disarmed }
    return quoted(disarmed)
  }

  /// A text in quotation marks, whether it needs them or not.
  fileprivate static func quotedCSV(_ foreign: String) -> String { quoted(disarmedCSV(foreign)) }

  private static func disarmedCSV(_ foreign: String) -> String {
    let text = TerminalText.inert(foreign, keeping: ["\n", "\t"])
    let isFormula = text.unicodeScalars.first.map { "=+-@\t".unicodeScalars.contains($0) }
    return (isFormula == true ? "'" : "") + text
  }

  private static func quoted(_ text: String) -> String {
    let doubled = text.unicodeScalars.reduce(into: String.UnicodeScalarView()) {
      if $1 == "\"" { $0.append($1) }
      $0.append($1)
    }
    return "\"\(String(doubled))\""
  }

  /// Writes the cell as one line of Markdown in which no mark means anything.
  fileprivate func writeMarkdown(to bytes: inout [UInt8]) {
    guard case .text(let text) = self else { return writePlain(to: &bytes) }
    Self.writeMarkdown(text, to: &bytes)
  }

  /// A text as one line of Markdown in which no mark means anything.
  package static func markdownText(_ text: String) -> String {
    var bytes: [UInt8] = []
    writeMarkdown(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether each byte is a mark of Markdown, or of HTML in it.
  private static let isMarkdownMark: [Bool] = {
    let marks = Set(#"\`*_[]<>|#&"#.utf8)
    return (0...UInt8.max).map(marks.contains)
  }()

  private static func writeMarkdown(_ foreign: String, to bytes: inout [UInt8]) {
    let isMark = isMarkdownMark
    for byte in TerminalText.inert(foreign).utf8 {
      if isMark[Int(byte)] { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
  }
}
