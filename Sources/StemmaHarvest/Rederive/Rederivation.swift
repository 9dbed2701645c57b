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
    let question: Question
    let url: String
    let status: Int
    let receivedAt: String
    let place: ArchiveWriter.Place
  }

  /// What was read.
  package struct Outcome {
    /// The replies read.
    package var replies = 0
    /// The replies that could not be.
    package var damage: [ArchiveDamage] = []
  }

  /// Reads every accepted reply again, in the order in which they came.
  ///
  /// Begins with the base that stands for compacted archives, which is attached. A reply that cannot
  /// be read is a finding. The link stage must follow in the same transaction: its rows name
  /// repositories.
  ///
  /// - Parameters:
  ///   - base: The base, if archives were compacted.
  ///   - last: The last harvest to read; nil for all.
  /// - Returns: What was read.
  /// - Throws: `ArchiveDamage` when a whole archive is missing.
  /// - Complexity: O(*n*) over the archives' bytes.
  package func run(from base: DerivedBase? = nil, through last: Int64? = nil) throws -> Outcome {
    try connection.execute("PRAGMA defer_foreign_keys = ON")
    for table in DerivedBase.tables.reversed() { try connection.run("DELETE FROM \(table)") }
    if base != nil { try DerivedBase.load(into: connection) }
    let stage = try ReplyWriter(connection)
    let reader = JSONReader()
    var archive: (harvest: Int64, reader: ArchiveReader)?
    var outcome = Outcome()
    try connection.prepare(Self.query).forEach(base?.harvest ?? 0, last ?? .max) { row in
      guard let reply = Reply(row) else { return }
      if archive?.harvest != reply.harvest {
        let path = ArchivePath(cache: cachePath).file(of: reply.harvest)
        archive = (reply.harvest, try ArchiveReader(path: path))
      }
      do {
        guard let response = try archive?.reader.response(at: reply.place) else { return }
        try Self.apply(reply, response, stage, reader)
        outcome.replies += 1
      } catch let damage as ArchiveDamage {
        try stage.derive.note(reply.finding(damage.reason), harvest: reply.harvest)
        outcome.damage.append(damage)
      } catch let error as HubError {
        try stage.derive.note(reply.finding(error.description), harvest: reply.harvest)
      }
    }
    return outcome
  }

  private static func apply(
    _ reply: Reply,
    _ response: HTTPResponse,
    _ stage: ReplyWriter,
    _ reader: JSONReader
  ) throws {
    guard reply.status == 200 else {
      try stage.applyAbsence(
        of: reply.question,
        status: reply.status,
        at: reply.receivedAt,
        harvest: reply.harvest
      )
      return
    }
    let body = try response.decodedBody(limit: 1 << 30)
    let contents = try ReplyContents(
      ReplyText(
        body: body,
        headers: response.headers,
        url: reply.url,
        receivedAt: reply.receivedAt
      ),
      to: reply.question,
      reader: reader
    )
    _ = try stage.apply(contents, harvest: reply.harvest)
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
    Finding(.unreadableReply, subject: url, detail: "archive byte \(place.offset): \(reason)")
  }

  fileprivate init?(_ row: Statement) {
    guard let purpose = Step.Purpose(rawValue: row.text("purpose")),
      let kind = RepoKind(rawValue: row.text("kind"))
    else { return nil }
    self.init(
      harvest: row.integer("harvest"),
      question: Question(
        purpose: purpose,
        kind: kind,
        subject: row.text("subject"),
        known: row.optionalText("known")
      ),
      url: row.text("url"),
      status: row.int("status"),
      receivedAt: row.text("received_at"),
      place: .init(
        offset: row.integer("archive_offset"),
        length: row.integer("archive_length")
      )
    )
  }
}

extension Finding.Code {
  /// A reply of an archive that cannot be read again: what it said is missing.
  static let unreadableReply = Finding.Code(rawValue: "unreadable-reply")
}
