package import StemmaCore
package import StemmaGraph

/// A Mermaid flowchart: parents above, ghosts dashed, the relation on the arrow.
///
/// Mermaid itself refuses more than 500 edges unless its host allows more.
package struct MermaidExport: FamilyExport {
  package let name = "mermaid"
  /// The number of edges that Mermaid draws without being told to.
  package static let edgeLimit = 500

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
