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
  }

  /// Reads every accepted reply again, in the order in which they came.
  ///
  /// Begins with the base that stands for compacted archives, which is attached. The link stage must
  /// follow in the same transaction: its rows name repositories.
  ///
  /// Where a reply cannot be read, or this version's reader refuses it, the tables lack what it said, and the caller must undo the
  /// transaction. The rest of the replies is then read to find all damage, and no more; see
  /// ``note(_:)``.
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
        if outcome.damage.isEmpty { try Self.apply(reply, response, stage, reader) }
      } catch let damage as ArchiveDamage {
        outcome.findings.append((reply.finding(damage.reason), reply.harvest))
        outcome.damage.append(damage)
      } catch let error as HubError {
        outcome.findings.append((reply.finding(error.description), reply.harvest))
        outcome.damage.append(
          ArchiveDamage(
            path: ArchivePath(cache: cachePath).file(of: reply.harvest),
            offset: reply.position.offset,
            reason: error.description,
            isRefusal: true
          )
        )
      }
    }
    return outcome
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

  private static func apply(
    _ reply: Reply,
    _ response: HTTPResponse,
    _ stage: DeriveStage,
    _ reader: JSONReader
  ) throws {
    guard reply.status == 200 else {
      try reply.request.endpoint.applyAbsence(
        of: reply.request,
        status: reply.status,
        at: reply.receivedAt,
        to: stage,
        harvest: reply.harvest
      )
      return
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
