import Foundation
import StemmaCore
import StemmaHub
import StemmaStore

/// One harvest that is run again, session by session.
///
/// Its archive is a log of what the harvest met, in the order in which it was written; so the tables
/// come out row for row as they were, whatever requests ran beside each other then.
final class ReplayedHarvest {
  /// A request whose records are all there.
  private struct RecordedRequest {
    let provenance: Provenance
    let replies: [HTTPResponse]
    let ending: ArchiveNote.Ending?
    /// The records as they stand in the archive.
    let members: [[UInt8]]
  }

  private let cache: Cache
  private let analyze: (Connection) throws -> Void
  private var session: ReplaySession
  private var outcome: String?
  /// What was written so far.
  private var taken = HarvestTally()
  private var waiting: [RecordedRequest] = []
  /// The replies of a request that is not over yet.
  private var begun: (last: Provenance, replies: [HTTPResponse], members: [[UInt8]])?
  /// The address at which a step first lacks a reply, by its number.
  private var gaps: [Int64: String] = [:]
  private let reader = JSONReader()

  private static let requestsPerTransaction = 5

  /// Opens the harvest in the cache and begins a copy of its archive.
  init(
    _ told: ArchiveNote.Session,
    _ opening: [UInt8],
    _ member: [UInt8],
    in cache: Cache,
    analyze: @escaping (Connection) throws -> Void
  ) throws {
    self.cache = cache
    self.analyze = analyze
    session = try ReplaySession(told, in: cache, analyze: analyze)
    try copy(opening) { _ in
      try session.writer.tables.restate(session.harvest, told)
      let mark = ArchiveOpening(ofMember: opening).mark
      try session.writer.tables.mark(session.harvest, as: mark)
    }
    try copy(member)
  }

  /// Whether its archive tells how its last session ended.
  var isClosed: Bool { outcome != nil }

  /// The harvest of the cache whose archive begins with the record `opening`, if there is one.
  static func known(_ opening: [UInt8], in cache: Cache) throws -> Int64? {
    let harvests = try cache.read { try $0.rows("SELECT id FROM harvest") { $0.integer(0) } }
    let archive = ArchivePath(cache: cache.path)
    return harvests.first { harvest in
      let path = archive.readable(named: ArchivePath.name(of: harvest))
      let file = try? UserFile.open(path)
      return (try? file?.read(upToCount: opening.count)).map { $0.map(Array.init) } == opening
    }
  }

  /// Takes the harvest up again, as a later session of it did.
  func resume(_ told: ArchiveNote.Session, _ member: [UInt8]) throws {
    try write()
    begun = nil
    session = try ReplaySession(told, resuming: session.harvest, in: cache, analyze: analyze)
    try copy(member)
    outcome = nil
  }

  /// Takes note of a reply, or of what the harvest told of itself.
  func take(_ record: WARCRecord, _ member: [UInt8]) throws {
    switch record.note {
    case .session: return
    case .followUp:
      try write()
      try copy(member) { _ in _ = try session.planner.goOn() }
    case .close(let closing):
      try write()
      try close(closing, member)
    case .ending(let ending): try take(record, ending, member)
    case nil: try take(record, nil, member)
    }
  }

  /// Ends the harvest, with the steps that lack a reply marked, and says what it came to.
  func finish() throws -> HarvestSummary {
    try write()
    let harvest = session.harvest
    return try cache.write { connection in
      try markGaps(in: connection)
      let row = try session.writer.tables.row(of: harvest)
      // Without its end, an archive does not tell what the harvest came to: what was taken counts.
      var tally = isClosed ? row.closing.tally : taken
      (tally.plan, tally.reason) = (session.planner.plan, session.planner.reason)
      return try HarvestSummary(
        of: harvest,
        outcome: .init(rawValue: row.closing.outcome) ?? .stopped,
        tally: tally,
        in: connection
      )
    }
  }

  private func take(
    _ record: WARCRecord,
    _ ending: ArchiveNote.Ending?,
    _ member: [UInt8]
  ) throws {
    guard let provenance = Provenance(record.head), ending != nil || record.response != nil else {
      return
    }
    let isFollowing = begun.map { provenance.follows($0.last) } ?? false
    // Where a record of the request is lost, the rest of it says too little.
    guard isFollowing || provenance.part == 1 else { return begun = nil }
    var replies = isFollowing ? begun?.replies ?? [] : []
    if let response = record.response { replies.append(response) }
    let members = (isFollowing ? begun?.members ?? [] : []) + [member]
    guard provenance.part == provenance.parts else { return begun = (provenance, replies, members) }
    begun = nil
    waiting.append(
      RecordedRequest(provenance: provenance, replies: replies, ending: ending, members: members)
    )
    if waiting.count >= Self.requestsPerTransaction { try write() }
  }
}

