import StemmaCore
import StemmaDerive
import StemmaHub
package import StemmaStore

/// Fills the derive stage's tables anew from the archives: for better readers of the same replies.
package struct Rederivation {
  let cachePath: String
  let connection: Connection

  package init(
    cachePath: String,
    connection: Connection
  ) {
    self.cachePath = cachePath
    self.connection = connection.as(.derive)
  }

  /// One accepted reply in the archives.
  fileprivate struct Reply {
    let harvest: Int64
    let request: StepRequest
    let url: String
    let status: Int
    let receivedAt: String
    let position: ArchiveWriter.Position
  }

  /// What was read.
  package struct Outcome {
    /// The replies read.
    package var replies = 0
    /// The replies that could not be.
    package var damage: [ArchiveDamage] = []
    fileprivate var findings: [(finding: Finding, harvest: Int64)] = []

    fileprivate mutating func add(_ damage: ArchiveDamage, _ reply: Reply) {
      findings.append((reply.finding(damage.reason), reply.harvest))
      self.damage.append(damage)
    }
  }

  /// Reads every accepted reply again, in the order in which they came.
  ///
  /// Begins with the base that stands for compacted archives, which is attached. The link stage must
  /// follow in the same transaction: its rows name repositories.
  ///
  /// Where a reply cannot be read, or this version's reader refuses it or a record of it that was read
  /// before, the tables lack what it said, and the caller must undo the transaction. The rest of the
  /// replies is then read to find all damage, and no more; see ``note(_:)``.
  ///
  /// - Parameters:
  ///   - base: The base, if archives were compacted.
  ///   - last: The last harvest to read; nil for all.
  /// - Returns: What was read.
  /// - Throws: `ArchiveDamage` when a whole archive is missing, `HarvestError` when one is of another
  ///   cache.
  /// - Complexity: O(*n*) over the archives' bytes.
  package func run(from base: DerivedBase? = nil, through last: Int64? = nil) throws -> Outcome {
    try connection.execute("PRAGMA defer_foreign_keys = ON")
    var broken = try BrokenRecords(in: connection)
    for table in DerivedBase.tables.reversed() { try connection.run("DELETE FROM \(table)") }
    if base != nil { try DerivedBase.load(into: connection) }
    let stage = try DeriveStage(connection)
    let reader = JSONReader()
    let place = ArchivePath(cache: cachePath)
    var archive: (harvest: Int64, reader: ArchiveReader)?
    var outcome = Outcome()
    try connection.prepare(Self.query).forEach(base?.harvest ?? 0, last ?? .max) { row in
      guard let reply = Reply(row) else { return }
      if archive?.harvest != reply.harvest {
        let path = try place.readable(reply.harvest, in: connection)
        archive = (reply.harvest, try ArchiveReader(path: path))
      }
      do {
        guard let response = try archive?.reader.response(at: reply.position) else { return }
        outcome.replies += 1
        guard outcome.damage.isEmpty else { return }
        broken.take(try Self.apply(reply, response, stage, reader), reply)
      } catch let damage as ArchiveDamage {
        outcome.add(damage, reply)
      } catch let error as HubError {
        outcome.add(refusal(of: reply, error.description), reply)
      }
    }
    for (reply, detail) in broken.new {
      outcome.add(refusal(of: reply, "a record that could be read: \(detail)"), reply)
    }
    return outcome
  }

  private func refusal(of reply: Reply, _ reason: String) -> ArchiveDamage {
    ArchiveDamage(
      path: ArchivePath(cache: cachePath).file(of: reply.harvest),
      offset: reply.position.offset,
      reason: reason,
      isRefusal: true
    )
  }

  /// Writes down which replies could not be read, in the place of what was found before.
  ///
  /// The tables stand as they were before ``run(from:through:)``.
  package func note(_ outcome: Outcome) throws {
    let code = Finding.Code.unreadableReply.rawValue
    try connection.run("DELETE FROM derive_finding WHERE code = ?", code)
    let stage = try DeriveStage(connection)
    for (finding, harvest) in outcome.findings { try stage.note(finding, harvest: harvest) }
  }

  /// Derives a reply, and returns what was odd in it.
  private static func apply(
    _ reply: Reply,
    _ response: HTTPResponse,
    _ stage: DeriveStage,
    _ reader: JSONReader
  ) throws -> [Finding] {
    guard reply.status == 200 else {
      try reply.request.endpoint.applyAbsence(
        of: reply.request,
        status: reply.status,
        at: reply.receivedAt,
        to: stage,
        harvest: reply.harvest
      )
      return []
    }
    let body = try response.decodedBody(limit: 1 << 30)
    let contents = try reply.request.endpoint.contents(
      of: ReplyText(
        body: body,
        headers: response.headers,
        url: reply.url,
        receivedAt: reply.receivedAt
      ),
      to: reply.request,
      reader: reader
    )
    if let objection = contents.objection { throw HubError(.notJSON(objection), url: reply.url) }
    _ = try contents.apply(stage, reply.harvest)
    return contents.findings
  }

  private static let query = """
    SELECT response.harvest, step.purpose, step.kind, step.subject, response.url,
      response.status, response.received_at, response.archive_offset, response.archive_length,
      step.known
    FROM response
    JOIN step ON step.id = response.step
    WHERE response.is_applied AND response.harvest > ? AND response.harvest <= ?
    ORDER BY response.id
    """
}

