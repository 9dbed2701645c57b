package import StemmaCore
package import StemmaGraph

/// The list of nodes as CSV.
package struct CSVNodesExport: FamilyExport {
  package let name = "csv-nodes"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let fields = ExportField<FamilyNode>.all
    try output.writeCSVHeadings(["key", "id"] + fields.map(\.name))
    try family.forEachNode { node in
      let cells: [Table.Cell] =
        [.text(node.key.text), .text(node.name)] + fields.map { $0.cell(of: node) }
      try output.writeCSV(cells)
    }
  }
}

/// The list of edges as CSV.
package struct CSVEdgesExport: FamilyExport {
  package let name = "csv-edges"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let fields = ExportField<FamilyEdge>.all
    try output.writeCSVHeadings(
      ["child", "parent", "child_key", "parent_key"] + fields.map(\.name)
    )
    try family.forEachEdge { edge in
      let ends: [Table.Cell] = [
        .text(edge.child.name), .text(edge.parent.name), .text(edge.child.key.text),
        .text(edge.parent.key.text),
      ]
      try output.writeCSV(ends + fields.map { $0.cell(of: edge) })
    }
  }
}
