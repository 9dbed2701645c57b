package import StemmaCore
package import StemmaStore

/// Several claims, checked on one basis.
package struct ClaimChecks: Sendable, Hashable {
  /// In the order asked for.
  package let checks: [ClaimCheck]

  /// Checks `claims` as of the time that the connection is asked of.
  ///
  /// `refuse` is called with what is wrong with each whose query cannot be run; unless it throws, that
  /// claim is left out.
  package init(
    _ claims: [Claim],
    in connection: Connection,
    refuse: (ClaimError) throws -> Void
  ) throws {
    let basis = try ClaimBasis(in: connection)
    checks = try claims.compactMap { claim in
      do {
        return try ClaimCheck(claim, on: basis, in: connection)
      } catch let fault as ClaimError {
        try refuse(fault)
        return nil
      }
    }
  }

  /// Whether any is contradicted.
  package var hasContradicted: Bool {
    checks.contains { $0.judgement.verdict == .contradicted }
  }
}

extension ClaimChecks: Report {
  package var json: JSONValue { .array(checks.map(\.json)) }

  package var table: Table {
    Table(
      ["claim", "stage", "verdict", "value", "bound", "title", "reason"],
      rows: checks.map { check in
        [
          .text(check.claim.id), .text(check.claim.stage.rawValue),
          .text(check.judgement.verdict.rawValue),
          check.value.map { Table.Cell.number($0) } ?? .missing, .text(check.claim.bound),
          .text(check.claim.title), Table.Cell(check.judgement.reason),
        ]
      }
    )
  }

  /// The claims by stage, then why those that could not be decided were not.
  package var text: String {
    var text = ""
    for stage in Claim.Stage.allCases {
      let part = checks.filter { $0.claim.stage == stage }
      guard !part.isEmpty else { continue }
      text += stage.rawValue.uppercased() + "\n" + lines(part) + "\n"
    }
    return text + reasons + summary
  }

  private func lines(_ checks: [ClaimCheck]) -> String {
    let width = checks.map { $0.shownValue.count }.max() ?? 0
    return checks.map { check in
      let value = check.shownValue
      return "  " + check.claim.id.padded(to: 4)
        + check.judgement.verdict.rawValue.padded(to: 14)
        + String(repeating: " ", count: max(0, max(width, 6) - value.count)) + value + "  "
        + TerminalText.inert(check.claim.title) + "\n"
    }.joined()
  }

  /// Each reason once, with the claims it concerns.
  private var reasons: String {
    var order: [String] = []
    var ids: [String: [String]] = [:]
    for check in checks where check.judgement.verdict != .notTestable {
      guard let reason = check.judgement.reason else { continue }
      if ids[reason] == nil { order.append(reason) }
      ids[reason, default: []].append(check.claim.id)
    }
    guard !order.isEmpty else { return "" }
    return "UNDECIDED BECAUSE\n"
      + order.map { reason in
        let claims = ids[reason, default: []].joined(separator: " ")
        return TerminalText.wrapped("\(reason) (\(claims))", width: 96, indent: "  ")
      }.joined() + "\n"
  }

  private var summary: String {
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = checks.filter { $0.judgement.verdict == verdict }.count
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    let basis = checks.first.flatMap(\.basis.harvest).map {
      " Harvest \($0.id) of \($0.startedAt.prefix(10)), archive \($0.archive ?? "none")."
    }
    return TerminalText.wrapped(counts.joined(separator: ", ") + "." + (basis ?? ""), width: 98)
      + "`stemma claims show ID` shows the text, the rows and the caveats of a claim.\n"
  }
}

extension ClaimCheck {
  /// The value as a person writes it; a dash without one.
  var shownValue: String { value.map(VerdictRule.text) ?? "-" }

  /// The shape that is promised to programs.
  package var json: JSONValue {
    func members(_ keys: Field.Key...) -> [JSONValue.Member] {
      keys.map { .init($0.rawValue, self[$0]) }
    }
    let rows = evidence.map { row in JSONValue.object(zip(columns, row).map { .init($0, $1) }) }
    return .object(
      [.init("claim", .string(claim.id))] + members(.verdict, .value, .bound)
        + [.init("evidence", .array(rows))] + members(.source)
        + [
          .init("as_of", .string(basis.asOf)),
          .init("caveats", .array(caveats.map(JSONValue.string))),
        ] + members(.reason) + [.init("title", .string(claim.title))] + members(.quote, .speaker)
        + [
          .init("stage", .string(claim.stage.rawValue)), .init("study", .string(claim.study)),
        ] + members(.metric, .window, .bias, .blindSpot, .contrast)
        + [
          .init("claim_sha256", .string(claim.sha256)),
          .init("harvest", basis.harvest?.json ?? .null),
        ]
    )
  }
}

extension ClaimBasis.Harvest {
  fileprivate var json: JSONValue {
    [
      "id": .integer(id), "started_at": .string(startedAt), "endpoint": .string(endpoint),
      "archive": JSONValue(archive), "outcome": .string(outcome),
    ]
  }
}

extension JSONValue {
  /// A whole number where it is one.
  package init(exactly number: Double) {
    self = Int64(exactly: number).map(JSONValue.integer) ?? .number(number)
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
