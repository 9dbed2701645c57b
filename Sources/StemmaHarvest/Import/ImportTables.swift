import StemmaCore
package import StemmaStore

/// Writes the tables of the import stage; used inside one transaction.
package final class ImportTables {
  private struct Name: Hashable {
    var kind: RepoKind
    var name: String
    var hubID: String
  }

  let number: Int64
  private let connection: Connection
  private let findName: Statement
  private let addName: Statement
  private let addCounters: Statement
  private let clash: Statement
  private let addFact: Statement
  private let addFinding: Statement
  private var names: [Name: Int64] = [:]
  private var findings = 0

  /// The most findings of a file that are kept one by one.
  private static let findingLimit = 1000

  /// Opens an import.
  package init(
    _ connection: Connection,
    source: String,
    digest: String,
    columns: String,
    at time: String
  )
    throws
  {
    let connection = connection.as(.import)
    self.connection = connection
    try connection.run(
      "INSERT INTO import (source, digest, columns, imported_at) VALUES (?, ?, ?, ?)",
      source,
      digest,
      columns,
      time
    )
    number = connection.lastInsertedID
    try connection.execute(
      """
      CREATE TEMP TABLE IF NOT EXISTS observed_fact (
        imported_name INTEGER NOT NULL,
        field TEXT NOT NULL,
        observed_at TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (imported_name, field, observed_at)
      ) STRICT, WITHOUT ROWID;
      DELETE FROM temp.observed_fact;
      """
    )
    findName = try connection.prepare(
      "SELECT id FROM imported_name WHERE kind = ? AND name = ? AND hub_id = ?"
    )
    addName = try connection.prepare(
      "INSERT INTO imported_name (kind, name, hub_id) VALUES (?, ?, ?)"
    )
    addCounters = try connection.prepare(
      """
      INSERT OR IGNORE INTO imported_counter
        (imported_name, observed_at, import, downloads, downloads_all_time, likes, trending_score)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
      WHERE NOT EXISTS (
        SELECT 1 FROM imported_counter
        WHERE imported_name = ?1 AND observed_at = ?2 AND downloads IS ?4
          AND downloads_all_time IS ?5 AND likes IS ?6 AND trending_score IS ?7)
      """
    )
    clash = try connection.prepare(
      """
      SELECT 1 FROM imported_counter
      WHERE imported_name = ?1 AND observed_at = ?2 AND import = ?3
        AND NOT (downloads IS ?4 AND downloads_all_time IS ?5 AND likes IS ?6
          AND trending_score IS ?7)
      """
    )
    addFact = try connection.prepare(
      """
      INSERT OR IGNORE INTO temp.observed_fact (imported_name, field, observed_at, value)
      VALUES (?, ?, ?, ?)
      """
    )
    addFinding = try connection.prepare(
      "INSERT INTO import_finding (import, line, code, detail) VALUES (?, ?, ?, ?)"
    )
  }

  /// Writes what a row says.
  package func add(_ observation: ImportObservation, line: Int) throws {
    let name = try number(of: observation)
    for oddity in observation.oddities { try note(oddity, line: line) }
    if observation.hasCounters {
      let values: [any SQLBindable] =
        [name, observation.observedAt, number] + observation.counters
      try addCounters.start(values)
      while try addCounters.advance() {}
      if connection.changes == 0 {
        try clash.start(values)
        defer { clash.reset() }
        if try clash.advance() {
          let subject = "\(observation.name) at \(observation.observedAt)"
          try note(ImportOddity(.clashingRow, subject), line: line)
        }
      }
    }
    for (field, value) in observation.facts {
      try addFact.run(name, field.rawValue, observation.observedAt, value)
    }
  }

  /// Keeps what is odd as a row, as long as there are few.
  package func note(_ oddity: ImportOddity, line: Int) throws {
    findings += 1
    guard findings <= Self.findingLimit else { return }
    try addFinding.run(number, line, oddity.code.rawValue, oddity.detail)
  }

  /// Ends the import after `rows` rows, and tells what it brought.
  package func finish(rows: Int, into summary: inout ImportSummary) throws {
    if findings > Self.findingLimit {
      let rest = "\(findings - Self.findingLimit) more"
      try addFinding.run(number, rows, Finding.Code.moreFindings.rawValue, rest)
    }
    try connection.run(Self.facts, number)
    let factCount = connection.changes
    let tally = try connection.first(
      """
      SELECT count(*), count(DISTINCT imported_name), substr(min(observed_at), 1, 10),
        substr(max(observed_at), 1, 10)
      FROM imported_counter WHERE import = ?
      """,
      number
    ) { $0.inOrder { ($0.int(), $0.int(), $0.optionalText(), $0.optionalText()) } }
    (summary.observations, summary.names) = (tally?.0 ?? 0, tally?.1 ?? 0)
    (summary.first, summary.last) = (tally?.2, tally?.3)
    if summary.observations == 0 { summary.observations = factCount }
    (summary.number, summary.rows, summary.findings) = (number, rows, findings)
    summary.gaps = try connection.count(Self.gaps, number)
    try connection.run(
      """
      UPDATE import SET row_count = ?2, observation_count = ?3, finding_count = ?4 WHERE id = ?1
      """,
      number,
      rows,
      summary.observations,
      findings
    )
    try connection.execute("DROP TABLE temp.observed_fact")
  }

  private func number(of observation: ImportObservation) throws -> Int64 {
    let name = Name(
      kind: observation.kind,
      name: observation.name,
      hubID: observation.hubID
    )
    if let known = names[name] { return known }
    let values = [name.kind.rawValue, name.name, name.hubID]
    var id = try findName.first(values[0], values[1], values[2]) { $0.integer(0) }
    if id == nil {
      try addName.run(values[0], values[1], values[2])
      id = connection.lastInsertedID
    }
    if names.count >= 100_000 { names.removeAll(keepingCapacity: true) }
    names[name] = id
    return id ?? 0
  }

  /// Observations on end that saw one value, as one row; what other files brought is not repeated.
  private static let facts = """
    WITH stretch AS (
      SELECT imported_name, field, value, min(observed_at) AS first, max(observed_at) AS last
      FROM (
        SELECT *,
          row_number() OVER (PARTITION BY imported_name, field ORDER BY observed_at)
            - row_number() OVER (PARTITION BY imported_name, field, value ORDER BY observed_at)
            AS island
        FROM temp.observed_fact
      )
      GROUP BY imported_name, field, value, island
    )
    INSERT OR IGNORE INTO imported_fact
      (imported_name, field, value, first_observed, last_observed, import)
    SELECT imported_name, field, value, first, last, ?1
    FROM stretch
    WHERE NOT EXISTS (
      SELECT 1 FROM imported_fact AS known
      WHERE known.imported_name = stretch.imported_name AND known.field = stretch.field
        AND known.value = stretch.value AND known.first_observed = stretch.first
        AND known.last_observed = stretch.last)
    """

  private static let gaps = """
    SELECT count(*) FROM (
      SELECT julianday(substr(observed_at, 1, 10))
        - lag(julianday(substr(observed_at, 1, 10)))
          OVER (PARTITION BY imported_name ORDER BY observed_at) AS days
      FROM imported_counter
      WHERE import = ?
    )
    WHERE days > 1
    """
}
