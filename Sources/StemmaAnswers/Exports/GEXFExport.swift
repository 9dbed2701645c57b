package import StemmaCore
package import StemmaGraph

/// GEXF 1.3 with dates, for Gephi's timeline.
///
/// A model starts on the day its repository was made, an edge when both its ends were there; nodes
/// without a day have no start. Days and not moments, since networkx refuses the time format
/// `dateTime`; the moment itself is the attribute `created_at`.
///
/// The nodes are numbered, as NetworKit reads a dynamic graph only by ids that are a letter and an
/// integer; a node's key is the attribute `key`. A number a node is held while it is written.
package struct GEXFExport: FamilyExport {
  package let name = "gexf"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let nodeFields = [ExportField<FamilyNode>("key") { .string($0.key.text) }] + ExportField.all
    let edgeFields = ExportField<FamilyEdge>.all
    try output.write(Self.head)
    try output.write(Self.attributes(of: nodeFields, on: "node"))
    try output.write(Self.attributes(of: edgeFields, on: "edge"))
    try output.write("<nodes>\n")
    var numbers: [FamilyKey: Int] = [:]
    func id(of key: FamilyKey) -> String {
      let number = numbers[key] ?? numbers.count
      numbers[key] = number
      return "n\(number)"
    }
    try family.forEachNode { node in
      try output.write(
        "<node id=\"\(id(of: node.key))\" label=\"\(XMLText.escaped(node.name))\""
          + Self.start(node.createdAt) + ">" + Self.values(of: nodeFields, node) + "</node>\n"
      )
    }
    try output.write("</nodes>\n<edges>\n")
    var number = 0
    try family.forEachEdge { edge in
      let label = edge.relation.map { " label=\"\(XMLText.escaped($0))\"" } ?? ""
      try output.write(
        "<edge id=\"\(number)\" source=\"\(id(of: edge.child.key))\""
          + " target=\"\(id(of: edge.parent.key))\"" + label
          + Self.start(edge.child.createdAt, edge.parent.createdAt) + ">"
          + Self.values(of: edgeFields, edge) + "</edge>\n"
      )
      number += 1
    }
    try output.write("</edges>\n</graph>\n</gexf>\n")
  }

  private static let head = """
    <?xml version="1.0" encoding="UTF-8"?>
    <gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
    xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
    <meta>
    <creator>Stemma</creator>
    <description>Families of open models; an edge goes from child to parent</description>
    </meta>
    <graph defaultedgetype="directed" mode="dynamic" timeformat="date" \
    timerepresentation="interval">

    """

  /// The last day of some moments; those that are none would spoil the whole file.
  ///
  /// An edge has one where either of its ends has one: NetworKit refuses others.
  private static func start(_ moments: String?...) -> String {
    let days = moments.compactMap { $0.map { String($0.prefix(10)) } }
      .filter { Timestamp.secondsSince1970(in: $0) != nil }
    return days.max().map { " start=\"\($0)\"" } ?? ""
  }

  private static func attributes<Subject>(
    of fields: [ExportField<Subject>],
    on element: String
  ) -> String {
    let lines = fields.indices.map {
      "<attribute id=\"\($0)\" title=\"\(fields[$0].name)\" type=\"\(type(of: fields[$0].kind))\"/>\n"
    }
    return "<attributes class=\"\(element)\" mode=\"static\">\n" + lines.joined()
      + "</attributes>\n"
  }

  private static func type<Subject>(of kind: ExportField<Subject>.Kind) -> String {
    switch kind {
    case .text: "string"
    case .integer: "long"
    case .boolean: "boolean"
    }
  }

  private static func values<Subject>(
    of fields: [ExportField<Subject>],
    _ subject: Subject
  ) -> String {
    var text = "<attvalues>"
    for (index, field) in fields.enumerated() {
      guard let value = field.text(of: subject) else { continue }
      text += "<attvalue for=\"\(index)\" value=\"\(XMLText.escaped(value))\"/>"
    }
    return text + "</attvalues>"
  }
}
