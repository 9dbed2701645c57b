package import StemmaCache

/// Several claims, checked at one moment.
package struct ClaimChecks: Sendable, Hashable {
  /// In the order asked for.
  package let checks: [ClaimCheck]

  /// Checks `claims` as `date` saw them, or as it is now when it is nil.
  ///
  /// `refuse` is called with what is wrong with each whose query cannot be run; unless it throws, that
  /// claim is left out.
  package init(
    _ claims: [Claim],
    asOf date: String?,
    in connection: Connection,
    refuse: (ClaimError) throws -> Void
  ) throws {
    let moment = try ClaimMoment(date: date, in: connection)
    checks = try claims.compactMap { claim in
      do {
        return try ClaimCheck(claim, at: moment, in: connection)
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
