import Foundation
import StemmaCore
import StemmaHub
import StemmaStore

/// One harvest that is run again, sitting by sitting.
///
/// Its archive is a log of what the harvest met, in the order in which it was written; so the tables
/// come out row for row as they were, whatever requests ran beside each other then.
final class ReplayedHarvest {
  /// An asking whose records are all there.
  private struct Asked {
    let asking: Asking
    let replies: [HTTPResponse]
    let ending: ArchiveNote.Ending?
    /// The records as they stand in the archive.
    let members: [[UInt8]]
  }

  private let cache: Cache
  private let analyze: (Connection) throws -> Void
  private var sitting: Sitting
  private var outcome: String?
  private var waiting: [Asked] = []
  /// The replies of an asking that is not over yet.
  private var begun: (last: Asking, replies: [HTTPResponse], members: [[UInt8]])?
  /// The address at which a step first lacks a reply, by its number.
  private var gaps: [Int64: String] = [:]
  private let reader = JSONReader()

  private static let askingsPerTransaction = 5

  /// Opens the harvest in the cache and begins a copy of its archive.
  init(
    _ told: ArchiveNote.Sitting,
    _ opening: [UInt8],
    _ member: [UInt8],
    in cache: Cache,
    analyze: @escaping (Connection) throws -> Void
  ) throws {
    self.cache = cache
    self.analyze = analyze
    sitting = try Sitting(told, in: cache, analyze: analyze)
    try copy(opening) { _ in
      try sitting.writer.tables.restate(sitting.harvest, told)
    }
    try copy(member)
  }

  /// The harvest of the cache whose archive begins with the record `opening`, if there is one.
  static func known(_ opening: [UInt8], in cache: Cache) throws -> Int64? {
    let harvests = try cache.read { try $0.rows("SELECT id FROM harvest") { $0.integer(0) } }
    return harvests.first { harvest in
      let path = ArchivePath(cache: cache.path).file(of: harvest)
      let file = try? FileHandle(forReadingFrom: URL(filePath: path))
      return (try? file?.read(upToCount: opening.count)).map { $0.map(Array.init) } == opening
    }
  }

  /// Takes the harvest up again, as a later sitting of it did.
  func resume(_ told: ArchiveNote.Sitting, _ member: [UInt8]) throws {
    try write()
    begun = nil
    sitting = try Sitting(told, resuming: sitting.harvest, in: cache, analyze: analyze)
    try copy(member)
    outcome = nil
  }

  /// Takes note of a reply, or of what the harvest told of itself.
  func take(_ record: WARCRecord, _ member: [UInt8]) throws {
    switch record.note {
    case .sitting: return
    case .followUp:
      try write()
      try copy(member) { _ in _ = try sitting.course.goOn() }
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
    let harvest = sitting.harvest
    return try cache.write { connection in
      try markGaps(in: connection)
      let row = try sitting.writer.tables.row(of: harvest)
      var tally = row.closing.tally
      (tally.plan, tally.reason) = (sitting.course.plan, sitting.course.reason)
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
    guard let asking = Asking(record.head), ending != nil || record.response != nil else { return }
    let isFollowing = begun.map { asking.follows($0.last) } ?? false
    // Where a record of the asking is lost, the rest of it says too little.
    guard isFollowing || asking.part == 1 else { return begun = nil }
    var replies = isFollowing ? begun?.replies ?? [] : []
    if let response = record.response { replies.append(response) }
    let members = (isFollowing ? begun?.members ?? [] : []) + [member]
    guard asking.part == asking.parts else { return begun = (asking, replies, members) }
    begun = nil
    waiting.append(Asked(asking: asking, replies: replies, ending: ending, members: members))
    if waiting.count >= Self.askingsPerTransaction { try write() }
  }
}

extension ReplayedHarvest {
  /// Writes the askings that wait, in one transaction.
  private func write() throws {
    let asked = waiting
    waiting = []
    guard !asked.isEmpty else { return }
    try cache.write { connection in
      for asked in asked { try write(asked, in: connection) }
      try sitting.writer.tables.setArchiveEnd(sitting.writer.archive.end, of: sitting.harvest)
    }
  }

  private func write(_ asked: Asked, in connection: Connection) throws {
    let places = try asked.members.map { try sitting.writer.archive.append(member: $0) }
    let asking = asked.asking
    guard let stored = try sitting.writer.tables.step(asking, of: sitting.harvest) else {
      let finding = Finding(
        .unplacedReply,
        subject: asking.url,
        detail: "no step of the replayed harvest asks for it"
      )
      return try sitting.writer.tables.note(finding, harvest: sitting.harvest)
    }
    if Self.bare(stored.url) != Self.bare(asking.url), gaps[stored.id] == nil {
      gaps[stored.id] = stored.url
    }
    let step = asking.step(stored)
    let outcome = outcome(of: step, asked)
    try sitting.writer.write(.init(step, outcome, asked.replies), at: places)
  }

  private func outcome(of step: Step, _ asked: Asked) -> StepOutcome {
    let nonsense = StepOutcome.incomplete("the archive does not say what came of it")
    if let ending = asked.ending {
      return StepOutcome(ending, of: step, at: asked.replies.last?.receivedAt ?? 0) ?? nonsense
    }
    guard let reply = HubReply(recorded: asked.replies) else { return nonsense }
    return StepOutcome(of: step, .success(reply), from: sitting.client, reader: reader)
  }

  /// The address without the properties asked for: some may have been refused meanwhile.
  private static func bare(_ url: String) -> String {
    HubAddress.dropping(Set(HubAddress.properties(askedBy: url)), from: url) ?? url
  }

  private func close(_ closing: ArchiveNote.Closing, _ member: [UInt8]) throws {
    outcome = closing.outcome
    try copy(member) { _ in try sitting.writer.tables.close(sitting.harvest, closing) }
  }

  private func copy(
    _ member: [UInt8],
    beside body: (Connection) throws -> Void = { _ in }
  ) throws {
    try cache.write { connection in
      try body(connection)
      try sitting.writer.archive.append(member: member)
      try sitting.writer.tables.setArchiveEnd(sitting.writer.archive.end, of: sitting.harvest)
    }
  }

  /// Leaves incomplete what lacks a reply, so that a harvest from the Hub can bring it.
  private func markGaps(in connection: Connection) throws {
    let (tables, harvest) = (sitting.writer.tables, sitting.harvest)
    var lost = try tables.steps(of: harvest, numbers: gaps.keys.sorted())
    if outcome == HarvestSummary.Outcome.complete.rawValue {
      lost += try tables.steps(of: harvest, in: .waiting).filter { gaps[$0.id] == nil }
    }
    for var step in lost {
      step.url = gaps[step.id] ?? step.url
      // Whoever goes on from the gap meets pages again that came after it.
      try tables.restart(step, at: step.url)
      try sitting.writer.leave(step, "the archive has no reply to it")
    }
    if !lost.isEmpty { try tables.reopen(harvest) }
  }
}

extension Finding.Code {
  /// A reply of an archive that belongs to no step: what led to it is lost.
  static let unplacedReply = Finding.Code(rawValue: "unplaced-reply")
}
