public import StemmaCore

extension PolicyCheck: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "policy": .string(policy), "file": .string(file), "kept": .bool(isKept),
      "models": .array(
        models.map { checked in
          [
            "model": .string(checked.model), "hops": .integer(Int64(checked.hops)),
            "kept": .bool(checked.breaches.isEmpty),
            "breaches": .array(checked.breaches.map(\.json)),
          ]
        }
      ),
    ]
  }

  /// The findings, a row each.
  public var table: Table {
    Table(
      [
        "model", "rule", "first", "distance", "id", "kind", "finding", "source", "commit", "day",
        "harvest", "archive", "offset",
      ],
      rows: models.flatMap { checked in
        checked.breaches.map { breach in
          [
            .text(checked.model), .text(breach.rule.rawValue), breach.isFirst ? "first" : "",
            Table.Cell(breach.distance), .text(breach.id), .text(breach.kind),
            .text(breach.finding), Table.Cell(breach.source), Table.Cell(breach.basis.commit),
            Table.Cell(breach.basis.day), Table.Cell(breach.basis.harvest),
            Table.Cell(breach.basis.reply?.archive), Table.Cell(breach.basis.reply?.offset),
          ]
        }
      }
    )
  }

  /// The answer for a terminal: of each rule the first that breaks it, and how many more do.
  public var text: String {
    models.reduce(into: "") { text, checked in
      let name = TerminalText.inert(checked.model)
      let policy = TerminalText.inert(policy)
      guard !checked.breaches.isEmpty else {
        text += "\(name) keeps the policy \(policy): \(checked.hops) looked at.\n"
        return
      }
      text += "\(name) breaks the policy \(policy):\n"
      for breach in checked.breaches where breach.isFirst {
        let others = checked.breaches.count { $0.rule == breach.rule } - 1
        text += breach.lines + (others > 0 ? "    and \(others) more\n" : "")
      }
    }
  }
}

extension PolicyCheck.Breach {
  fileprivate var json: JSONValue {
    [
      "rule": .string(rule.rawValue), "asks": .string(rule.summary),
      "line": line.map { .integer(Int64($0)) } ?? .null, "first": .bool(isFirst),
      "id": .string(id), "kind": .string(kind), "distance": .integer(Int64(distance)),
      "finding": .string(finding), "source": JSONValue(source),
      "evidence": [
        "commit": JSONValue(basis.commit), "day": JSONValue(basis.day),
        "harvest": basis.harvest.map(JSONValue.integer) ?? .null,
        "reply": basis.reply?.json ?? .null,
      ],
    ]
  }

  fileprivate var lines: String {
    let known = [
      source, basis.commit.map { "commit \($0)" },
      basis.harvest.map { "harvest \($0) of \(basis.day ?? "-")" },
      basis.reply.map { "\($0.archive) at byte \($0.offset)" },
    ]
    let evidence = known.compactMap { $0 }.map { TerminalText.inert($0) }.joined(separator: ", ")
    return
      "  \(rule.rawValue): \(TerminalText.inert("\(kind) \(id), \(distance) up. \(finding)"))\n"
      + (evidence.isEmpty ? "" : "    \(evidence)\n")
  }
}
