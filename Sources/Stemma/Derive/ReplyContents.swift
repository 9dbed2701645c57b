import StemmaHub
import StemmaJSON
import StemmaRecords

/// What one accepted reply says, before it is written to the derive stage's tables.
struct ReplyContents {
  /// The step that asked.
  let purpose: Step.Purpose
  let kind: RepoKind
  let subject: String
  /// The address that was asked.
  let url: String
  let records: [RepoRecord]
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
    if purpose.isPaged {
      let page = try ListingPage(decoding: body, kind: kind, url: url, reader: reader)
      records = page.records
      findings = page.findings
    } else {
      let detail = try RepoDetail(decoding: body, kind: kind, url: url, reader: reader)
      records = [detail.record]
      findings = detail.findings
    }
  }

  /// Whether the rows of a filtered listing satisfy the filter.
  ///
  /// The Hub ignores parameters it does not know and answers with everything.
  var satisfiesFilter: Bool {
    guard purpose == .children else { return true }
    let ending = ":" + subject.lowercased()
    return records.allSatisfy { record in
      record.tags?.contains { tag in
        let tag = tag.lowercased()
        return tag.hasPrefix("base_model:") && tag.hasSuffix(ending)
      } ?? true
    }
  }
}

extension DeriveStage {
  /// Applies all that a reply says; returns how many repositories are new or changed.
  func apply(_ contents: ReplyContents, harvest: Int64) throws -> Int {
    let asked = Set(HubAddress.properties(askedBy: contents.url))
    var changes = 0
    for finding in contents.findings { try note(finding, harvest: harvest) }
    for record in contents.records {
      if try apply(record, asked: asked, harvest: harvest) != .unchanged { changes += 1 }
      if !contents.purpose.isPaged {
        try applyRedirect(from: contents.subject, to: record, harvest: harvest)
      }
    }
    return changes
  }
}
