import StemmaCards
import StemmaHub
import StemmaJSON
import StemmaRecords

/// What one accepted reply says, before it is written to the derive stage's tables.
///
/// All the work that needs no table is done here, so that it can be done beside the writing.
struct ReplyContents: Sendable {
  let question: Question
  /// The address that answered.
  let url: String
  /// What the records say; empty for details.
  let facts: [RepoFacts]
  /// What a reply about details says; nil for records.
  let detail: DetailContents?
  let findings: [Finding]
  /// How the answer goes on.
  let continuation: Continuation

  /// Reads a reply with status 200.
  ///
  /// - Throws: `HubError` when the body is not what the address should give.
  init(_ reply: ReplyText, to question: Question, reader: JSONReader) throws(HubError) {
    self.question = question
    url = reply.url
    detail = try DetailContents(reply, to: question, reader: reader)
    let records: [RepoRecord]
    if let detail {
      records = []
      findings = detail.findings
    } else if question.purpose.isPaged {
      let page = try ListingPage(
        decoding: reply.body,
        kind: question.recordKind,
        url: url,
        reader: reader
      )
      records = page.records
      findings = page.findings
    } else {
      let detail = try RepoDetail(
        decoding: reply.body,
        kind: question.recordKind,
        url: url,
        reader: reader
      )
      records = [detail.record]
      findings = detail.findings
    }
    let asked = Set(HubAddress.properties(askedBy: url))
    facts = records.map { RepoFacts($0, asked: asked) }
    let continuation =
      detail?.continuation(after: url, known: question.known)
      ?? (question.purpose.isPaged ? .link : .end)
    let isUnlinked = LinkHeader.next(in: reply.headers.all("Link")) == .end
    self.continuation = continuation == .link && isUnlinked ? .end : continuation
  }

  /// The step that asked.
  var purpose: Step.Purpose { question.purpose }

  /// Whether nothing follows it.
  var isLast: Bool { continuation == .end }

  /// How many things it tells of.
  var rowCount: Int { detail?.rowCount ?? facts.count }

  /// Whether the rows of a filtered listing satisfy the filter.
  ///
  /// The Hub ignores parameters it does not know and answers with everything.
  var satisfiesFilter: Bool {
    switch purpose {
    case .children: isOfChildren
    case .spaces: isOfSpaces
    default: true
    }
  }

  // A name that the Hub replaced may stand in the older of the Spaces.
  private var isOfSpaces: Bool {
    let name = question.subject.lowercased()
    let links = facts.map { $0.declarations.filter { $0.field == .model }.map(\.text) }
    let said = links.filter { !$0.isEmpty }
    return said.isEmpty || said.contains { $0.contains { $0.lowercased() == name } }
  }

  private var isOfChildren: Bool {
    let ending = ":" + question.subject.lowercased()
    return facts.allSatisfy { facts in
      // Unsaid and empty look alike here: a row without any tag says nothing against the filter.
      guard let tags = facts.tags, !tags.isEmpty else { return true }
      return tags.contains { tag in
        let tag = tag.lowercased()
        return tag.hasPrefix("base_model:") && tag.hasSuffix(ending)
      }
    }
  }
}

extension DeriveStage {
  /// Applies all that a reply says; returns how many repositories, or parts of their details, are
  /// new or changed.
  func apply(_ contents: ReplyContents, harvest: Int64) throws -> Int {
    var changes = 0
    for finding in contents.findings { try note(finding, harvest: harvest) }
    if let detail = contents.detail {
      return try apply(detail, of: contents, harvest: harvest) ? 1 : 0
    }
    for facts in contents.facts {
      if try apply(facts, harvest: harvest) != .unchanged { changes += 1 }
      if !contents.purpose.isPaged {
        try applyRedirect(from: contents.question.subject, to: facts, harvest: harvest)
      }
    }
    if contents.purpose == .spaces, contents.isLast {
      try endSpaces(of: contents, harvest: harvest)
    }
    return changes
  }
}
