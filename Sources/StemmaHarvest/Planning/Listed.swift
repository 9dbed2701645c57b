import StemmaCore
import StemmaStore

/// What the cache knows of the Hub's listings of one kind.
struct Listed {
  /// The time since which changes are not known: a day before the last listing began, or before the
  /// latest change it showed, since the Hub shows changes late and clocks differ.
  let horizon: String
  /// When everything was last listed from beginning to end.
  let completeAt: String
  /// The repositories listed then.
  let count: Int

  /// Reads what is known for an endpoint; nil when nothing was listed to its end yet.
  init?(_ kind: RepoKind, endpoint: String, in connection: Connection) throws {
    let complete = try connection.first(
      """
      SELECT harvest.started_at, step.row_count
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.kind = ? AND step.purpose IN ('listing', 'census') AND step.state = 'done'
        AND harvest.endpoint = ?
      ORDER BY step.harvest DESC
      LIMIT 1
      """,
      kind.rawValue,
      endpoint
    ) { ($0.text(0), $0.int(1)) }
    let seen = try connection.first(
      """
      SELECT min(harvest.started_at, coalesce(step.newest, harvest.started_at))
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.kind = ? AND step.purpose IN ('listing', 'changed') AND step.state = 'done'
        AND harvest.endpoint = ?
      ORDER BY step.harvest DESC
      LIMIT 1
      """,
      kind.rawValue,
      endpoint
    ) { $0.text(0) }
    guard let complete, let seen, let time = Timestamp.secondsSince1970(in: seen) else {
      return nil
    }
    horizon = Timestamp.text(secondsSince1970: time - Self.day)
    (completeAt, count) = complete
  }

  /// Whether everything should be listed once more, at `now` in seconds since 1970.
  func needsCensus(_ census: HarvestRequest.Census, pageSize: Int, now: Double) -> Bool {
    switch census {
    case .always: return true
    case .never: return false
    case .auto:
      let age = Timestamp.secondsSince1970(in: completeAt).map { Int64(now) - $0 } ?? .max
      // A clock that went back says nothing of the age.
      return count <= Self.cheapPages * pageSize || age >= Self.week || age < -Self.day
    }
  }

  private static let day: Int64 = 86_400
  // Half a day early: a nightly run never starts at quite the same time.
  private static let week: Int64 = 6 * day + day / 2
  private static let cheapPages = 10
}
