import Foundation
import StemmaCore
import StemmaDerive
import StemmaHub
import StemmaStore

/// Writes replies with all that follows from them: archive, responses, facts, findings and steps.
///
/// 1. A reply's archive record is on its way to the disk before the cache names it.
/// 2. A page's rows, findings and next address land in one transaction, pages that come fast
///    several in one.
final class HarvestWriter {
  let cache: Cache
  let harvest: Int64
  let tables: HarvestTables
  private let derive: DeriveStage
  let archive: ArchiveWriter
  private let planner: HarvestPlanner
  /// Records, changes and steps so far.
  private(set) var tally = HarvestTally()
  /// Properties that the Hub does not know.
  private(set) var refused: Set<String> = []
  /// What a person should know of the endpoint by now.
  private(set) var news: String?
  /// Why no more can be asked.
  private(set) var failure: HubError?
  /// Whether a reply was given up because the harvest is stopping.
  private(set) var isStopped = false
  /// How often steps were asked again in this session, by what was asked and why.
  private var repeats: [RepeatKey: Int] = [:]

  private struct RepeatKey: Hashable {
    let step: Int64
    let cause: RepeatedAsking.Cause
    let url: String
  }
  /// What the very first step came to, when that was nothing.
  private(set) var firstTrouble: String?
  /// The last row of each complete listing, by step.
  private var keys: [Int64: ListingKey] = [:]

  /// Writes a harvest that is open in the cache.
  init(
    _ harvest: Int64,
    cache: Cache,
    tables: HarvestTables,
    derive: DeriveStage,
    archive: ArchiveWriter,
    planner: HarvestPlanner
  ) {
    self.cache = cache
    self.harvest = harvest
    self.tables = tables
    self.derive = derive
    self.archive = archive
    self.planner = planner
  }

  /// Lends the connection inside one transaction; what it does not come to, the archive forgets, too.
  func commit<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    let end = archive.end
    do {
      return try cache.write(body)
    } catch {
      archive.rewind(to: end)
      throw error
    }
  }

  /// Writes replies, in the order they came, in one transaction.
  func write(_ replies: [FetchResult]) throws {
    do {
      try commit { _ in
        for reply in replies {
          let positions = try reply.members.get().map { try archive.append(member: $0) }
          try write(reply, at: positions)
        }
        try tables.setArchiveEnd(archive.end, of: harvest)
      }
    } catch {
      derive.forget()
      throw error
    }
  }

  /// Writes a reply whose records stand in the archive at `positions`, inside a transaction.
  func write(_ reply: FetchResult, at positions: [ArchiveWriter.Position]) throws {
    for (index, (response, position)) in zip(reply.exchanges, positions).enumerated() {
      try tables.add(
        response,
        of: reply.step,
        isApplied: reply.outcome.isApplied && index == reply.exchanges.count - 1,
        at: position,
        harvest: harvest
      )
    }
    try write(reply.outcome, of: reply.step)
  }

  private func write(_ outcome: StepOutcome, of step: Step) throws {
    switch outcome {
    case .page(let contents, let next):
      try noteMirror(step)
      try write(contents, next: next, of: step)
    case .stuck(let contents, let reason):
      try apply(contents)
      try tables.move(step, to: .waiting, url: step.url, pages: 1, rows: contents.rowCount)
      try leave(step, reason)
      tally.steps += 1
    case .detail(let contents):
      try noteMirror(step)
      try apply(contents)
      try tables.move(step, to: .done, url: step.url, pages: 1, rows: contents.rowCount)
      tally.steps += 1
    case .absent(let status, _) where planner.mayBeUnserved(step.endpoint, status: status):
      let reason = "a mirror need not serve this: it answers HTTP \(status)"
      try tables.move(step, to: .superseded, url: step.url, reason: reason, pages: 1)
      tally.steps += 1
    case .absent(let status, let time):
      try step.endpoint.applyAbsence(
        of: step.request,
        status: status,
        at: time,
        to: derive,
        harvest: harvest
      )
      try tables.move(step, to: .missing, url: step.url, reason: "not on the Hub", pages: 1)
      tally.steps += 1
    case .refused(let properties, let finding):
      refused.formUnion(properties)
      try tables.note(finding, harvest: harvest)
    case .again(let again): try write(again, of: step)
    case .superseded(let finding):
      try tables.note(finding, harvest: harvest)
      try tables.move(step, to: .superseded, url: step.url, reason: finding.detail)
      tally.steps += 1
    case .unlisted(let finding):
      guard try planner.doWithoutListings(finding) else {
        return try write(.incomplete(finding.detail), of: step)
      }
      try tables.move(step, to: .superseded, url: step.url, reason: finding.detail)
      tally.steps += 1
    case .incomplete(let reason):
      if tally.rows == 0, tally.steps == 0 { firstTrouble = reason }
      try leave(step, reason)
      tally.steps += 1
    case .unasked: isStopped = true
    case .fatal(let error): failure = error
    }
  }

  private func write(_ again: RepeatedAsking, of step: Step) throws {
    if let finding = again.finding(about: step.url) { try tables.note(finding, harvest: harvest) }
    repeats[RepeatKey(step: step.id, cause: again.cause, url: again.url), default: 0] += 1
    guard mayGoOn(step, again) else {
      try leave(step, again.lastWords)
      tally.steps += 1
      return
    }
    if again.isFromTheStart {
      keys[step.id] = nil
      try tables.restart(step, at: again.url)
    } else {
      try tables.move(step, to: .waiting, url: again.url)
    }
  }

  /// Whether a step may be asked again: cursors expire while a harvest waits, and not time after
  /// time.
  func mayGoOn(_ step: Step, _ again: RepeatedAsking) -> Bool {
    repeats[RepeatKey(step: step.id, cause: again.cause, url: again.url), default: 0] <= again.most
  }

  private func write(_ contents: ReplyContents, next: String?, of step: Step) throws {
    try apply(contents)
    try checkOrder(of: contents, step)
    try tables.move(
      step,
      to: next == nil ? .done : .waiting,
      url: next ?? step.url,
      pages: 1,
      rows: contents.rowCount,
      newest: contents.newest
    )
    if next == nil { tally.steps += 1 }
  }

  /// Keeps that an endpoint answers what is asked without `expand`, and not with it.
  private func noteMirror(_ step: Step) throws {
    guard step.isPlain else { return }
    let properties = RepoKind.allCases.flatMap(Expand.detail)
    guard !refused.isSuperset(of: properties) else { return }
    refused.formUnion(properties)
    let told =
      "This endpoint answers 404 to `expand`: it is a mirror that lacks it. Base models, "
      + "licenses and counters come only as far as it tells them unasked."
    news = told
    try tables.note(
      Finding(.lacksProperties, subject: step.url, detail: told),
      harvest: harvest
    )
  }

  /// Notes what shows that rows of a complete listing came twice, or that others may be missing.
  private func checkOrder(of contents: ReplyContents, _ step: Step) throws {
    guard step.endpoint.endsWithItsLinks else { return }
    let isAscending = HubAddress.isAscending(step.url)
    var last = keys[step.id]
    for facts in contents.facts {
      let key = ListingKey(facts)
      if let last, !key.follows(last, isAscending: isAscending) {
        let finding = Finding(
          .listingOrder,
          subject: facts.name,
          detail: "created \(key.createdAt), after one that was created \(last.createdAt)"
        )
        try tables.note(finding, harvest: harvest)
      }
      last = key
    }
    keys[step.id] = last
  }

  private func apply(_ contents: ReplyContents) throws {
    let applied = try contents.apply(derive, harvest)
    tally.rows += contents.rowCount
    tally.changes += applied.changes
    try planner.follow(contents, applied)
  }

  /// Ends a step without its answer.
  func leave(_ step: Step, _ reason: String) throws {
    try tables.move(step, to: .incomplete, url: step.url, reason: reason)
    try tables.note(
      Finding(.incompleteStep, subject: step.url, detail: reason),
      harvest: harvest
    )
  }
}

