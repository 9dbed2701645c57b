package import StemmaCore
package import StemmaGraph

/// An object a line: first the nodes, then the edges, told apart by `type`.
package struct JSONLinesExport: FamilyExport {
  package let name = "jsonl"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    try family.forEachNode { node in
      try output.write(JSONValue.object([.init("type", "node")] + node.json).text + "\n")
    }
    try family.forEachEdge { edge in
      try output.write(JSONValue.object([.init("type", "edge")] + edge.json).text + "\n")
    }
  }
}
