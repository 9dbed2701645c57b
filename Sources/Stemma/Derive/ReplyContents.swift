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
    reader: JSONReader
  ) throws(HubError) {
    self.purpose = purpose
    self.kind = kind
    self.subject = subject
    self.url = url
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

  /// Whether the rows of a filtered listing satisfy the filter.
  ///
  /// The Hub ignores parameters it does not know and answers with everything.
  var satisfiesFilter: Bool {
    guard purpose == .children else { return true }
    let ending = ":" + subject.lowercased()
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
  /// Applies all that a reply says; returns how many repositories are new or changed.
  func apply(_ contents: ReplyContents, harvest: Int64) throws -> Int {
    var changes = 0
    for finding in contents.findings { try note(finding, harvest: harvest) }
    for facts in contents.facts {
      if try apply(facts, harvest: harvest) != .unchanged { changes += 1 }
      if !contents.purpose.isPaged {
        try applyRedirect(from: contents.subject, to: facts, harvest: harvest)
      }
    }
    return changes
  }
}
