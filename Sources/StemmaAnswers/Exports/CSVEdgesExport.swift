package import StemmaCore
package import StemmaGraph

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
