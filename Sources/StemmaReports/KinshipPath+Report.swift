package import StemmaAnalysis
package import StemmaRecords

extension KinshipPath: Report {
  package var json: JSONValue {
    let path: JSONValue = [
      "from": .string(from), "to": .string(to), "ancestor": .string(ancestor),
      "path": .array(self.path.map(JSONValue.string)),
      "relations": .array(relations.map { JSONValue($0) }),
      "common": .array(common.map(\.json)),
    ]
    return path.adding(inferred: inferred)
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
    return lines + farther
  }

  /// What else both were made from, a line each; nothing when the path says it all.
  private var farther: String {
    let others = common.filter { $0.id != ancestor }
    guard !others.isEmpty else { return "" }
    let lines = others.map {
      "  \(TerminalText.inert($0.id)) (\($0.fromDistance) and \($0.toDistance) steps)\n"
    }
    return "Both were made from these too:\n" + lines.joined()
  }
}

extension KinshipPath.Common {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "from_distance": .integer(Int64(fromDistance)),
      "to_distance": .integer(Int64(toDistance)), "ghost": .bool(isGhost),
    ]
  }
}
