package import StemmaAnalysis
package import StemmaRecords

extension Derivatives: Report {
  package var json: JSONValue {
    let counts: JSONValue = [
      "model": .string(model), "direct": direct.json, "all": all.json,
      "publishers": .integer(Int64(publishers)), "weighted": .number(weighted),
      "max_distance": .integer(Int64(maxDistance)), "depth": .integer(Int64(depth)),
    ]
    return counts.adding(inferred: inferred)
  }

  package var table: Table {
    Table(
      ["relation", "direct", "all"],
      rows: [
        ["finetune", Table.Cell(direct.finetune), Table.Cell(all.finetune)],
        ["adapter", Table.Cell(direct.adapter), Table.Cell(all.adapter)],
        ["merge", Table.Cell(direct.merge), Table.Cell(all.merge)],
        ["quantized", Table.Cell(direct.quantized), Table.Cell(all.quantized)],
        ["unknown", Table.Cell(direct.unknown), Table.Cell(all.unknown)],
        ["total", Table.Cell(direct.total), Table.Cell(all.total)],
      ]
    )
  }

  package var text: String {
    let weight = (weighted * 10).rounded() / 10
    return """
      Derivatives of \(TerminalText.inert(model))

      \(table.text(as: .table))
      \(publishers) publishers (publisher-weighted size \(weight)), \
      farthest derivative \(maxDistance) steps away, longest chain \(depth).

      """ + (inferred.map { "\($0) of them by inferred edges only.\n" } ?? "")
  }
}

extension Derivatives.Counts {
  fileprivate var json: JSONValue {
    [
      "total": .integer(Int64(total)), "finetune": .integer(Int64(finetune)),
      "adapter": .integer(Int64(adapter)), "merge": .integer(Int64(merge)),
      "quantized": .integer(Int64(quantized)), "unknown": .integer(Int64(unknown)),
    ]
  }
}
