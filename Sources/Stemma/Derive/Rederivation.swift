import StemmaCache
import StemmaHub
import StemmaJSON
import StemmaRecords

/// Fills the derive stage's tables anew from the archives: for better readers of the same replies.
struct Rederivation {
  let cachePath: String
  let connection: Connection

  /// One accepted reply in the archives.
  fileprivate struct Reply {
    let harvest: Int64
    let question: Question
    let url: String
    let status: Int
    let receivedAt: String
    let place: ArchiveWriter.Place
  }

  /// Reads every accepted reply again, in the order in which they came; returns how many there
  /// were.
  ///
  /// The link stage must follow in the same transaction: its rows name repositories.
  ///
  /// - Complexity: O(*n*) over the archives' bytes.
  func run() throws -> Int {
    try connection.execute("PRAGMA defer_foreign_keys = ON")
    for table in Self.tables.reversed() { try connection.run("DELETE FROM \(table)") }
    let stage = try DeriveStage(connection)
    let reader = JSONReader()
    var archive: (harvest: Int64, reader: ArchiveReader)?
    var count = 0
    try connection.prepare(Self.query).forEach { row in
      guard let reply = Reply(row) else { return }
      if archive?.harvest != reply.harvest {
        let path = ArchivePath(cache: cachePath).file(of: reply.harvest)
        archive = (reply.harvest, try ArchiveReader(path: path))
      }
      guard let response = try archive?.reader.response(at: reply.place) else { return }
      try Self.apply(reply, response, stage, reader)
      count += 1
    }
    return count
  }

  private static func apply(
    _ reply: Reply,
    _ response: HTTPResponse,
    _ stage: DeriveStage,
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

  private static var tables: [String] {
    Schema.tablesByStage.first { $0.stage == "derive" }?.tables ?? []
  }

  private static let query = """
    SELECT response.harvest, step.purpose, step.kind, step.subject, response.url,
      response.status, response.received_at, response.archive_offset, response.archive_length,
      step.known
    FROM response
    JOIN step ON step.id = response.step
    WHERE response.is_applied
    ORDER BY response.id
    """
}

extension Rederivation.Reply {
  fileprivate init?(_ row: Statement) {
    guard let purpose = Step.Purpose(rawValue: row.text(1)),
      let kind = RepoKind(rawValue: row.text(2))
    else { return nil }
    self.init(
      harvest: row.integer(0),
      question: Question(
        purpose: purpose,
        kind: kind,
        subject: row.text(3),
        known: row.optionalText(9)
      ),
      url: row.text(4),
      status: row.int(5),
      receivedAt: row.text(6),
      place: .init(offset: row.integer(7), length: row.integer(8))
    )
  }
}
