import StemmaLink
package import StemmaMetrics

extension Reuse {
  /// Users by month, from the first user's to that in which they were listed, months without users
  /// included; none without a dated user.
  package var everyMonth: [Group] {
    let dated = models.filter { $0.month != nil }
    let made = Dictionary(grouping: dated) { $0.month ?? "" }
    guard let first = made.keys.min(), let latest = made.keys.max() else { return [] }
    let last = knownUntil.map { String($0.prefix(7)) } ?? latest
    return Months.from(first, through: max(latest, last)).map { month in
      let users = made[month] ?? []
      let own = users.count(where: \.isOwn)
      return Group(value: month, external: users.count - own, own: own)
    }
  }
}
