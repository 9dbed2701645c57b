import StemmaHub
import StemmaJSON
import StemmaRecords

/// What one accepted reply says, before it is written to the derive stage's tables.
///
/// All the work that needs no table is done here, so that it can be done beside the writing.
struct ReplyContents: Sendable {
  /// The step that asked.
  let purpose: Step.Purpose
  let kind: RepoKind
  let subject: String
  /// The address that was asked.
  let url: String
  /// When the reply came.
  let receivedAt: String
  let facts: [RepoFacts]
  let findings: [Finding]

  /// Reads the body of a reply with status 200.
  ///
  /// - Throws: `HubError` when the body is not what the address should give.
  init(
    _ body: [UInt8],
    purpose: Step.Purpose,
    kind: RepoKind,
    subject: String,
    url: String,
    receivedAt: String,
    reader: JSONReader
  ) throws(HubError) {
    self.purpose = purpose
    self.kind = kind
    self.subject = subject
    self.url = url
    self.receivedAt = receivedAt
    let records: [RepoRecord]
    if purpose.isPaged {
      let page = try ListingPage(decoding: body, kind: kind, url: url, reader: reader)
      records = page.records
      findings = page.findings
    } else {
      let detail = try RepoDetail(decoding: body, kind: kind, url: url, reader: reader)
      records = [detail.record]
      findings = detail.findings
    }
    let asked = Set(HubAddress.properties(askedBy: url))
    facts = records.map { RepoFacts($0, asked: asked) }
  }

  /// What shows that the Hub's answer is not to the question, or nil when nothing does.
  ///
  /// The Hub ignores parameters it does not know and answers with everything, in some order.
  var objection: String? {
    switch purpose {
    case .children where !facts.allSatisfy(isChild): "the Hub's answer ignores the filter"
    case .gated where facts.contains { $0.text(.gated) == "false" }:
      "the Hub's answer ignores the filter"
    case .changed where !isInOrderOfChange: "the Hub's answer is not in the order of change"
    default: nil
    }
  }

  /// Whether the page goes back to the time that the listing is read to.
  var reachesBack: Bool {
    purpose == .changed && facts.last?.text(.lastModified).map { $0 < subject } ?? false
  }

  /// The latest change that the records tell of.
  var newest: String? { facts.compactMap { $0.text(.lastModified) }.max() }

  private func isChild(_ facts: RepoFacts) -> Bool {
    // Unsaid and empty look alike here: a row without any tag says nothing against the filter.
    guard let tags = facts.tags, !tags.isEmpty else { return true }
    let ending = ":" + subject.lowercased()
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
  /// Repositories that are new or changed.
  var changes = 0
  /// Repositories whose records the tables do not hold as they are now.
  var unread: [String] = []
}

extension DeriveStage {
  /// Applies all that a reply says.
  func apply(_ contents: ReplyContents, harvest: Int64) throws -> Applied {
    var applied = Applied()
    for finding in contents.findings { try note(finding, harvest: harvest) }
    for facts in contents.facts {
      if contents.purpose.isGlimpse {
        try applyGlimpse(facts, since: contents.subject, harvest: harvest, &applied)
      } else if try apply(facts, harvest: harvest) != .unchanged {
        applied.changes += 1
      }
      guard !contents.purpose.isPaged else { continue }
      try applyRedirect(from: contents.subject, to: facts, harvest: harvest)
      if contents.purpose == .vanished {
        try applyDisplacement(
          from: contents.subject,
          by: facts,
          at: contents.receivedAt,
          harvest: harvest
        )
      }
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
    guard let head = try head(of: facts) else {
      if isOlder { applied.unread.append(facts.name) }
      return
    }
    if isOlder, let sha = facts.text(.sha), sha != head { applied.unread.append(facts.name) }
    if try apply(facts.withoutHead, harvest: harvest) != .unchanged { applied.changes += 1 }
  }
}
