package import StemmaCore

/// A commit as the Hub lists it.
package struct Commit: Sendable, Hashable {
  /// Its hash.
  package var id: String
  /// Its first line; of a merged pull request it ends in the number, such as `(#62)`.
  package var title: String
  /// ISO 8601 as the Hub wrote it.
  package var date: String?
  /// All authors, the co-authors of a merged pull request included.
  package var authors: [AccountMention]

  init?(_ row: JSONValue) {
    guard let id = row["id"]?.string, !id.isEmpty else { return nil }
    self.id = id
    title = row["title"]?.string ?? ""
    date = row["date"]?.string
    authors = (row["authors"]?.array ?? []).compactMap { AccountMention($0, name: "user") }
  }

  /// The pull request that it merged, as its title tells.
  package var pullRequest: Int64? {
    guard title.hasSuffix(")"), let mark = title.lastIndex(of: "#"), mark > title.startIndex,
      title[title.index(before: mark)] == "("
    else { return nil }
    let digits = title[title.index(after: mark)...].dropLast()
    let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? Int64(digits) : nil
  }
}

/// One page of a repository's commits, newest first.
package struct CommitsPage: Sendable, Hashable {
  package var commits: [Commit]
  /// How many commits there are in all; falls when the owner squashes the history.
  package var total: Int64?
  /// Whether it begins the list and there is nothing in it, or it ends the list before its total.
  package var isCutShort: Bool
  /// What was odd: broken rows, repaired text.
  package var findings: [Finding]

  /// Reads the decoded body and the headers of a reply.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when the body is no array.
  package init(
    decoding bytes: [UInt8],
    headers: HTTPHeaders,
    url: String? = nil,
    reader: JSONReader
  ) throws(HubError) {
    var document = try ReplyDocument(bytes, url: url, reader: reader)
    guard let rows = document.root.array else {
      throw HubError(.notJSON("commits that are no array"), url: url)
    }
    commits = document.rows(rows, Commit.init)
    for index in commits.indices {
      commits[index].date = document.moment(commits[index].date, of: "date")
    }
    total = headers["X-Total-Count"].flatMap { Int64($0.trimmingBlanks) }
    findings = document.findings
    isCutShort = false
    isCutShort = isCutShort(rows.count, headers, url ?? "")
  }

  private func isCutShort(_ count: Int, _ headers: HTTPHeaders, _ url: String) -> Bool {
    let page = HubAddress.number("p", in: url) ?? 0
    if page == 0, count == 0 { return true }
    guard let total, LinkHeader.next(in: headers.all("Link")) == .end else { return false }
    let limit = HubAddress.number("limit", in: url) ?? 50
    // A single one is asked for to learn the total.
    return limit > 1 && Int64(page * limit + count) < total
  }
}

extension HubAddress {
  /// Commits, newest first; pages count from 0 and have at most 1,000 rows.
  package static func commits(
    _ kind: RepoKind,
    _ name: String,
    revision: String = "main",
    page: Int? = nil,
    limit: Int? = nil
  ) -> HubAddress {
    HubAddress(
      repo(kind, name, "commits", revision),
      [("p", page.map(String.init)), ("limit", limit.map(String.init))]
    )
  }
}
