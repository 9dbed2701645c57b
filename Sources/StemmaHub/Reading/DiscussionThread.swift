package import StemmaCore

/// Something that happened in a discussion; what was said is not read.
package struct DiscussionEvent: Sendable, Hashable {
  package var id: String
  /// `comment`, `status-change`, `commit`, `title-change`, or what else the Hub says.
  package var type: String
  /// Who did it; nil when the account was deleted.
  package var author: AccountMention?
  /// Whether the author owns the repository or belongs to the organization that does; nil when the
  /// reply does not say.
  package var isMaintainer: Bool?
  /// ISO 8601 as the Hub wrote it.
  package var createdAt: String?
  /// The new status, the new title or the commit's hash; nil for a comment, and JSON text for an
  /// event of another type.
  package var value: String?

  init?(_ row: JSONValue) {
    guard let id = row["id"]?.string, !id.isEmpty, let type = row["type"]?.string else {
      return nil
    }
    self.id = id
    self.type = type
    author = AccountMention(row["author"], name: "name")
    let marks = ["isOwner", "isOrgMember"].compactMap { row["author"]?[$0]?.bool }
    isMaintainer = marks.isEmpty ? nil : marks.contains(true)
    createdAt = row["createdAt"]?.string
    let data = row["data"]
    switch type {
    case "comment": value = nil
    case "status-change": value = data?["status"]?.string
    case "title-change": value = data?["to"]?.string
    case "commit": value = data?["oid"]?.string
    default: value = data.flatMap { $0 == .null ? nil : String($0.text.prefix(1000)) }
    }
  }
}

/// One discussion or pull request with all that happened in it.
package struct DiscussionThread: Sendable, Hashable {
  package var discussion: Discussion
  package var events: [DiscussionEvent]
  /// What was odd: broken events, repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a reply.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body is no discussion.
  package init(
    decoding bytes: [UInt8],
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var document = try ReplyDocument(bytes, url: url, reader: reader)
    guard var discussion = Discussion(document.root) else {
      throw HubError(.notJSON("no discussion"), url: url)
    }
    discussion.createdAt = document.moment(discussion.createdAt, of: "createdAt")
    self.discussion = discussion
    events = document.rows(document.root["events"]?.array ?? [], DiscussionEvent.init)
    for index in events.indices {
      events[index].createdAt = document.moment(events[index].createdAt, of: "createdAt")
    }
    findings = document.findings
  }
}

extension HubAddress {
  /// One discussion or pull request with its events.
  package static func discussion(_ kind: RepoKind, _ name: String, _ number: Int) -> HubAddress {
    HubAddress(repo(kind, name, "discussions", String(number)))
  }
}