extension Finding {
  /// An archive that tells of more than the cache that takes its harvest up again.
  static func setAside(_ path: String) -> Finding {
    Finding(
      .archiveSetAside,
      subject: URL(filePath: path).lastPathComponent,
      detail: "the archive held more of this harvest than the cache, and a copy of it was kept"
    )
  }
}

extension Finding.Code {
  /// See ``Finding/setAside(_:)``.
  static let archiveSetAside = Finding.Code(rawValue: "archive-set-aside")
  /// A step that did not come to its end: what it would have brought is missing.
  static let incompleteStep = Finding.Code(rawValue: "incomplete-step")
  /// A property that the Hub refused: the harvest went on without it.
  static let refusedProperty = Finding.Code(rawValue: "refused-property")
}

extension HarvestWriter {
  /// Tells the archive what is asked for: the record that opens it, and one for each session.
  func open(_ request: HarvestRequest, at time: Double) throws {
    try commit { connection in
      let row = try tables.row(of: harvest)
      if archive.end == 0 {
        let cache = try CacheIdentity(of: connection)?.cache
        let mark = try archive.appendOpening(
          of: row.endpoint,
          software: "stemma/\(row.version)",
          cache: cache,
          at: time
        )
        try tables.mark(harvest, as: mark)
      }
      let session = ArchiveNote.Session(
        request: request.parts,
        endpoint: row.endpoint,
        version: row.version,
        harvestStartedAt: row.startedAt,
        beganAt: time
      )
      try append(.session(session), at: time)
    }
  }

  /// Tells the archive that what follows was planned, inside the transaction that plans it.
  func noteFollowUps(at time: Double) throws {
    try append(.followUp(.init(steps: tables.stepCount(of: harvest))), at: time)
  }

  /// Tells the archive how the session ended, inside the transaction that writes it.
  func noteClosing(at time: Double) throws {
    try append(.close(tables.row(of: harvest).closing), at: time)
  }

  private func append(_ note: ArchiveNote, at time: Double) throws {
    try archive.append(WARCRecord(note, at: time))
    try tables.setArchiveEnd(archive.end, of: harvest)
  }
}
