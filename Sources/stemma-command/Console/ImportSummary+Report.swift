public import StemmaCore
public import StemmaHarvest

extension ImportSummary: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "file": .string(file), "import": .integer(number), "known": .bool(isKnown),
      "columns": .array(columns.map(JSONValue.string)), "rows": .integer(Int64(rows)),
      "taken": .integer(Int64(taken)), "first_unread": JSONValue(firstUnread),
      "observations": .integer(Int64(observations)), "names": .integer(Int64(names)),
      "from": JSONValue(first), "to": JSONValue(last), "gaps": .integer(Int64(gaps)),
      "findings": .integer(Int64(findings)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["file", "rows", "observations", "names", "from", "to", "gaps", "findings"],
      rows: [
        [
          .text(file), Table.Cell(rows), Table.Cell(observations), Table.Cell(names),
          Table.Cell(first), Table.Cell(last), Table.Cell(gaps), Table.Cell(findings),
        ]
      ]
    )
  }

  /// What happened, for a person.
  var sentence: String {
    guard !isKnown else { return "\(file) is import \(number) already: nothing changed." }
    guard !tookNothing else {
      let reason =
        firstUnread.map {
          "none of \(rows.counted("row")) could be read. First, \($0)."
        }
        ?? "it has no row."
      return "\(file): nothing was imported: \(reason) See `stemma import --help`."
    }
    let span = first.flatMap { first in last.map { " from \(first) to \($0)" } } ?? ""
    let odd = findings > 0 ? " See `stemma queries run findings`." : ""
    return "\(file): \(rows.counted("row")), \(observations.counted("observation")) of "
      + "\(names.counted("name"))\(span), "
      + "\(gaps.counted("gap")), \(findings.counted("finding")) (\(columns.joined(separator: ", "))).\(odd)"
  }
}
