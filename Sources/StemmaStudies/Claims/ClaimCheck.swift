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
    }
    let gaps = try claim.needs.compactMap { try $0.gap(for: claim.study, in: connection) }
    self.claim = claim
    self.basis = basis
    value = answer.value
    columns = answer.columns
    evidence = answer.evidence
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

    /// More would fill the memory, and nobody looks at so many.
    private static let mostRows = 1_000_000

    init(_ claim: Claim, on basis: ClaimBasis, in connection: Connection) throws {
      let statement = try connection.prepare(claim.sql)
      guard statement.isReadOnly else {
        throw ClaimError(claim, "the query would change the cache")
      }
      let parameters: [(String, SQLValue)] = [
        ("study", .text(claim.study)), ("as_of", .text(basis.asOf)),
        ("harvest", .integer(basis.harvest?.id ?? 0)),
      ]
      for (name, value) in parameters { _ = try statement.bind(value, name: name) }
      let names = statement.columnNames
      let own = names.indices.filter { !["value", "hint", "caveat"].contains(names[$0]) }
      columns = own.map { names[$0] }
      var isFirst = true
      defer { statement.reset() }
      while try statement.advance() {
        if isFirst { readHead(statement, names) }
        isFirst = false
        if let first = own.first, !statement.isNull(first) {
          guard evidence.count < Self.mostRows else {
            throw ClaimError(claim, "the query gives more than \(Self.mostRows) rows of evidence")
          }
          evidence.append(own.map { statement.value($0).json })
        }
      }
    }

    private mutating func readHead(_ row: Statement, _ names: [String]) {
      for (index, name) in names.enumerated() {
        switch name {
        case "value": value = row.optionalReal(index)
        case "hint": hint = row.optionalText(index)
        case "caveat": if let caveat = row.optionalText(index) { caveats.append(caveat) }
        default: break
        }
      }
    }
  }
}
