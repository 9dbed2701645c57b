package import StemmaAnalysis
package import StemmaRecords

extension KinshipPath: Report {
  package var json: JSONValue {
    [
      "from": .string(from), "to": .string(to), "ancestor": .string(ancestor),
      "path": .array(path.map(JSONValue.string)),
      "relations": .array(relations.map { JSONValue($0) }),
    ]
  }

  package var table: Table {
    Table(
      ["step", "id", "relation"],
      rows: path.indices.map { index in
        let relation = index == 0 ? nil : relations[index - 1]
        return [Table.Cell(index), .text(path[index]), Table.Cell(relation)]
      }
    )
  }

  package var text: String {
    let top = path.firstIndex(of: ancestor) ?? 0
    var lines = ""
    for (index, id) in path.enumerated() {
      let name = TerminalText.inert(id)
      if index == 0 {
        lines += name + "\n"
      } else {
        let relation = TerminalText.inert(relations[index - 1] ?? "unknown relation")
        lines +=
          (index <= top ? "  is a \(relation) of " : "  was made into a \(relation): ") + name
          + "\n"
      }
    }
    return lines
  }
}
