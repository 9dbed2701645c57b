package import StemmaCore
package import StemmaGraph

/// One JSON object with all nodes and all edges, a line each.
package struct JSONExport: FamilyExport {
  package let name = "json"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    try output.write("{\"nodes\":[")
    var separator = "\n"
    try family.forEachNode { node in
      try output.write(separator + JSONValue.object(node.json).inertText)
      separator = ",\n"
    }
    try output.write("\n],\"edges\":[")
    separator = "\n"
    try family.forEachEdge { edge in
      try output.write(separator + JSONValue.object(edge.json).inertText)
      separator = ",\n"
    }
    try output.write("\n]}\n")
  }
}
