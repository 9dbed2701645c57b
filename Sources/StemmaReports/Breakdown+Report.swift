package import StemmaAnalysis
package import StemmaRecords

extension Breakdown: Report {
  package var json: JSONValue {
    let groups: JSONValue = [
      "model": .string(model), "by": .string(key.rawValue),
      "groups": .array(
        self.groups.map {
          [
            "value": JSONValue($0.value), "direct": .integer(Int64($0.direct)),
            "all": .integer(Int64($0.all)),
          ]
        }
      ),
    ]
    return groups.adding(inferred: inferred)
  }

  package var table: Table {
    Table(
      [key.rawValue, "direct", "all"],
      rows: groups.map { [Table.Cell($0.value), Table.Cell($0.direct), Table.Cell($0.all)] }
    )
  }
}
