public import StemmaCore
public import StemmaOperations

extension Checkup: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "endpoint": .string(endpoint), "requests": .integer(Int64(requests)),
      "archive": archive.map(JSONValue.string) ?? .null, "differs": .bool(differs),
      "contract": .array(contract.map(\.json)), "machine": .array(machine.map(\.json)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["point", "what", "expected", "seen", "verdict"],
      rows: (contract + machine).map {
        [
          Table.Cell($0.point), .text($0.what), .text($0.expected), .text($0.seen),
          .text($0.verdict.rawValue),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let odd = (contract + machine).filter { $0.verdict == .differs }
    let advice = odd.map { "\($0.what): \($0.advice)" }
    let kept = archive.map { ", kept in \($0)" } ?? ", which could not be kept"
    let told = odd.isEmpty ? ["Everything is as expected."] : advice
    return table.text(as: .table) + "\n" + told.joined(separator: "\n")
      + "\n\(requests.counted("request")) to \(endpoint)\(kept).\n"
  }
}

extension Checkup.Line {
  fileprivate var json: JSONValue {
    [
      "point": point.map { .integer(Int64($0)) } ?? .null, "what": .string(what),
      "expected": .string(expected), "seen": .string(seen),
      "verdict": .string(verdict.rawValue), "advice": .string(advice),
    ]
  }
}
