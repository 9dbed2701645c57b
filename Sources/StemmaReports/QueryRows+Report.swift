package import StemmaAnalysis
package import StemmaRecords

extension QueryRows: Report {
  package var json: JSONValue {
    .array(
      rows.map { row in .object(zip(columns, row).map { JSONValue.Member($0, $1) }) }
    )
  }

  package var table: Table {
    Table(columns, rows: rows.map { $0.map(Table.Cell.init(json:)) })
  }
}
