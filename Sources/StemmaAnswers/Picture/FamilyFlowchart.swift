import StemmaCore

extension FamilyPicture {
  /// The first drawing as a Mermaid flowchart, for those who show Markdown; nil where it would be more
  /// than Mermaid draws.
  package var flowchart: String? {
    var (nodes, edges) = (["flowchart BT", "  classDef ghost stroke-dasharray: 4 4"], [String]())
    var drawn: Set<Int> = []
    let lines = FamilyFold(self).lines(of: self)
    for case .member(let place, _) in lines { drawn.insert(place) }
    func edge(_ child: String, _ parent: Int, _ relation: String?) {
      let label = relation.map { "|\"\(MermaidExport.label($0))\"|" } ?? ""
      edges.append("  \(child) -->\(label) n\(parent)")
    }
    for line in lines {
      switch line {
      case .member(let place, _):
        let member = members[place]
        let style = member.node.ghost == nil ? "" : ":::ghost"
        nodes.append("  n\(place)[\"\(MermaidExport.label(member.node.id))\"]\(style)")
        if let home = member.home, drawn.contains(home) {
          edge("n\(place)", home, member.relation)
        }
        for other in member.others where drawn.contains(other.place) {
          edge("n\(place)", other.place, other.relation)
        }
      case .fold(let branches, _):
        nodes.append("  f\(branches.home)[\"\(MermaidExport.label(branches.text))\"]")
        edge("f\(branches.home)", branches.home, nil)
      }
    }
    let text = (nodes + edges).joined(separator: "\n") + "\n"
    return MermaidExport.warning(edges: edges.count, length: text.utf16.count) == nil ? text : nil
  }
}
