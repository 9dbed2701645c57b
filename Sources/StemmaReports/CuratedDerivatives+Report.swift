package import StemmaAnalysis
package import StemmaRecords

/// An answer with what a study adds, kept apart from it.
package struct CuratedReport: Report {
  private let answer: any Report
  private let curated: CuratedDerivatives

  package init(_ answer: any Report, curated: CuratedDerivatives) {
    self.answer = answer
    self.curated = curated
  }

  package var json: JSONValue { answer.json.adding("curated", curated.json) }

  package var table: Table { answer.table }

  package var text: String { answer.text + "\n" + curated.text }
}

extension CuratedDerivatives: Report {
  package var json: JSONValue {
    [
      "study": .string(study), "missing": .integer(Int64(missing)),
      "edges": .array(items.map(\.json)),
    ]
  }

  package var table: Table {
    Table(
      ["child", "parent", "relation", "status", "counted", "source"],
      rows: items.map {
        [
          .text($0.edge.child), .text($0.edge.parent), Table.Cell($0.edge.relation),
          .text($0.edge.status), .text($0.isCounted ? "counted" : ""), .text($0.edge.source),
        ]
      }
    )
  }

  package var text: String {
    "By the study \(TerminalText.inert(study)) \(missing) more, not counted above\n\n"
      + table.text(as: .table)
  }
}

extension CuratedDerivatives.Item {
  fileprivate var json: JSONValue {
    [
      "child": .string(edge.child), "parent": .string(edge.parent),
      "relation": JSONValue(edge.relation), "status": .string(edge.status),
      "source": .string(edge.source), "note": JSONValue(edge.note), "known": .bool(isKnown),
      "counted": .bool(isCounted),
    ]
  }
}
