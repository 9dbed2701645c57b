package import StemmaCache

/// Several claims, checked at one moment.
package struct ClaimChecks: Sendable, Hashable {
  /// In the order asked for.
  package let checks: [ClaimCheck]

  /// Checks `claims` as `date` saw them, or as it is now when it is nil.
  package init(_ claims: [Claim], asOf date: String?, in connection: Connection) throws {
    let moment = try ClaimMoment(date: date, in: connection)
    checks = try claims.map { try ClaimCheck($0, at: moment, in: connection) }
  }

  /// Whether any is contradicted.
  package var hasContradicted: Bool {
    checks.contains { $0.judgement.verdict == .contradicted }
  }
}
