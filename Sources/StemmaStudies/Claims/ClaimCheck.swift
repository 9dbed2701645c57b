package import StemmaCore
package import StemmaStore

/// A claim as the cache sees it: the verdict, its value and the rows behind it.
package struct ClaimCheck: Sendable, Hashable {
  package let claim: Claim
  package let judgement: Judgement
  package let value: Double?
  package let caveats: [String]
  /// The names of the evidence's columns.
  package let columns: [String]
  package let evidence: [[JSONValue]]
  /// The rows that the query gave, of which ``evidence`` may hold the first alone.
  package let evidenceCount: Int
  package let basis: ClaimBasis
  /// The claim's source as its study describes it.
  package let source: String

  /// Checks the claim on a basis.
  ///
  /// Its query's columns named `value`, `hint` and `caveat` speak of the claim; the others are
  /// evidence, a row each. A row whose first evidence is NULL is none.
  ///
  /// - Parameters:
  ///   - claim: The claim.
  ///   - basis: The harvest and the date.
  ///   - connection: The cache.
  ///   - seconds: How long the query may take.
  /// - Throws: `ClaimError` when the query cannot be run, `CacheError` when the cache cannot be read.
  package init(
    _ claim: Claim,
    on basis: ClaimBasis,
    in connection: Connection,
    within seconds: Double = 120
  ) throws {
    let answer: Answer
    do {
      answer = try connection.within(seconds) { try Answer(claim, on: basis, in: connection) }
    } catch let error as CacheError where error.code == .refused {
      throw ClaimError(claim, error)
    } catch let error as CacheError where error.code == .notAQuery {
      throw ClaimError(claim, "the query may only read: \(error.message)")
    }
    let gaps = try claim.needs.compactMap { try $0.gap(for: claim.study, in: connection) }
    self.claim = claim
    self.basis = basis
    value = answer.value
    columns = answer.columns
    evidence = answer.evidence
    evidenceCount = answer.evidenceCount
    judgement = claim.rule.judge(
      answer.value,
      hint: answer.hint.flatMap(VerdictHint.init),
      gaps: gaps
    )
    let partial = try claim.needs.compactMap { try $0.caveat(for: claim.study, in: connection) }
    let shown = try claim.confounders.compactMap { try $0.caveat(for: claim.study, in: connection) }
    caveats = answer.caveats + (gaps.isEmpty ? partial : []) + shown + basis.caveats
    let text = try connection.first(
      "SELECT text FROM study_source WHERE study = ? AND code = ?",
      claim.study,
      claim.source
    ) { $0.text(0) }
    source = [claim.source, text, claim.version].compactMap { $0 }.joined(separator: "; ")
  }
}

extension ClaimCheck {
  /// What a claim's query says.
  private struct Answer {
    var value: Double?
    var hint: String?
    var caveats: [String] = []
    var columns: [String] = []
    var evidence: [[JSONValue]] = []
    var evidenceCount = 0

    /// More would fill the memory, and nobody looks at so many.
    private static let mostRows = 1_000_000
    private static let mostBytes = 1 << 20

    init(_ claim: Claim, on basis: ClaimBasis, in connection: Connection) throws {
      let statement = try connection.prepareQuery(claim.sql)
      let parameters: [(String, SQLValue)] = [
        ("study", .text(claim.study)), ("as_of", .text(basis.asOf)),
        ("harvest", .integer(basis.harvest?.id ?? 0)),
      ]
      for (name, value) in parameters { _ = try statement.bind(value, name: name) }
      caveats = try Shortage.sentences(about: statement.readTables, in: connection)
      let names = statement.columnNames
      let own = names.indices.filter { !["value", "hint", "caveat"].contains(names[$0]) }
      columns = own.map { names[$0] }
      var isFirst = true
      var bytes = 0
      defer { statement.reset() }
      while try statement.advance() {
        if isFirst { readHead(statement, names) }
        isFirst = false
        guard let first = own.first, !statement.isNull(first) else { continue }
        guard evidenceCount < Self.mostRows else {
          throw ClaimError(claim, "the query gives more than \(Self.mostRows) rows of evidence")
        }
        evidenceCount += 1
        // Looked at before it is read: one value alone may be too much.
        bytes += own.reduce(0) { $0 + statement.byteCount($1) }
        if bytes <= Self.mostBytes { evidence.append(own.map { statement.value($0).json }) }
      }
      if evidence.count < evidenceCount {
        caveats.append(
          "Of \(evidenceCount) rows of evidence the first \(evidence.count) are kept: all of them "
            + "take more than 1 MB."
        )
      }
    }

    /// A text is a number only when all of it is: to SQLite every other one is 0.
    private static func number(_ value: SQLValue) -> Double? {
      switch value {
      case .integer(let number): Double(number)
      case .real(let number): number
      case .text(let text) where text.allSatisfy { "0123456789+-.eE".contains($0) }: Double(text)
      case .text, .blob, .null: nil
      }
    }

    private mutating func readHead(_ row: Statement, _ names: [String]) {
      for (index, name) in names.enumerated() {
        switch name {
        case "value": value = Self.number(row.value(index))
        case "hint": hint = row.optionalText(index)
        case "caveat": if let caveat = row.optionalText(index) { caveats.append(caveat) }
        default: break
        }
      }
    }
  }
}
