/// An answer that people and programs can read.
public protocol Report: Writable {
  /// The answer with every field, in the shape that is promised to programs.
  var json: JSONValue { get }
  /// Writes ``json``.
  func writeJSON(to output: OutputBuffer) throws
  /// The answer as rows.
  var table: Table { get }
  /// Writes ``table``.
  func writeRows(as format: TableFormat, to output: OutputBuffer) throws
  /// The answer for a terminal, ending in a line break.
  var text: String { get }
  /// Writes ``text``.
  func writeText(to output: OutputBuffer) throws
}

extension Report {
  /// The rows for a terminal.
  public var text: String { table.text(as: .table) }

  /// Writes ``text``.
  public func writeText(to output: OutputBuffer) throws { try output.write(text) }

  /// Writes ``json`` on one line, with what would act on a terminal escaped.
  public func writeJSON(to output: OutputBuffer) throws { try json.writeInert(to: output) }

  /// Writes ``table`` in a format.
  public func writeRows(as format: TableFormat, to output: OutputBuffer) throws {
    try table.write(as: format, to: output)
  }

  /// Writes the answer in a format.
  public func write(as format: TableFormat, to output: OutputBuffer) throws {
    switch format {
    case .table: try writeText(to: output)
    case .json:
      try writeJSON(to: output)
      try output.write("\n")
    case .jsonl, .csv, .markdown: try writeRows(as: format, to: output)
    }
  }
}
