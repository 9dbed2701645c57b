package import StemmaCore
package import StemmaGraph

/// GEXF 1.3 with dates, for Gephi's timeline.
///
/// A model starts on the day its repository was made, an edge when both its ends were there; nodes
/// without a day have no start. Days and not moments, since networkx refuses the time format
/// `dateTime`; the moment itself is the attribute `created_at`.
package struct GEXFExport: FamilyExport {
  package let name = "gexf"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let nodeFields = ExportField<FamilyNode>.all
    let edgeFields = ExportField<FamilyEdge>.all
    try output.write(Self.head)
    try output.write(Self.attributes(of: nodeFields, on: "node"))
    try output.write(Self.attributes(of: edgeFields, on: "edge"))
    try output.write("<nodes>\n")
    try family.forEachNode { node in
      try output.write(
        "<node id=\"\(node.key.text)\" label=\"\(XMLText.escaped(node.name))\""
          + Self.start(node.createdAt) + ">" + Self.values(of: nodeFields, node) + "</node>\n"
      )
    }
    try output.write("</nodes>\n<edges>\n")
    var number = 0
    try family.forEachEdge { edge in
      let label = edge.relation.map { " label=\"\(XMLText.escaped($0))\"" } ?? ""
      try output.write(
        "<edge id=\"\(number)\" source=\"\(edge.child.key.text)\""
          + " target=\"\(edge.parent.key.text)\"" + label
          + Self.start(edge.createdAt) + ">" + Self.values(of: edgeFields, edge) + "</edge>\n"
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

  /// The day of a moment, if it is one: foreign text that is no date would spoil the whole file.
  private static func start(_ moment: String?) -> String {
    guard let day = moment.map({ String($0.prefix(10)) }),
      let seconds = Timestamp.secondsSince1970(in: day),
      Timestamp.text(secondsSince1970: seconds).hasPrefix(day)
    else { return "" }
    return " start=\"\(day)\""
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
