package import StemmaCore

/// A discussion or pull request, which share their numbers.
package struct Discussion: Sendable, Hashable {
  package var number: Int64
  package var title: String
  /// `open`, `closed`, `merged` or `draft`, or what else the Hub says.
  package var status: String
  package var isPullRequest: Bool
  /// ISO 8601 as the Hub wrote it.
  package var createdAt: String?
  /// Who opened it; nil when the account was deleted.
  package var author: AccountMention?
  /// The comments, the opening one included; a list alone tells it.
  package var commentCount: Int64?

  init?(_ row: JSONValue) {
    guard let number = row["num"]?.integer, number > 0 else { return nil }
    self.number = number
    title = row["title"]?.string ?? ""
    status = row["status"]?.string ?? "open"
    isPullRequest = row["isPullRequest"]?.bool ?? false
    createdAt = row["createdAt"]?.string
    author = AccountMention(row["author"], name: "name")
    commentCount = row["numComments"]?.integer
  }
}

/// One page of a repository's discussions and pull requests, newest first.
package struct DiscussionsPage: Sendable, Hashable {
  package var discussions: [Discussion]
  /// How many there are in all; nil when the reply does not say.
  package var count: Int64?
  /// How many stand on earlier pages.
  package var start: Int64
  /// How many pages stand before it.
  private let page: Int64
  /// How many rows the page has, broken ones included.
  package var rowCount: Int
  /// What was odd: broken rows, repaired text.
  package var findings: [Finding]

  /// Reads the decoded body of a reply.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body holds no list of discussions.
  package init(
    decoding bytes: [UInt8],
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var document = try ReplyDocument(bytes, url: url, reader: reader)
    guard let rows = document.root["discussions"]?.array else {
      throw HubError(.notJSON("no list of discussions"), url: url)
    }
    discussions = document.rows(rows, Discussion.init)
    for index in discussions.indices {
      discussions[index].createdAt = document.moment(discussions[index].createdAt, of: "createdAt")
    }
    count = document.root["count"]?.integer
    start = document.root["start"]?.integer ?? 0
    page = Int64(HubAddress.number("p", in: url ?? "") ?? 0)
    rowCount = rows.count
    findings = document.findings
  }

  /// Whether it has less than there must be: nothing though not all stood on earlier pages, or fewer rows
  /// than each of the earlier pages though others follow.
  package var isCutShort: Bool {
    rowCount == 0
      ? start < count ?? 0 : !isLast && page > 0 && Int64(rowCount) < start / page
  }

  /// Whether no page follows: no `Link` says it on this route.
  package var isLast: Bool {
    guard rowCount > 0, let count else { return true }
    // Sums of foreign numbers may be beyond all measure.
    return start.addingReportingOverflow(Int64(rowCount)).partialValue >= count
  }
}

extension HubAddress {
  /// Discussions and pull requests; pages count from 0 and no `Link` says how they go on.
  package static func discussions(_ kind: RepoKind, _ name: String, page: Int) -> HubAddress {
    HubAddress(repo(kind, name, "discussions"), [("p", String(page))])
  }
}

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
  /// The new status, the new title or the commit's hash; of a comment the one that it replies to, and
  /// JSON text for an event of another type.
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
    case "comment": value = data?["parentCommentId"]?.string
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
