import StemmaStore

/// A row of `harvest`.
struct HarvestRow: Sendable {
  let id: Int64
  let plan: String
  let subjects: String
  let endpoint: String
  let version: String
  let startedAt: String
  /// How its last sitting ended.
  let closing: ArchiveNote.Closing

  fileprivate init(_ row: Statement) {
    (id, plan, subjects) = (row.integer(0), row.text(1), row.text(2))
    (endpoint, version, startedAt) = (row.text(3), row.text(4), row.text(5))
    closing = ArchiveNote.Closing(
      outcome: row.text(6),
      finishedAt: row.text(7),
      apiRequests: row.int(8),
      resolverRequests: row.int(9),
      pageRequests: row.int(10),
      rowCount: row.int(11),
      changeCount: row.int(12),
      waitedSeconds: row.real(13),
      seconds: row.real(14)
    )
  }
}

extension HarvestTables {
  /// The harvest's row as it stands.
  func row(of harvest: Int64) throws -> HarvestRow {
    let row = try connection.first(
      """
      SELECT id, plan, subjects, endpoint, version, started_at, outcome, finished_at,
        api_requests, resolver_requests, page_requests, row_count, change_count,
        waited_seconds, seconds
      FROM harvest
      WHERE id = ?
      """,
      harvest,
      body: HarvestRow.init
    )
    guard let row else { preconditionFailure("harvest \(harvest) has a row") }
    return row
  }

  /// The number of the harvest's steps.
  func stepCount(of harvest: Int64) throws -> Int {
    try connection.count("SELECT count(*) FROM step WHERE harvest = ?", harvest)
  }

  /// The end of what the harvest's archive holds for certain.
  func archiveEnd(of harvest: Int64) throws -> Int64 {
    try connection.first("SELECT archive_length FROM harvest WHERE id = ?", harvest) {
      $0.integer(0)
    } ?? 0
  }

  /// Notes how long the harvest's archive is, in the transaction that counts on it.
  func setArchiveEnd(_ end: Int64, of harvest: Int64) throws {
    try connection.run("UPDATE harvest SET archive_length = ? WHERE id = ?", end, harvest)
  }
}
