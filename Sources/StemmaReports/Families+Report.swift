package import StemmaAnalysis
package import StemmaRecords

extension Families: Report {
  package var json: JSONValue {
    [
      "families": .integer(Int64(total)), "isolated": .integer(Int64(isolated)),
      "largest": .array(
        parts.map {
          [
            "root": .string($0.root), "size": .integer(Int64($0.size)),
            "models": .integer(Int64($0.models)), "roots": .integer(Int64($0.roots)),
            "edges": .integer(Int64($0.edges)),
          ]
        }
      ),
    ]
  }

  package var table: Table {
    Table(
      ["root", "size", "models", "roots", "edges"],
      rows: parts.map {
        [
          .text($0.root), Table.Cell($0.size), Table.Cell($0.models), Table.Cell($0.roots),
          Table.Cell($0.edges),
        ]
      }
    )
  }

  package var text: String {
    table.text(as: .table)
      + "\n\(total) families; \(isolated) models have neither parent nor derivative.\n"
  }
}

extension Cycles: Report {
  package var json: JSONValue {
    [
      "cycles": .array(cycles.map { .array($0.map(JSONValue.string)) }),
      "self_loops": .array(selfLoops.map(JSONValue.string)),
    ]
  }

  package var table: Table {
    let rings = cycles.map { [Table.Cell($0.count), .text($0.joined(separator: " "))] }
    return Table(["size", "models"], rows: rings + selfLoops.map { [1, .text($0)] })
  }
}
