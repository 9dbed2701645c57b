import StemmaCore
import StemmaHub
import StemmaStore

/// Writes the tables of the harvest stage.
///
/// Lives as long as the connection it was made with; used inside its transactions.
final class HarvestTables {
  let connection: Connection
  /// The names that the cache was told to forget.
  let forgotten: ForgottenNames
  private let addStep: Statement
  private let waiting: Statement
  private let moveStep: Statement
  private let addResponse: Statement
  private let addFinding: Statement
  private let asked: Statement

  init(_ connection: Connection) throws {
    let connection = connection.as(.harvest)
    self.connection = connection
    forgotten = try ForgottenNames(in: connection)
    addStep = try connection.prepare(
      """
      INSERT OR IGNORE INTO step (harvest, purpose, kind, subject, known, url, state)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    )
    waiting = try connection.prepare(
      """
      SELECT id, purpose, kind, subject, url, row_count, known
      FROM step
      WHERE harvest = ? AND state = 'waiting' AND id > ?
      ORDER BY id
      LIMIT 1
      """
    )
    moveStep = try connection.prepare(
      """
      UPDATE step
      SET url = ?2, state = ?3, reason = ?4, page_count = page_count + ?5,
        row_count = row_count + ?6, newest = max(coalesce(newest, ?7), coalesce(?7, newest))
      WHERE id = ?1
      """
    )
    addResponse = try connection.prepare(
      """
      INSERT INTO response
        (harvest, step, url, status, received_at, is_applied, archive_offset, archive_length)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    addFinding = try connection.prepare(
      "INSERT INTO harvest_finding (harvest, code, subject, detail) VALUES (?, ?, ?, ?)"
    )
    asked = try connection.prepare(
      """
      SELECT 1
      FROM response
      JOIN step ON step.id = response.step
      WHERE response.step = ? AND response.url = ? AND response.id > step.walked_since
      """
    )
  }

  /// Opens a harvest, and returns its number.
  func begin(
    _ request: HarvestRequest,
    endpoint: String,
    archive: (Int64) -> String,
    at time: String
  ) throws -> Int64 {
    let id = Int64(try connection.count("SELECT coalesce(max(id), 0) + 1 FROM harvest"))
    try connection.run(
      """
      INSERT INTO harvest
        (id, asked, plan, subjects, details, kinds, endpoint, version, archive, started_at, outcome)
      VALUES (?, ?, ?2, ?, ?, ?, ?, ?, ?, ?, 'running')
      """,
      id,
      request.plan.rawValue,
      request.subjectsText,
      request.details.rawValue,
      request.kindsText,
      endpoint,
      Version.text,
      archive(id),
      time
    )
    return id
  }

  /// The newest harvest, when it asked for the same and did not come to its end.
  func unfinished(_ request: HarvestRequest, endpoint: String) throws -> Int64? {
    try connection.first(
      """
      SELECT id
      FROM harvest
      WHERE id = (SELECT max(id) FROM harvest)
        AND asked = ? AND subjects = ? AND details = ? AND kinds = ? AND endpoint = ?
        AND CASE outcome
          WHEN 'complete' THEN 0
          WHEN 'failed' THEN EXISTS (
            SELECT 1 FROM step
            WHERE step.harvest = harvest.id AND state IN ('waiting', 'incomplete'))
          -- Stopped or killed between two steps, with follow-ups yet to be found.
          ELSE 1
        END
      """,
      request.plan.rawValue,
      request.subjectsText,
      request.details.rawValue,
      request.kindsText,
      endpoint
    ) { $0.integer(0) }
  }

  /// The plan that a harvest follows, and why.
  func plan(of harvest: Int64) throws -> (HarvestRequest.Plan, reason: String?) {
    try connection.first("SELECT plan, reason FROM harvest WHERE id = ?", harvest) { row in
      (HarvestRequest.Plan(rawValue: row.text("plan")) ?? .auto, row.optionalText("reason"))
    } ?? (.auto, nil)
  }

  /// Notes the plan that a harvest follows from here on, and what it should cost.
  func note(_ forecast: Forecast, of harvest: Int64) throws {
    try connection.run(
      "UPDATE harvest SET plan = ?2, reason = ?3 WHERE id = ?1",
      harvest,
      forecast.plan.rawValue,
      forecast.reason
    )
    for item in forecast.items {
      try connection.as(.planning).run(
        """
        INSERT OR REPLACE INTO forecast (harvest, purpose, kind, bucket, requests, basis)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        harvest,
        item.purpose,
        item.kind.rawValue,
        item.bucket,
        item.requests,
        item.basis
      )
    }
  }

  /// The requests that a harvest was last forecast to take; nil when it was not.
  func forecast(of harvest: Int64) throws -> Int? {
    try connection.as(.planning).first(
      "SELECT sum(requests) FROM forecast WHERE harvest = ?",
      harvest
    ) { $0.optionalInteger(0).map(Int.init) } ?? nil
  }

  /// Lets the waiting steps of one purpose be: what they would have brought comes in another way, or
  /// for a reason not at all.
  func supersede(
    _ endpoint: any HarvestEndpoint,
    of harvest: Int64,
    because reason: String? = nil
  ) throws {
    try connection.run(
      """
      UPDATE step SET state = 'superseded', reason = ?3
      WHERE harvest = ?1 AND purpose = ?2 AND state = 'waiting'
      """,
      harvest,
      endpoint.name,
      reason
    )
  }

  /// Takes up a harvest again: steps that were left are asked once more.
  func resume(_ harvest: Int64) throws {
    try connection.run(
      """
      UPDATE step SET state = 'waiting', reason = NULL WHERE harvest = ? AND state = 'incomplete'
      """,
      harvest
    )
    try connection.run("UPDATE harvest SET outcome = 'running' WHERE id = ?", harvest)
  }

  /// Adds a step, unless the harvest has it already, and says whether it did.
  ///
  /// Nothing is asked about a name that was forgotten.
  @discardableResult
  func add(_ step: NewStep, to harvest: Int64) throws -> Bool {
    try addStep.run(
      harvest,
      step.endpoint.name,
      step.kind.rawValue,
      step.subject,
      step.known,
      step.url,
      (forgotten.bar(step.subject) ? Step.State.superseded : .waiting).rawValue
    )
    return connection.changes > 0
  }

  /// Whether the harvest asked for something that is not on the Hub.
  func isMissing(_ endpoint: some HarvestEndpoint, _ subject: String, in harvest: Int64) throws
    -> Bool
  {
    try connection.count(
      """
      SELECT EXISTS (
        SELECT 1 FROM step
        WHERE harvest = ? AND purpose = ? AND subject = ? AND state = 'missing')
      """,
      harvest,
      endpoint.name,
      subject
    ) > 0
  }

  /// The first waiting step after the one of number `id`.
  func waitingStep(of harvest: Int64, after id: Int64) throws -> Step? {
    try waiting.first(harvest, id, body: Step.init)
  }

  /// Notes where a step stands after a reply.
  func move(
    _ step: Step,
    to state: Step.State,
    url: String,
    reason: String? = nil,
    pages: Int = 0,
    rows: Int = 0,
    newest: String? = nil
  ) throws {
    try moveStep.run(step.id, url, state.rawValue, reason, pages, rows, newest)
  }

  /// Notes a reply and where the archive holds it.
  func add(
    _ response: HTTPResponse,
    of step: Step,
    isApplied: Bool,
    at position: ArchiveWriter.Position,
    harvest: Int64
  ) throws {
    try addResponse.run(
      harvest,
      step.id,
      response.url,
      response.status,
      Timestamp.text(secondsSince1970: response.receivedAt),
      isApplied,
      position.offset,
      position.length
    )
  }

  /// Whether the step was given an answer from `url` before.
  func hasAsked(_ url: String, in step: Step) throws -> Bool {
    try asked.first(step.id, url) { _ in true } ?? false
  }

  /// The addresses from which the step was given answers.
  func asked(in step: Step) throws -> Set<String> {
    Set(
      try connection.rows(
        """
        SELECT response.url
        FROM response
        JOIN step ON step.id = response.step
        WHERE response.step = ? AND response.id > step.walked_since
        """,
        step.id
      ) { $0.text(0) }
    )
  }

  /// Keeps a finding as a row.
  func note(_ finding: Finding, harvest: Int64) throws {
    try addFinding.run(harvest, finding.code.rawValue, finding.subject, finding.detail)
  }

  /// Notes that a listing is walked from its beginning again.
  func restart(_ step: Step, at url: String) throws {
    try connection.run(
      """
      UPDATE step
      SET url = ?2, page_count = 0, row_count = 0,
        walked_since = (SELECT coalesce(max(id), 0) FROM response)
      WHERE id = ?1
      """,
      step.id,
      url
    )
  }

  /// Notes how a harvest ended, adding to what an earlier session of it counted.
  func finish(_ harvest: Int64, _ tally: HarvestTally, outcome: String, at time: String) throws {
    try connection.run(
      """
      UPDATE harvest
      SET outcome = ?2, finished_at = ?3, api_requests = api_requests + ?4,
        resolver_requests = resolver_requests + ?5, page_requests = page_requests + ?6,
        row_count = row_count + ?7, change_count = change_count + ?8,
        waited_seconds = waited_seconds + ?9, seconds = seconds + ?10
      WHERE id = ?1
      """,
      harvest,
      outcome,
      time,
      tally.requests.api,
      tally.requests.resolvers,
      tally.requests.pages,
      tally.rows,
      tally.changes,
      tally.waitedSeconds,
      tally.seconds
    )
  }
}

extension Step {
  /// Reads number, purpose, kind, subject, address and row count.
  init(_ row: Statement) {
    guard let endpoint = Endpoints.named(row.text("purpose")),
      let kind = RepoKind(rawValue: row.text("kind"))
    else { preconditionFailure("step \(row.integer("id")) is of an unknown kind") }
    self.init(
      id: row.integer("id"),
      endpoint: endpoint,
      kind: kind,
      subject: row.text("subject"),
      known: row.optionalText("known"),
      url: row.text("url"),
      rowCount: row.int("row_count")
    )
  }
}

extension HarvestRequest {
  fileprivate var subjectsText: String { cohort.map(\.text).joined(separator: " ") }
  fileprivate var kindsText: String { kinds.map(\.rawValue).joined(separator: " ") }
}

extension HarvestTables {
  /// Gives a harvest the version that its archive tells.
  func restate(_ harvest: Int64, _ session: ArchiveNote.Session) throws {
    try connection.run(
      "UPDATE harvest SET version = ?2 WHERE id = ?1",
      harvest,
      session.version
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
  func step(_ provenance: Provenance, of harvest: Int64) throws -> Step? {
    try steps(
      "harvest = ? AND purpose = ? AND kind = ? AND subject = ?",
      harvest,
      provenance.purpose,
      provenance.kind.rawValue,
      provenance.subject
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

/// A row of `harvest`.
struct HarvestRow: Sendable {
  let id: Int64
  let plan: String
  let subjects: String
  let endpoint: String
  let version: String
  let startedAt: String
  /// How its last session ended.
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

  /// Notes what tells the harvest's archive from others, if anything does.
  func mark(_ harvest: Int64, as mark: ArchiveMark?) throws {
    try mark?.note(of: ArchivePath.name(of: harvest), in: connection)
  }

  /// Notes how long the harvest's archive is, in the transaction that counts on it.
  func setArchiveEnd(_ end: Int64, of harvest: Int64) throws {
    try connection.run("UPDATE harvest SET archive_length = ? WHERE id = ?", end, harvest)
  }
}
