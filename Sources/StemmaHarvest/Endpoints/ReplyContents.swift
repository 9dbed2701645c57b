import StemmaStore
import StemmaCore
import StemmaDerive
import StemmaHub

/// What one accepted reply says, before it is written to the derive stage's tables.
///
/// All the work that needs no table is done here, so that it can be done beside the writing.
struct ReplyContents: Sendable {
  let question: Question
  /// The address that answered.
  let url: String
  /// When the reply came.
  let receivedAt: String
  /// What the records say; empty for details.
  let facts: [RepoFacts]
  /// What a reply about details says; nil for records.
  let detail: DetailContents?
  let findings: [Finding]
  /// Whether the reply's `Link` says that another page follows, or cannot be read.
  private let isLinked: Bool

  /// Reads a reply with status 200.
  ///
  /// - Throws: `HubError` when the body is not what the address should give.
  init(_ reply: ReplyText, to question: Question, reader: JSONReader) throws(HubError) {
    self.question = question
    url = reply.url
    receivedAt = reply.receivedAt
    isLinked = LinkHeader.next(in: reply.headers.all("Link")) != .end
    detail = try DetailContents(reply, to: question, reader: reader)
    let records: [RepoRecord]
    if let detail {
      records = []
      findings = detail.findings
    } else {
      (records, findings) = try Self.records(reply, question, reader)
    }
    let asked = Set(HubAddress.properties(askedBy: url))
    facts = records.map { RepoFacts($0, asked: asked) }
  }

  private static func records(
    _ reply: ReplyText,
    _ question: Question,
    _ reader: JSONReader
  ) throws(HubError) -> ([RepoRecord], [Finding]) {
    let kind = question.recordKind
    if question.purpose.isPaged {
      let page = try ListingPage(decoding: reply.body, kind: kind, url: reply.url, reader: reader)
      return (page.records, page.findings)
    }
    let detail = try RepoDetail(decoding: reply.body, kind: kind, url: reply.url, reader: reader)
    return ([detail.record], detail.findings)
  }

  /// The step that asked.
  var purpose: Step.Purpose { question.purpose }

  /// How many things it tells of.
  var rowCount: Int { detail?.rowCount ?? facts.count }

  /// How the answer goes on.
  var continuation: Continuation {
    let continuation =
      detail?.continuation(after: url, known: question.known)
      ?? (purpose.isPaged && !reachesBack ? .link : .end)
    return continuation == .link && !isLinked ? .end : continuation
  }

  /// What shows that the Hub's answer is not to the question, or nil when nothing does.
  ///
  /// The Hub ignores parameters it does not know and answers with everything, in some order.
  var objection: String? {
    switch purpose {
    case .children where !facts.allSatisfy(isChild): "the Hub's answer ignores the filter"
    case .gated where facts.contains { $0.text(.gated) == "false" }:
      "the Hub's answer ignores the filter"
    case .spaces where !areSpacesOfTheModel: "the Hub's answer ignores the filter"
    case .changed where !isInOrderOfChange: "the Hub's answer is not in the order of change"
    default: nil
    }
  }

  /// Whether the page goes back to the time that the listing is read to.
  var reachesBack: Bool {
    purpose == .changed && facts.last?.text(.lastModified).map { $0 < question.subject } ?? false
  }

  /// The latest change that the records tell of.
  var newest: String? { facts.compactMap { $0.text(.lastModified) }.max() }

  // A name that the Hub replaced may stand in the older of the Spaces.
  private var areSpacesOfTheModel: Bool {
    let name = question.subject.lowercased()
    let links = facts.map { $0.declarations.filter { $0.field == .model }.map(\.text) }
    let said = links.filter { !$0.isEmpty }
    return said.isEmpty || said.contains { $0.contains { $0.lowercased() == name } }
  }

