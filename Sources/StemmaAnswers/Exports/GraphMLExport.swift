package import StemmaCore
package import StemmaGraph

/// GraphML, which networkx, igraph, yEd and Gephi read.
///
/// A node's id is its key and stays the same when the model is renamed; the name is the attribute
/// `name`, by which igraph finds vertices. Numbers are declared `double`, which every reader knows:
/// to those without a 64-bit integer (Tulip) a `long` above 2^31 is 0.
package struct GraphMLExport: FamilyExport {
  package let name = "graphml"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let nodeFields = [ExportField<FamilyNode>("name") { .string($0.name) }] + ExportField.all
    let edgeFields = ExportField<FamilyEdge>.all
    try output.write(Self.head)
    try output.write(Self.keys(of: nodeFields, on: "node"))
    try output.write(Self.keys(of: edgeFields, on: "edge"))
    try output.write("<graph id=\"family\" edgedefault=\"directed\">\n")
    try family.forEachNode { node in
      try output.write(
        "<node id=\"\(node.key.text)\">"
          + Self.values(of: nodeFields, node, on: "node") + "</node>\n"
      )
    }
    try family.forEachEdge { edge in
      try output.write(
        "<edge source=\"\(edge.child.key.text)\""
          + " target=\"\(edge.parent.key.text)\">"
          + Self.values(of: edgeFields, edge, on: "edge") + "</edge>\n"
      )
    }
    try output.write("</graph>\n</graphml>\n")
  }

  private static let head = """
    <?xml version="1.0" encoding="UTF-8"?>
    <graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
    http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">

    """

  private static func keys<Subject>(
    of fields: [ExportField<Subject>],
    on element: String
  ) -> String {
    fields.map {
      "<key id=\"\(element)_\($0.name)\" for=\"\(element)\" attr.name=\"\($0.name)\""
        + " attr.type=\"\(type(of: $0.kind))\"/>\n"
    }.joined()
  }

  private static func type<Subject>(of kind: ExportField<Subject>.Kind) -> String {
    switch kind {
    case .text: "string"
    case .integer: "double"
    case .boolean: "boolean"
    }
  }

  private static func values<Subject>(
    of fields: [ExportField<Subject>],
    _ subject: Subject,
    on element: String
  ) -> String {
    fields.reduce(into: "") { text, field in
      guard let value = field.text(of: subject) else { return }
      text += "<data key=\"\(element)_\(field.name)\">\(XMLText.escaped(value))</data>"
    }
  }
}
