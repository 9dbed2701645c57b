package import StemmaAnalysis
package import StemmaRecords

extension ModelTree: Report {
  package var json: JSONValue {
    let tree: JSONValue = [
      "model": .string(model),
      "nodes": .array(
        nodes.map {
          [
            "id": .string($0.id), "relation": JSONValue($0.relation),
            "distance": .integer(Int64($0.distance)), "ghost": .bool($0.ghost != nil),
            "reason": JSONValue($0.ghost), "created_at": JSONValue($0.createdAt),
            "license": JSONValue($0.license),
            "downloads": $0.downloads.map(JSONValue.integer) ?? .null,
          ]
        }
      ),
      "edges": .array(
        edges.map {
          let edge: JSONValue = [
            "child": .string($0.child), "parent": .string($0.parent),
            "relation": JSONValue($0.relation),
          ]
          return inferred == nil ? edge : edge.adding("inference", $0.inference?.json ?? .null)
        }
      ),
    ]
    return tree.adding(inferred: inferred)
  }

  package var table: Table {
    Table(
      ["distance", "id", "relation", "created_at", "license", "downloads", "ghost"],
      rows: nodes.map {
        [
          Table.Cell($0.distance), .text($0.id), Table.Cell($0.relation), Table.Cell($0.createdAt),
          Table.Cell($0.license), Table.Cell($0.downloads), Table.Cell($0.ghost),
        ]
      }
    )
  }

  package var text: String { TreeDrawing(self).text }
}