  private func isChild(_ facts: RepoFacts) -> Bool {
    // Unsaid and empty look alike here: a row without any tag says nothing against the filter.
    guard let tags = facts.tags, !tags.isEmpty else { return true }
    let ending = ":" + question.subject.lowercased()
    return tags.contains { tag in
      let tag = tag.lowercased()
      return tag.hasPrefix("base_model:") && tag.hasSuffix(ending)
    }
  }

  /// Rows that say nothing of their change come last, and not on their own.
  private var isInOrderOfChange: Bool {
    guard !facts.isEmpty else { return true }
    let times = facts.map { $0.text(.lastModified) ?? "" }
    return times.first != "" && zip(times, times.dropFirst()).allSatisfy { $0 >= $1 }
  }
}

/// What a reply came to in the derive stage's tables.
struct Applied {
  /// Repositories, and parts of their details, that are new or changed.
  var changes = 0
  /// Repositories whose records the tables do not hold as they are now.
  var unread: [String] = []
}

/// Hands what replies say to the derive stage.
final class ReplyWriter {
  let derive: DeriveStage
  private let details: DetailStage

  init(_ connection: Connection) throws {
    derive = try DeriveStage(connection)
    details = try DetailStage(connection, declarations: derive.declarations)
  }

  /// Keeps that the Hub answered `status` where a repository, or a part of its details, was asked
  /// for.
  func applyAbsence(
    of question: Question,
    status: Int,
    at time: String,
    harvest: Int64
  ) throws {
    guard question.purpose.isOfRecords else {
      return try details.applyNone(to: question, harvest: harvest)
    }
    try derive.applyAbsence(
      of: question.subject,
      kind: question.kind,
      status: status,
      at: time,
      harvest: harvest
    )
  }

  /// Applies what a reply about details says, and says whether that changed anything.
  private func apply(
    _ detail: DetailContents,
    of contents: ReplyContents,
    harvest: Int64
  ) throws -> Bool {
    let outcome = try details.apply(
      detail,
      to: contents.question,
      url: contents.url,
      isLast: contents.continuation == .end,
      harvest: harvest
    )
    for finding in outcome.findings { try derive.note(finding, harvest: harvest) }
    return outcome.isChanged
  }

  /// Applies all that a reply says.
  func apply(_ contents: ReplyContents, harvest: Int64) throws -> Applied {
    var applied = Applied()
    for finding in contents.findings { try derive.note(finding, harvest: harvest) }
    if let detail = contents.detail {
      applied.changes += try apply(detail, of: contents, harvest: harvest) ? 1 : 0
    }
    for facts in contents.facts {
      if contents.purpose.isGlimpse {
        try applyGlimpse(facts, since: contents.question.subject, harvest: harvest, &applied)
      } else if try derive.apply(facts, harvest: harvest) != .unchanged {
        applied.changes += 1
      }
      guard !contents.purpose.isPaged else { continue }
      try derive.applyRedirect(from: contents.question.subject, to: facts, harvest: harvest)
      if contents.purpose == .vanished {
        try derive.applyDisplacement(
          from: contents.question.subject,
          by: facts,
          at: contents.receivedAt,
          harvest: harvest
        )
      }
    }
    if contents.purpose == .spaces, contents.continuation == .end {
      try details.endSpaces(using: contents.question, harvest: harvest)
    }
    return applied
  }

  /// Applies a glimpse, but for the head: what else its commit changed is not known from it.
  ///
  /// What changed since the time `since` is left to the listing by change.
  private func applyGlimpse(
    _ facts: RepoFacts,
    since: String,
    harvest: Int64,
    _ applied: inout Applied
  ) throws {
    let isOlder = facts.text(.lastModified).map { $0 < since } ?? true
    guard let head = try derive.head(of: facts) else {
      if isOlder { applied.unread.append(facts.name) }
      return
    }
    if isOlder, let sha = facts.text(.sha), sha != head { applied.unread.append(facts.name) }
    if try derive.apply(facts.withoutHead, harvest: harvest) != .unchanged { applied.changes += 1 }
  }
}
