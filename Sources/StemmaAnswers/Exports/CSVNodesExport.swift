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
