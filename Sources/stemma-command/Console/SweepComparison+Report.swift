public import StemmaCore
public import StemmaOperations

extension SweepComparison: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "models": .integer(Int64(models)), "as_of": .string(asOf), "at_fault": .bool(isAtFault),
      "figures": .array(
        lines.map {
          [
            "measure": .string($0.measure), "expected": .number($0.expected),
            "found": .number($0.found), "verdict": .string($0.verdict.rawValue),
            "known_since": .string($0.asOf), "source": .string($0.source),
            "meaning": .string($0.meaning),
          ]
        }
      ),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["measure", "known", "here", "verdict"],
      rows: lines.map {
        [
          .text($0.measure), .number(($0.expected * 100).rounded() / 100),
          .number(($0.found * 100).rounded() / 100), .text($0.verdict.rawValue),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let odd = lines.filter { $0.verdict != .agreed }
      .map { "\($0.measure), \($0.verdict.rawValue): \($0.meaning)." }
    let counts = [Verdict.agreed, .toExplain, .atFault].map { verdict in
      "\(lines.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    return table.text(as: .table) + "\n" + odd.map { $0 + "\n" }.joined()
      + "\(models.counted("model")), listed \(asOf): \(counts.joined(separator: ", ")).\n"
  }
}
