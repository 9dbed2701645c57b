package import StemmaCore

/// What one metric says of several subjects.
package struct MeasureList: Report {
  private let measures: [Measure]

  package init(_ measures: [Measure]) { self.measures = measures }

  package var json: JSONValue { .array(measures.map(\.json)) }

  /// The rows of each, one below the other.
  package var table: Table {
    let tables = measures.map(\.table)
    return Table(tables.first?.headings ?? [], rows: tables.flatMap(\.rows))
  }

  /// One row a subject; the parts are told when it is asked for alone.
  package var text: String {
    Table(
      ["subject", "value", "unit", "why not"],
      rows: measures.map {
        [
          .text($0.subject), Table.Cell(measured: $0.value), .text($0.definition.unit),
          Table.Cell($0.reason),
        ]
      }
    ).text(as: .table)
  }
}
