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
            "name": .string($0.name), "measure": .string($0.measure),
            "known": .number($0.known), "expected": .number($0.expected),
            "found": .number($0.found), "verdict": .string($0.verdict.rawValue),
            "known_since": .string($0.asOf), "source": .string($0.source),
            "meaning": $0.meaning.isEmpty ? .null : .string($0.meaning),
          ]
        }
      ),
      "not_compared": .array(
        omissions.map {
          [
            "name": .string($0.name), "known": .number($0.known),
            "known_since": .string($0.asOf), "source": .string($0.source),
            "reason": .string($0.reason),
          ]
        }
      ),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["measure", "known", "expected", "here", "verdict"],
      rows: lines.map {
        [
          .text($0.measure), Self.cell($0.known), Self.cell($0.expected), Self.cell($0.found),
          .text($0.verdict.rawValue),
        ]
      }
    )
  }

  private static func cell(_ number: Double) -> Table.Cell {
    Int64(exactly: number).map { .integer($0) } ?? .number(number)
  }

  /// The answer for a terminal.
  public var text: String {
    let odd = lines.filter { $0.verdict != .agreed }
      .map { "\($0.measure), \($0.verdict.rawValue): \($0.meaning).\n" }
    let left = omissions.map { "\($0.name): \($0.reason).\n" }
    let counts = [Verdict.agreed, .explained, .atFault].map { verdict in
      "\(lines.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    return table.text(as: .table) + "\n" + odd.joined()
      + (left.isEmpty ? "" : "\nNot compared:\n" + left.joined()) + "\n"
      + "\(models.counted("model")), listed \(asOf): \(counts.joined(separator: ", ")), "
      + "\(omissions.count) not compared.\n"
  }
}
