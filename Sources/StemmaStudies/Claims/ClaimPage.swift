package import StemmaCore

/// One claim with all that is known of it: what is said, how it is tested, what came out.
package struct ClaimPage: Report {
  private let check: ClaimCheck
  private let history: VerdictHistory

  package init(_ check: ClaimCheck, history: VerdictHistory) {
    self.check = check
    self.history = history
  }

  package var json: JSONValue {
    let entries = history.entries.map { entry -> JSONValue in
      [
        "harvest": .integer(entry.harvest), "started_at": .string(entry.startedAt),
        "verdict": .string(entry.verdict),
        "value": entry.value.map(JSONValue.init(exactly:)) ?? .null,
        "reason": JSONValue(entry.reason),
      ]
    }
    let more: [JSONValue.Member] = [
      .init("sql", .string(check.claim.sql)), .init("history", .array(entries)),
    ]
    return .object((check.json.object ?? []) + more)
  }

  /// The evidence.
  package var table: Table {
    Table(check.columns, rows: check.evidence.map { $0.map(Table.Cell.init(json:)) })
  }

  package var text: String {
    let claim = check.claim
    var text = TerminalText.inert("\(claim.id)  \(claim.title)") + "\n\n"
    text += TerminalText.wrapped(claim.quote, width: 96, indent: "  ")
    text += TerminalText.wrapped("\(claim.speaker). \(check.source)", width: 96, indent: "  ")
    text += "\n"
    // The first three stand above.
    for field in check.fields.dropFirst(3) {
      let value = field.key == .value ? check.shownValue : field.value.string
      if let value { text += Self.field(field.label, value) }
    }
    text += Self.field("as of", check.basis.asOf)
    if let harvest { text += Self.field("rests on", harvest) }
    for caveat in check.caveats { text += Self.field("caveat", caveat) }
    return text + "\n" + evidence + past + "\n" + TerminalText.inert(claim.sql, keeping: ["\n"])
      + "\n"
  }

  private var harvest: String? {
    check.basis.harvest.map {
      "harvest \($0.id) of \($0.startedAt) from \($0.endpoint), archive \($0.archive ?? "none")"
    }
  }

  private var evidence: String {
    guard !table.rows.isEmpty else { return "No rows support it.\n" }
    let shown = Table(table.headings, rows: Array(table.rows.prefix(20)))
    let rest = table.rows.count - shown.rows.count
    return shown.text(as: .table)
      + (rest > 0 ? "and \(rest) more; --format csv has them all.\n" : "")
  }

  private var past: String {
    guard !history.entries.isEmpty else { return "" }
    let rows = history.entries.map { entry -> [Table.Cell] in
      [
        Table.Cell(entry.harvest), .text(entry.startedAt), .text(entry.verdict),
        entry.value.map { .text(VerdictRule.text($0)) } ?? .missing, Table.Cell(entry.reason),
      ]
    }
    return "\n"
      + Table(["harvest", "began", "verdict", "value", "reason"], rows: rows)
      .text(as: .table)
  }

  private static func field(_ name: String, _ value: String) -> String {
    let lines = TerminalText.wrapped(value, width: 98, indent: "              ")
    return "  " + name.padded(to: 12) + lines.drop { $0 == " " }
  }
}
