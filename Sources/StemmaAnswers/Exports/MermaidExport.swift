package import StemmaCore
package import StemmaGraph

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
  static func label(_ text: String) -> String {
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
