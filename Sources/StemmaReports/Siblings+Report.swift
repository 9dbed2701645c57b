package import StemmaAnalysis
package import StemmaRecords

extension Siblings: Report {
  package var json: JSONValue {
    [
      "model": .string(model), "total": .integer(Int64(siblings.count)),
      "siblings": .array(
        siblings.map {
          [
            "id": .string($0.id), "relation": JSONValue($0.relation),
            "parents": .array($0.parents.map(JSONValue.string)),
          ]
        }
      ),
    ]
  }

  package var table: Table {
    Table(
      ["id", "relation", "parents"],
      rows: siblings.map {
        [.text($0.id), Table.Cell($0.relation), .text($0.parents.joined(separator: " "))]
      }
    )
  }
}
