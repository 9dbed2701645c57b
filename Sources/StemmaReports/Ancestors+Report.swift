package import StemmaAnalysis
package import StemmaRecords

extension Ancestors: Report {
  package var json: JSONValue {
    let list: JSONValue = [
      "model": .string(model),
      "ancestors": .array(
        ancestors.map {
          [
            "id": .string($0.id), "distance": .integer(Int64($0.distance)),
            "ghost": .bool($0.isGhost), "reason": JSONValue($0.reason),
          ]
        }
      ),
      "roots": .array(roots.map(JSONValue.string)),
    ]
    return list.adding(inferred: inferred)
  }

  package var table: Table {
    Table(
      ["distance", "id", "root", "ghost"],
      rows: ancestors.map {
        [
          Table.Cell($0.distance), .text($0.id), .text(roots.contains($0.id) ? "root" : ""),
          Table.Cell($0.reason),
        ]
      }
    )
  }

  package var text: String {
    guard !ancestors.isEmpty else {
      return "\(TerminalText.inert(model)) names no base model.\n"
    }
    return "Ancestors of \(TerminalText.inert(model))\n\n" + table.text(as: .table)
      + (inferred.map { "\n\($0) of them by inferred edges only.\n" } ?? "")
  }
}
