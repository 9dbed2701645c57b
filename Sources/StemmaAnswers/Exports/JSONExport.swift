package import StemmaCore
package import StemmaGraph

/// One JSON object with all nodes and all edges, a line each: what networkx reads as node-link data.
///
/// `source` and `target` are the words of that form for child and parent, and so are the members before
/// the nodes.
package struct JSONExport: FamilyExport {
  package let name = "json"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    try output.write(#"{"directed":true,"multigraph":false,"graph":{},"nodes":["#)
    var separator = "\n"
    try family.forEachNode { node in
      try output.write(separator + JSONValue.object(node.json).inertText)
      separator = ",\n"
    }
    try output.write("\n],\"edges\":[")
    separator = "\n"
    try family.forEachEdge { edge in
      try output.write(separator + JSONValue.object(edge.json + edge.link).inertText)
      separator = ",\n"
    }
    try output.write("\n]}\n")
  }
}

extension FamilyEdge {
  /// The ends, by the nodes' `id`.
  fileprivate var link: [JSONValue.Member] {
    [.init("source", .string(child.name)), .init("target", .string(parent.name))]
  }
}
