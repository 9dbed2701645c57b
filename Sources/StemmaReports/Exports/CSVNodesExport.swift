package import StemmaAnalysis

/// The list of nodes as CSV.
package struct CSVNodesExport: FamilyExport {
  package let name = "csv-nodes"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    let fields = ExportField<FamilyNode>.all
    try output.write(Table.csvLine(["key", "id"] + fields.map { .text($0.name) }))
    try family.forEachNode { node in
      try output.write(
        Table.csvLine([.text(node.key.text), .text(node.name)] + fields.map { $0.cell(of: node) })
      )
    }
  }
}
