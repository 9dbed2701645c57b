package import StemmaAnalysis
package import StemmaRecords

extension LicensePath: Report {
  package var json: JSONValue {
    [
      "model": .string(model), "first": JSONValue(first?.id),
      "hops": .array(hops.map(\.json)),
    ]
  }

  package var table: Table {
    Table(
      ["distance", "id", "license", "family", "finding", "rules"],
      rows: hops.map { hop in
        [
          Table.Cell(hop.distance), .text(hop.id), .text(hop.license ?? "not stated"),
          Table.Cell(hop.family), Table.Cell(hop.finding.map { _ in LicenseFinding.wording }),
          Table.Cell(hop.finding?.rules),
        ]
      }
    )
  }

  package var text: String {
    var text = "Licences down to \(TerminalText.inert(model))\n\n"
    for hop in hops {
      text += "\(hop.distance)  \(hop.line)\n" + (hop.finding?.lines(indent: "     ") ?? "")
    }
    return text
  }
}

extension LicenseHop {
  /// The hop as JSON; the same keys in every answer.
  var json: JSONValue {
    [
      "id": .string(id), "distance": .integer(Int64(distance)), "license": JSONValue(license),
      "family": JSONValue(family), "finding": finding?.json ?? .null,
    ]
  }

  /// The hop in a line of text.
  var line: String {
    let stated = license.map { license in
      family == nil || family == license ? license : "\(license), \(family ?? "")"
    }
    return TerminalText.inert("\(id)  (\(stated ?? "not stated"))")
  }
}

extension LicenseFinding {
  /// The rules' short names, with commas between.
  var rules: String { breaches.map(\.rule.id).joined(separator: ",") }

  fileprivate var json: JSONValue {
    [
      "wording": .string(Self.wording),
      "rules": .array(
        breaches.map {
          [
            "rule": .string($0.rule.id), "condition": .string($0.rule.condition.rawValue),
            "source": .string($0.rule.source), "parent": .string($0.parent),
            "origin": .string($0.origin), "license": .string($0.license),
          ]
        }
      ),
    ]
  }

  /// The finding and its rules, a line each.
  func lines(indent: String) -> String {
    breaches.reduce(into: "\(indent)\(Self.wording):\n") { lines, breach in
      let source = "\(breach.rule.source), from \(breach.origin) (\(breach.license))"
      lines += "\(indent)- \(breach.rule.condition.rawValue): \(TerminalText.inert(source))\n"
    }
  }
}