extension ReplayedHarvest {
  /// Writes the requests that wait, in one transaction.
  private func write() throws {
    let asked = waiting
    waiting = []
    guard !asked.isEmpty else { return }
    try cache.write { connection in
      for asked in asked { try write(asked, in: connection) }
      try session.writer.tables.setArchiveEnd(session.writer.archive.end, of: session.harvest)
    }
  }

  private func write(_ asked: RecordedRequest, in connection: Connection) throws {
    let positions = try asked.members.map { try session.writer.archive.append(member: $0) }
    let provenance = asked.provenance
    guard let stored = try session.writer.tables.step(provenance, of: session.harvest) else {
      let finding = Finding(
        .unplacedReply,
        subject: provenance.url,
        detail: "no step of the replayed harvest asks for it"
      )
      return try session.writer.tables.note(finding, harvest: session.harvest)
    }
    if Self.bare(stored.url) != Self.bare(provenance.url), gaps[stored.id] == nil {
      gaps[stored.id] = stored.url
    }
    let step = provenance.step(stored)
    let outcome = outcome(of: step, asked)
    let before = session.writer.tally
    try session.writer.write(.init(step, outcome, asked.replies), at: positions)
    for reply in asked.replies {
      switch Bucket(path: String(reply.url.dropFirst(session.client.endpoint.base.count))) {
      case .api: taken.requests.api += 1
      case .resolvers: taken.requests.resolvers += 1
      default: taken.requests.pages += 1
      }
    }
    taken.rows += session.writer.tally.rows - before.rows
    taken.changes += session.writer.tally.changes - before.changes
  }

  private func outcome(of step: Step, _ asked: RecordedRequest) -> StepOutcome {
    let nonsense = StepOutcome.incomplete("the archive does not record the outcome")
    if let ending = asked.ending, ending.outcome != "stuck" {
      return StepOutcome(ending, of: step, at: asked.replies.last?.receivedAt ?? 0) ?? nonsense
    }
    guard let reply = HubReply(recorded: asked.replies) else { return nonsense }
    let tables = session.writer.tables
    func outcome(of step: Step) -> StepOutcome {
      StepOutcome(
        of: step,
        .success(reply),
        hasAsked: { (try? tables.hasAsked($0, in: step)) == true },
        from: session.client,
        reader: reader
      )
    }
    guard let ending = asked.ending else { return outcome(of: step) }
    var last = step
    last.doubts = RepeatedAsking.mostDoubts
    let outcome = outcome(of: last)
    guard case .page(let contents, _) = outcome else { return outcome }
    return .stuck(contents, ending.detail)
  }

  /// The address without the properties asked for, of which some may have been refused meanwhile,
  /// and without the direction, in which older versions did not ask.
  private static func bare(_ url: String) -> String {
    let url = HubAddress.dropping(Set(HubAddress.properties(askedBy: url)), from: url) ?? url
    return HubAddress.hasCursor(url) ? url : HubAddress.droppingDirection(from: url)
  }

  private func close(_ closing: ArchiveNote.Closing, _ member: [UInt8]) throws {
    outcome = closing.outcome
    try copy(member) { _ in try session.writer.tables.close(session.harvest, closing) }
  }

  private func copy(
    _ member: [UInt8],
    beside body: (Connection) throws -> Void = { _ in }
  ) throws {
    try cache.write { connection in
      try body(connection)
      try session.writer.archive.append(member: member)
      try session.writer.tables.setArchiveEnd(session.writer.archive.end, of: session.harvest)
    }
  }

  /// Leaves incomplete what lacks a reply, so that a harvest from the Hub can bring it.
  private func markGaps(in connection: Connection) throws {
    let (tables, harvest) = (session.writer.tables, session.harvest)
    var lost = try tables.steps(of: harvest, numbers: gaps.keys.sorted())
    if outcome == HarvestSummary.Outcome.complete.rawValue {
      lost += try tables.steps(of: harvest, in: .waiting).filter { gaps[$0.id] == nil }
    }
    for var step in lost {
      step.url = gaps[step.id] ?? step.url
      // Whoever goes on from the gap meets pages again that came after it.
      try tables.restart(step, at: step.url)
      try session.writer.leave(step, "the archive has no reply to it")
    }
    if !lost.isEmpty { try tables.reopen(harvest) }
  }
}

extension Finding.Code {
  /// A reply of an archive that belongs to no step: what led to it is lost.
  static let unplacedReply = Finding.Code(rawValue: "unplaced-reply")
}
