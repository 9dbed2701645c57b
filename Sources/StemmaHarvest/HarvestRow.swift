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
    id = row.integer("id")
    plan = row.text("plan")
    subjects = row.text("subjects")
    endpoint = row.text("endpoint")
    version = row.text("version")
    startedAt = row.text("started_at")
    closing = ArchiveNote.Closing(
      outcome: row.text("outcome"),
      finishedAt: row.text("finished_at"),
      apiRequests: row.int("api_requests"),
      resolverRequests: row.int("resolver_requests"),
      pageRequests: row.int("page_requests"),
      rowCount: row.int("row_count"),
      changeCount: row.int("change_count"),
      waitedSeconds: row.real("waited_seconds"),
      seconds: row.real("seconds")
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
