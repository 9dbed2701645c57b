package import StemmaCore
package import StemmaGraph

/// Graphviz DOT: parents above, ghosts dashed, the relation on the arrow.
package struct DOTExport: FamilyExport {
  package let name = "dot"
  private let direction: String

  /// A family whose branches stand beside each other, or below each other, which is less wide.
  package init(isLying: Bool = false) { direction = isLying ? "RL" : "BT" }

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let nodeFields = ExportField<FamilyNode>.all
    // The relation is the label already.
    let edgeFields = ExportField<FamilyEdge>.all.filter { $0.name != "relation" }
    try output.write("digraph family {\nrankdir=\(direction);\nnode [shape=box];\n")
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
