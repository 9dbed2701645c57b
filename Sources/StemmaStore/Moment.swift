import StemmaCore

/// The state of the cache that a question is asked of.
package enum Moment: Sendable, Hashable {
  case now
  /// As the harvest of that number left it.
  case harvest(Int64)

  /// The state that `date` saw: that of the last harvest begun by then.
  ///
  /// `2025-11-18` means the end of that day, a longer text is taken as it is; nil means now.
  package init(date: String?, in connection: Connection) throws {
    guard let date else {
      self = .now
      return
    }
    guard Timestamp.secondsSince1970(in: date) != nil else {
      throw AnswerError(.misuse, "\(date) is not a date. Write it as 2025-11-18.")
    }
    let end = date.count == 10 ? date + "T23:59:59Z" : date
    let harvest = try connection.first(
      "SELECT id FROM harvest WHERE started_at <= ? ORDER BY id DESC LIMIT 1",
      end
    ) { $0.integer(0) }
    guard let harvest else {
      let first = try connection.first("SELECT min(started_at) FROM harvest") { $0.optionalText(0) }
      throw AnswerError(
        .beforeHistory,
        "Nothing is known as of \(date): the first harvest began \((first ?? nil) ?? "never")."
      )
    }
    // A connection in the past knows nothing later, and the last harvest made the present.
    let isLast = try connection.count("SELECT max(id) FROM harvest") == harvest
    self = try isLast || connection.isInThePast ? .now : .harvest(harvest)
  }

  /// SQL that holds for rows of `table` that stood at this moment.
  ///
  /// `table` is one of our own names, never foreign text.
  package func stands(_ table: String) -> String {
    switch self {
    case .now: "\(table).last_seen IS NULL"
    case .harvest(let harvest):
      "\(table).first_seen <= \(harvest) AND coalesce(\(table).last_seen, \(harvest)) >= \(harvest)"
    }
  }

  /// SQL that holds where somebody names a parent of `child` at this moment; that a model names
  /// itself is naming none.
  ///
  /// `child` is one of our own columns, never foreign text.
  package func hasParent(_ child: String) -> String {
    """
    EXISTS (
      SELECT 1 FROM edge
      WHERE edge.child = \(child) AND edge.parent <> edge.child AND \(stands("edge")))
    """
  }

  /// SQL that holds for rows of `repo` that the Hub listed at this moment.
  package var isListed: String {
    switch self {
    case .now: "repo.gone_since IS NULL"
    case .harvest(let harvest):
      """
      repo.first_seen <= \(harvest) AND coalesce(repo.gone_since, \(harvest) + 1) > \(harvest)
        AND NOT EXISTS (
          SELECT 1 FROM repo_history
          WHERE repo = repo.id AND field = 'gone_since'
            AND first_seen <= \(harvest) AND last_seen >= \(harvest))
      """
    }
  }
}

extension Moment {
  /// SQL for what `column` of `repo` held at this moment.
  ///
  /// `column` is one of our own names, never foreign text.
  package func value(of column: String) -> String {
    guard case .harvest(let harvest) = self else { return "repo.\(column)" }
    let held = """
      FROM repo_history
      WHERE repo = repo.id AND field = '\(column)'
        AND first_seen <= \(harvest) AND last_seen >= \(harvest)
      """
    return "CASE WHEN EXISTS (SELECT 1 \(held)) THEN (SELECT value \(held)) ELSE repo.\(column) END"
  }

  /// SQL for the number of the owner that `repo` had at this moment: the one its name then said.
  package var owner: String {
    guard case .harvest(let harvest) = self else { return "repo.owner" }
    return """
      coalesce(
        (SELECT owner.id
          FROM repo_history
          JOIN owner ON owner.name = substr(value, 1, instr(value, '/') - 1)
          WHERE repo = repo.id AND field = 'name'
            AND first_seen <= \(harvest) AND last_seen >= \(harvest)),
        repo.owner)
      """
  }

  /// SQL for what a counter of `repo` held at this moment.
  ///
  /// `column` is one of our own names, never foreign text.
  package func counter(_ column: String) -> String {
    guard case .harvest(let harvest) = self else { return "repo.\(column)" }
    let held = """
      FROM counter_history
      WHERE repo = repo.id AND first_seen <= \(harvest) AND last_seen >= \(harvest)
      """
    return
      "CASE WHEN EXISTS (SELECT 1 \(held)) THEN (SELECT \(column) \(held)) ELSE repo.\(column) END"
  }
}

extension Moment {
  /// The number of the harvest that left this state; 0 before the first.
  package func harvest(in connection: Connection) throws -> Int64 {
    switch self {
    case .now: Int64(try connection.count("SELECT max(id) FROM harvest"))
    case .harvest(let harvest): harvest
    }
  }
}

extension Moment {
  /// When the state was left: the start of the last harvest that made it; nil before the first.
  package func date(in connection: Connection) throws -> String? {
    try connection.first(
      "SELECT started_at FROM harvest WHERE id = ?",
      harvest(in: connection)
    ) { $0.optionalText(0) } ?? nil
  }
}
