import StemmaCache
import StemmaRecords

extension HarvestTables {
  /// Gives a harvest the version that its archive tells.
  func restate(_ harvest: Int64, _ sitting: ArchiveNote.Sitting) throws {
    try connection.run(
      "UPDATE harvest SET version = ?2 WHERE id = ?1",
      harvest,
      sitting.version
    )
  }

  /// Gives a harvest the end that its archive tells.
  func close(_ harvest: Int64, _ closing: ArchiveNote.Closing) throws {
    try connection.run(
      """
      UPDATE harvest
      SET outcome = ?2, finished_at = ?3, api_requests = ?4, resolver_requests = ?5,
        page_requests = ?6, row_count = ?7, change_count = ?8, waited_seconds = ?9, seconds = ?10
      WHERE id = ?1
      """,
      harvest,
      closing.outcome,
      closing.finishedAt,
      closing.apiRequests,
      closing.resolverRequests,
      closing.pageRequests,
      closing.rowCount,
      closing.changeCount,
      closing.waitedSeconds,
      closing.seconds
    )
  }

  /// Notes that a harvest is not complete after all.
  func reopen(_ harvest: Int64) throws {
    try connection.run(
      "UPDATE harvest SET outcome = 'stopped' WHERE id = ? AND outcome = 'complete'",
      harvest
    )
  }

  /// The step that an archive's records belong to.
  func step(_ asking: Asking, of harvest: Int64) throws -> Step? {
    try steps(
      "harvest = ? AND purpose = ? AND kind = ? AND subject = ?",
      harvest,
      asking.purpose.rawValue,
      asking.kind.rawValue,
      asking.subject
    ).first
  }

  /// The steps of a harvest in a state, in the order of their numbers.
  func steps(of harvest: Int64, in state: Step.State) throws -> [Step] {
    try steps("harvest = ? AND state = ?", harvest, state.rawValue)
  }

  /// The steps of these numbers.
  func steps(of harvest: Int64, numbers: [Int64]) throws -> [Step] {
    try numbers.flatMap { try steps("harvest = ? AND id = ?", harvest, $0) }
  }

  private func steps(_ condition: String, _ values: (any SQLBindable)...) throws -> [Step] {
    let query = try connection.prepare(
      """
      SELECT id, purpose, kind, subject, url, row_count, known
      FROM step
      WHERE \(condition)
      ORDER BY id
      """
    )
    try query.start(values)
    return try query.remainingRows(Step.init)
  }
}
