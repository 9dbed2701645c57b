internal import StemmaJSON
package import StemmaRecords

/// An answer that people and programs can read.
package protocol Report {
  /// The answer with every field, in the shape that is promised to programs.
  var json: JSONValue { get }
  /// The answer as rows.
  var table: Table { get }
  /// The answer for a terminal, ending in a line break.
  var text: String { get }
}

extension Report {
  package var text: String { table.text(as: .table) }

  /// The answer in one of the formats.
  package func text(as format: TableFormat) -> String {
    switch format {
    case .table: text
    case .json: json.inertText + "\n"
    case .jsonl, .csv, .markdown: table.text(as: format)
    }
  }
}
