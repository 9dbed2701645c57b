package import StemmaCore
import StemmaHarvest

extension LakeImportSummary: Report {
  /// The answer with every field, in the shape that is promised to programs.
  package var json: JSONValue {
    [
      "partitions": .integer(Int64(partitions)), "known": .integer(Int64(known)),
      "new": .integer(Int64(new)), "changed": .integer(Int64(changed)),
      "overruled": .integer(Int64(overruled)), "older": .integer(Int64(older)),
      "differing": .array(differing.map(JSONValue.string)),
    ]
  }

  /// The answer as rows.
  package var table: Table {
    Table(
      ["partitions", "known", "new", "changed", "overruled", "older"],
      rows: [[partitions, known, new, changed, overruled, older].map { Table.Cell($0) }]
    )
  }
}
