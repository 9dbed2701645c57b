extension ActivityLog {
  /// What one account did, from its first act to its last.
  struct Contributor {
    let account: Int64
    var count = 0
    let first: Int64
    var last: Int64
  }

  /// Everybody who acted, those who did most first.
  static func contributors(
    in contributions: some Sequence<Contribution>
  ) -> [Contributor] {
    var found: [Int64: Contributor] = [:]
    for contribution in contributions {
      for actor in contribution.actors {
        var contributor =
          found[actor]
          ?? Contributor(account: actor, first: contribution.time, last: contribution.time)
        contributor.count += 1
        contributor.last = max(contributor.last, contribution.time)
        found[actor] = contributor
      }
    }
    return found.values.sorted { ($1.count, $0.account) < ($0.count, $1.account) }
  }

  func name(of account: Int64) -> String { accounts[account]?.name ?? "\(account)" }

  /// Who stays silent for so many days counts as gone.
  ///
  /// Our own choice, and that of the claim on short-lived projects; CHAOSS leaves it open.
  static let silentDays = 180.0
  static var silence: Int64 { Int64(silentDays * secondsOfDay) }
}
