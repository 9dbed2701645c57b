package import StemmaCore
package import StemmaGraph

/// Graphviz DOT: parents above, ghosts dashed, the relation on the arrow.
package struct DOTExport: FamilyExport {
  package let name = "dot"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let nodeFields = ExportField<FamilyNode>.all
    // The relation is the label already.
    let edgeFields = ExportField<FamilyEdge>.all.filter { $0.name != "relation" }
    try output.write("digraph family {\nrankdir=BT;\nnode [shape=box];\n")
    try family.forEachNode { node in
      let style = node.ghost == nil ? "" : ", style=\"dashed\""
      try output.write(
        "\(node.key.text) [label=\(Self.label(node.name))\(style)"
          + Self.values(of: nodeFields, node) + "];\n"
      )
    }
    try family.forEachEdge { edge in
      let label = Self.label(edge.relation ?? "")
      try output.write(
        "\(edge.child.key.text) -> \(edge.parent.key.text)"
          + " [label=\(label)" + Self.values(of: edgeFields, edge) + "];\n"
      )
    }
    try output.write("}\n")
  }

  private static func values<Subject>(
    of fields: [ExportField<Subject>],
    _ subject: Subject
  ) -> String {
    fields.reduce(into: "") { text, field in
      guard let value = field.text(of: subject) else { return }
      text += ", \(field.name)=\(quoted(value))"
    }
  }

  /// Text as it is to be drawn: Graphviz reads escape sequences and entities in labels.
  private static func label(_ text: String) -> String {
    quoted(text, replacing: ["&": "&amp;"])
  }

  /// A quoted string, on one line and without invisible characters.
  ///
  /// A backslash is doubled: alone, one at the end would swallow the closing quote.
  private static func quoted(
    _ text: String,
    replacing entities: [Unicode.Scalar: String] = [:]
  ) -> String {
    let inside = TerminalText.inert(text).unicodeScalars.reduce(into: "") { inside, scalar in
      switch scalar {
      case "\"": inside += "\\\""
      case "\\": inside += "\\\\"
      default: inside += entities[scalar] ?? String(scalar)
      }
    }
    return "\"\(inside)\""
  }
}

/// A Mermaid flowchart: parents above, ghosts dashed, the relation on the arrow.
///
/// Mermaid itself refuses more than 500 edges or 50,000 characters unless its host allows more.
package struct MermaidExport: FamilyExport {
  package let name = "mermaid"
  /// The number of edges that Mermaid draws without being told to.
  package static let edgeLimit = 500
  /// The length of a drawing, in units of UTF-16, that Mermaid reads without being told to.
  package static let textLimit = 50_000

  /// What to say of a drawing that Mermaid will not draw; nil of one that it will.
  package static func warning(edges: Int, length: Int) -> String? {
    let beyond = [
      edges > edgeLimit ? "\(edges) edges" : nil,
      length > textLimit ? "\(length) characters" : nil,
    ].compactMap { $0 }
    guard !beyond.isEmpty else { return nil }
    return "The drawing has \(beyond.joined(separator: " and ")). Mermaid draws at most "
      + "\(edgeLimit) edges and \(textLimit) characters unless its host's maxEdges and "
      + "maxTextSize say otherwise: choose a smaller part, or another format."
  }

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    try output.write("flowchart BT\n  classDef ghost stroke-dasharray: 4 4\n")
    try family.forEachNode { node in
      let style = node.ghost == nil ? "" : ":::ghost"
      try output.write("  \(node.key.text)[\"\(Self.label(node.name))\"]\(style)\n")
    }
    try family.forEachEdge { edge in
      let label = edge.relation.map { "|\"\(Self.label($0))\"|" } ?? ""
      try output.write("  \(edge.child.key.text) -->\(label) \(edge.parent.key.text)\n")
    }
  }

  /// Text between quotes: whatever Mermaid or a browser could read as more than text is written as
  /// an entity.
  private static func label(_ text: String) -> String {
    // An empty label is refused.
    let inert = text.isEmpty ? " " : TerminalText.inert(text)
    return inert.unicodeScalars.reduce(into: "") { label, scalar in
      if "\"#&<>`\\{}|:;%".unicodeScalars.contains(scalar) {
        label += "#\(scalar.value);"
      } else {
        label.unicodeScalars.append(scalar)
      }
    }
  }
}