/// Records of pages that cannot be read, now and before: what a record said is lost when it no longer
/// can.
private struct BrokenRecords {
  /// How many there were in each harvest, and in what words.
  private var known: [Int64: [String]] = [:]
  private var found: [Int64: Int] = [:]
  private var candidates: [(reply: Rederivation.Reply, detail: String)] = []

  init(in connection: Connection) throws {
    let rows = try connection.rows(
      "SELECT harvest, detail FROM derive_finding WHERE code = ?",
      Finding.Code.brokenRecord.rawValue
    ) { $0.inOrder { ($0.integer(), $0.text()) } }
    for (harvest, detail) in rows { known[harvest, default: []].append(detail) }
  }

  mutating func take(_ findings: [Finding], _ reply: Rederivation.Reply) {
    for finding in findings where finding.code == .brokenRecord {
      found[reply.harvest, default: 0] += 1
      if !(known[reply.harvest]?.contains(finding.detail) ?? false) {
        candidates.append((reply, finding.detail))
      }
    }
  }

  /// Those of harvests that have more of them than before.
  ///
  /// Another version may have other words for one.
  var new: [(reply: Rederivation.Reply, detail: String)] {
    candidates.filter {
      found[$0.reply.harvest, default: 0] > known[$0.reply.harvest, default: []].count
    }
  }
}

extension Rederivation.Reply {
  /// That the reply could not be read again.
  fileprivate func finding(_ reason: String) -> Finding {
    Finding(.unreadableReply, subject: url, detail: "archive byte \(position.offset): \(reason)")
  }

  fileprivate init?(_ row: Statement) {
    guard let endpoint = Endpoints.named(row.text("purpose")),
      let kind = RepoKind(rawValue: row.text("kind"))
    else { return nil }
    self.init(
      harvest: row.integer("harvest"),
      request: StepRequest(
        endpoint: endpoint,
        kind: kind,
        subject: row.text("subject"),
        known: row.optionalText("known")
      ),
      url: row.text("url"),
      status: row.int("status"),
      receivedAt: row.text("received_at"),
      position: .init(
        offset: row.integer("archive_offset"),
        length: row.integer("archive_length")
      )
    )
  }
}

extension Finding.Code {
  /// A reply of an archive that cannot be read again: what was derived from it stays as it is.
  static let unreadableReply = Finding.Code(rawValue: "unreadable-reply")
}
