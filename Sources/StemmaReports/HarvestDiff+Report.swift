package import StemmaAnalysis
package import StemmaRecords

extension HarvestDiff: Report {
  package var json: JSONValue {
    func counts(_ counts: [String: Int]) -> JSONValue {
      .object(
        counts.sorted { $0.key < $1.key }.map { .init($0.key, .integer(Int64($0.value))) }
      )
    }
    return [
      "from": .integer(from), "to": .integer(to), "flips": .array(flips.map(\.json)),
      "new": counts(new), "gone": counts(gone),
      "licenses": .array(
        licenses.map {
          [
            "kind": .string($0.kind), "id": .string($0.name), "before": JSONValue($0.before),
            "after": JSONValue($0.after),
          ]
        }
      ),
    ]
  }

  /// What changed, a row each.
  package var table: Table {
    var rows: [[Table.Cell]] = flips.map { flip in
      [
        "verdict", .text(flip.claim), Table.Cell(flip.before), Table.Cell(flip.after),
        .text(flip.note),
      ]
    }
    for (what, counts) in [("new", new), ("gone", gone)] {
      rows += counts.sorted { $0.key < $1.key }.map { kind, count in
        [.text(what), .text(kind + "s"), .missing, Table.Cell(count), ""]
      }
    }
    rows += licenses.map {
      ["license", .text($0.name), Table.Cell($0.before), Table.Cell($0.after), ""]
    }
    return Table(["what", "of", "before", "after", "note"], rows: rows)
  }

  package var text: String {
    "From harvest \(from) to harvest \(to)\n\n"
      + (table.rows.isEmpty ? "Nothing changed.\n" : table.text(as: .table))
  }
}

extension HarvestDiff.Flip {
  fileprivate var json: JSONValue {
    [
      "study": .string(study), "claim": .string(claim), "before": JSONValue(before),
      "after": JSONValue(after),
      "value_before": valueBefore.map(JSONValue.init(exactly:)) ?? .null,
      "value_after": valueAfter.map(JSONValue.init(exactly:)) ?? .null,
      "redefined": .bool(isRedefined),
    ]
  }

  fileprivate var note: String {
    let values = [valueBefore, valueAfter].map { $0.map(VerdictRule.text) ?? "-" }
    return "value \(values.joined(separator: " to "))"
      + (isRedefined ? "; the claim or the study was changed, too" : "")
  }
}
