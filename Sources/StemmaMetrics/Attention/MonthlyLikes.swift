import StemmaCore
package import StemmaStore

struct MonthlyLikes: Metric {
  let definition = MetricDefinition(
    "monthly-likes",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Likes given a month, of those that still stand, from the first one on.",
    formula: "l(t) = |{likes given in month t and not taken back}|; the value is the mean over the "
      + "months",
    unit: "likes",
    source: "Our own: a count by the times that the Hub tells of likes.",
    cautions: [
      "Likes that were taken back are missing, and those of deleted accounts.",
      "What was not harvested with --details is unknown, and never zero; so are likes without a time.",
      "Months are calendar months in UTC; the first and the last are not whole.",
      "Accounts made to like something are not told apart.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let likes = try LikeMonths(of: subject, in: connection)
    guard let first = likes.counts.keys.min(), let last = likes.last else {
      return .none(
        because: "unknown: no harvest brought likes with their times, \(subject.harvestHint)",
        evidence: likes.evidence
      )
    }
    let points = Months.from(first, through: max(first, last)).map {
      Measure.Point($0, Double(likes.counts[$0] ?? 0))
    }
    let total = points.compactMap(\.value).reduce(0, +)
    return Reading(
      total / Double(points.count),
      points: points,
      notes: likes.undated > 0 ? ["\(likes.undated) likes have no time and are in no month."] : [],
      evidence: likes.evidence
    )
  }
}

/// The likes of a subject's repositories by the month in which they were given.
package struct LikeMonths {
  /// Likes with a time that still stand, by month such as `2024-07`; empty when none is known.
  package let counts: [String: Int]
  /// Likes without a time.
  let undated: Int
  /// The month of the last harvest that read them; nil when none did.
  let last: String?
  let evidence: String

  /// - Complexity: O(*r* log *n*) for *r* likes of repositories among *n*.
  package init(of subject: MetricSubject, in connection: Connection) throws {
    let condition = subject.repositories()
    let end = try connection.asOf.date
    evidence = """
      SELECT repo.name AS repository, account.name AS account, liker.liked_at
      FROM repo
      JOIN liker ON liker.repo = repo.id
      JOIN account ON account.id = liker.account
      WHERE liker.last_seen IS NULL AND \(condition)
      ORDER BY liker.liked_at, repo.name, account.name
      """
    let rows = try connection.rows(
      """
      SELECT substr(liker.liked_at, 1, 7) AS month, count(*)
      FROM repo
      JOIN liker ON liker.repo = repo.id
      WHERE liker.last_seen IS NULL AND \(condition)
      GROUP BY month
      """
    ) { $0.inOrder { (month: $0.optionalText(), count: $0.int()) } }
    counts = Dictionary(
      uniqueKeysWithValues: rows.compactMap { row in row.month.map { ($0, row.count) } }
    )
    undated = rows.first { $0.month == nil }?.count ?? 0
    let read =
      try connection.first(
        """
        SELECT substr(max(harvest.started_at), 1, 7)
        FROM repo
        JOIN detail_mark ON detail_mark.repo = repo.id AND detail_mark.part = 'likers'
        JOIN harvest ON harvest.id = detail_mark.harvest
        WHERE \(condition)
        """
      ) { $0.optionalText(0) } ?? nil
    last = end.map { min(String($0.prefix(7)), read ?? String($0.prefix(7))) } ?? read
  }
}
