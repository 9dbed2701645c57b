import Foundation
import StemmaCore
import StemmaHub
import StemmaTestSupport
import Testing

/// Replies about repositories' lives as the Hub once gave them.
///
/// Skipped where the reference material does not stand beside the project.
@Suite(.enabled(if: Shared.file("real-hub/raw") != nil, "no recorded replies here"))
struct RecordedDetailsTests {
  private let reader = JSONReader()

  /// The recorded reply to an address, without the Hub's origin.
  private func recorded(_ path: String) throws -> RecordedRepliesTests.Exchange {
    let all = try RecordedRepliesTests.exchanges("live-2026-07.jsonl.gz")
    return try #require(all.first { $0.url == "https://huggingface.co" + path })
  }

  private let bert = "/api/models/google-bert/bert-base-uncased"

  @Test func commits() throws {
    let reply = try recorded(bert + "/commits/main?limit=3")
    let page = try CommitsPage(
      decoding: Array(reply.body.utf8),
      headers: reply.headers,
      reader: reader
    )
    #expect(page.commits.map(\.pullRequest) == [62, 40, 42])
    #expect(
      page.commits.map { $0.authors.map(\.name) }
        == [["lysandre"], ["fxmarty", "asifanchor"], ["pcuenq", "stevezhanggeek"]]
    )
    #expect(page.commits[0].date == "2024-02-19T11:06:12.000Z")
    // The recording kept few headers, and the count is not among them.
    #expect(page.total == nil)
    #expect(page.findings == [])
  }

  @Test func discussions() throws {
    let page = try DiscussionsPage(
      decoding: Array(recorded(bert + "/discussions?limit=3").body.utf8),
      reader: reader
    )
    #expect(page.count == 102)
    #expect(page.rowCount == 50)
    #expect(page.discussions.count == 50)
    #expect(!page.isLast)
    #expect(page.discussions.map(\.number).max() == 107)
    #expect(
      Set(page.discussions.map(\.status)).isSubset(of: ["open", "closed", "merged", "draft"])
    )
    #expect(page.discussions.allSatisfy { ($0.commentCount ?? 0) >= 1 })
    #expect(page.findings == [])
  }

  @Test func aDiscussion() throws {
    let thread = try DiscussionThread(
      decoding: Array(recorded(bert + "/discussions/1").body.utf8),
      reader: reader
    )
    #expect(thread.discussion.number == 1)
    #expect(thread.discussion.author?.name == "latitude")
    #expect(thread.events.first?.author?.name == "latitude")
    #expect(thread.events.allSatisfy { $0.isMaintainer != nil && $0.createdAt != nil })
    #expect(thread.findings == [])
  }

  @Test func peopleAndRefs() throws {
    let likers = try LikersPage(
      decoding: Array(recorded(bert + "/likers?limit=3").body.utf8),
      reader: reader
    )
    #expect(likers.likers.count == 20)
    #expect(likers.findings == [])

    let refs = try RepoRefs(
      decoding: Array(recorded(bert + "/refs").body.utf8),
      reader: reader
    )
    #expect(refs.refs.map(\.name) == ["main"])

    let google = try AccountOverview(
      decoding: Array(recorded("/api/organizations/google/overview").body.utf8),
      reader: reader
    )
    #expect(google.name == "google")
    #expect(google.kind == .organization)
    #expect(google.createdAt?.hasSuffix("Z") == true)
    let julien = try AccountOverview(
      decoding: Array(recorded("/api/users/julien-c/overview").body.utf8),
      reader: reader
    )
    #expect(julien.name == "julien-c")
    #expect(julien.kind == .user)
    #expect((julien.followerCount ?? 0) > 1000)
  }

  /// All that is kept of each row of each recording, beside what the recording says.
  @Test(arguments: ["live-2026-07.jsonl.gz", "live-2026-09.jsonl.gz"])
  func rowsOfDetailsLoseNothingThatIsKept(file: String) throws {
    var read = 0
    for exchange in try RecordedRepliesTests.exchanges(file) where exchange.status == 200 {
      let path = exchange.url.prefix { $0 != "?" }
      let body = Array(exchange.body.utf8)
      guard let raw = try? reader.value(body) else { continue }
      if path.contains("/commits/") {
        let page = try CommitsPage(decoding: body, headers: exchange.headers, reader: reader)
        let rows = raw.array ?? []
        #expect(page.commits.count == rows.count)
        for (commit, row) in zip(page.commits, rows) {
          #expect(commit.id == row["id"]?.string && commit.title == row["title"]?.string)
          #expect(commit.date == row["date"]?.string)
          #expect(commit.authors.map(\.name) == row["authors"]?.array?.map { $0["user"]?.string })
        }
      } else if path.hasSuffix("/discussions") {
        let page = try DiscussionsPage(decoding: body, reader: reader)
        let rows = raw["discussions"]?.array ?? []
        #expect(page.discussions.count == rows.count)
        #expect(page.count == raw["count"]?.integer && page.start == raw["start"]?.integer)
        for (discussion, row) in zip(page.discussions, rows) { expectSame(discussion, row) }
      } else if path.contains("/discussions/") {
        let thread = try DiscussionThread(decoding: body, reader: reader)
        expectSame(thread.discussion, raw)
        let rows = raw["events"]?.array ?? []
        #expect(thread.events.count == rows.count)
        for (event, row) in zip(thread.events, rows) {
          #expect(event.id == row["id"]?.string && event.type == row["type"]?.string)
          #expect(event.createdAt == row["createdAt"]?.string)
          #expect(event.author?.name == row["author"]?["name"]?.string)
          #expect(event.author?.kind?.rawValue == row["author"]?["type"]?.string)
        }
      } else if path.hasSuffix("/likers") {
        let page = try LikersPage(decoding: body, reader: reader)
        #expect(page.likers.map(\.account.name) == raw.array?.map { $0["user"]?.string })
        #expect(
          page.likers.map { $0.account.kind?.rawValue } == raw.array?.map { $0["type"]?.string }
        )
      } else if path.hasSuffix("/refs") {
        let refs = try RepoRefs(decoding: body, reader: reader).refs
        let rows = ["branches", "tags", "converts"].flatMap { raw[$0]?.array ?? [] }
        #expect(refs.map(\.name) == rows.map { $0["name"]?.string })
        #expect(refs.map(\.target) == rows.map { $0["targetCommit"]?.string })
      } else if path.hasSuffix("/overview") {
        let account = try AccountOverview(decoding: body, reader: reader)
        #expect(account.name == (raw["user"] ?? raw["name"])?.string)
        #expect(account.hubID == raw["_id"]?.string)
        #expect(account.followerCount == raw["numFollowers"]?.integer)
        #expect(account.memberCount == raw["numUsers"]?.integer)
      } else {
        continue
      }
      read += 1
    }
    #expect(read >= 4)
  }

  private func expectSame(_ discussion: Discussion, _ row: JSONValue) {
    #expect(discussion.number == row["num"]?.integer)
    #expect(discussion.title == row["title"]?.string)
    #expect(discussion.status == row["status"]?.string)
    #expect(discussion.createdAt == row["createdAt"]?.string)
    #expect(discussion.isPullRequest == row["isPullRequest"]?.bool)
    #expect(discussion.author?.name == row["author"]?["name"]?.string)
    #expect(discussion.author?.kind?.rawValue == row["author"]?["type"]?.string)
    if row["numComments"] != nil { #expect(discussion.commentCount == row["numComments"]?.integer) }
  }

  @Test func aPullRequestOfAnotherClientsTests() throws {
    let url = try #require(Shared.file("real-hub/raw/discussions-rust-tests.json"))
    let cases = try reader.value([UInt8](Data(contentsOf: url))).array ?? []
    let pull = try DiscussionThread(
      decoding: Array(#require(cases[0]["json"]).text.utf8),
      reader: reader
    )
    #expect(pull.discussion.isPullRequest)
    #expect(pull.events.map(\.type) == ["comment", "commit", "status-change"])
    #expect(
      pull.events.map(\.value) == [nil, "81fd1d6e7847c99f5862c9fb81387956d99ec7aa", "closed"]
    )
  }

  /// Recorded on 2026-09-22, of a copied model, dataset and Space.
  @Test func theNewestRecordingsLoseNothing() throws {
    let all = try RecordedRepliesTests.exchanges("live-2026-09.jsonl.gz")
    func reply(_ path: String) throws -> RecordedRepliesTests.Exchange {
      try #require(all.first { $0.url == "https://huggingface.co" + path })
    }
    func code(_ path: String) throws -> HubError.Code {
      let reply = try reply(path)
      let response = HTTPResponse(url: reply.url, status: reply.status, headers: reply.headers)
      return HubError(reply: response, body: Array(reply.body.utf8)).code
    }
    for path in ["models/wzshiming/gpt2", "spaces/wzshiming/hello_world"] {
      let recorded = try reply("/api/\(path)/commits/main")
      let page = try CommitsPage(
        decoding: Array(recorded.body.utf8),
        headers: recorded.headers,
        reader: reader
      )
      let rows = try reader.value(Array(recorded.body.utf8)).array ?? []
      #expect(page.commits.map(\.id) == rows.compactMap { $0["id"]?.string })
      #expect(page.commits.map(\.title) == rows.compactMap { $0["title"]?.string })
      #expect(page.commits.allSatisfy { $0.date != nil && !$0.authors.isEmpty })
      #expect(page.findings == [])
      #expect(page.total ?? 0 >= page.commits.count)
    }
    for path in ["datasets/wzshiming/fixtures_image_utils", "spaces/wzshiming/hello_world"] {
      let refs = try RepoRefs(decoding: Array(reply("/api/\(path)/refs").body.utf8), reader: reader)
      #expect(refs.refs.map(\.name) == ["main"])
      #expect(refs.refs.allSatisfy { $0.target?.count == 40 } && refs.findings == [])
    }
    #expect(try code("/api/whoami-v2") == .notFound)
    #expect(try code("/api/models/wzshiming/gpt2/revision/does-not-exist") == .notFound)
    #expect(try code("/wzshiming/gpt2/resolve/main/does-not-exist.txt") == .notFound)
    // A redirect to the storage, with warnings beside it.
    let file = try reply("/wzshiming/gpt2/resolve/main/64-8bits.tflite")
    #expect(LinkHeader.next(in: file.headers.all("Link")) == .end)
    let hub = Endpoint.production
    let location = try #require(file.headers["Location"])
    #expect(!hub.isHubOrigin(location))
    #expect(file.headers["X-HF-Warning"]?.hasPrefix("unauthenticated;") == true)
  }

  @Test(arguments: [
    "commits", "discussions-list", "discussion-detail", "likers", "refs", "org-overview",
    "user-overview",
  ])
  func theExamplesHaveNothingOdd(name: String) throws {
    let url = try #require(Shared.file("hub-examples/\(name).json"))
    let body = [UInt8](try Data(contentsOf: url))
    let findings =
      switch name {
      case "commits": try CommitsPage(decoding: body, headers: [:], reader: reader).findings
      case "discussions-list": try DiscussionsPage(decoding: body, reader: reader).findings
      case "discussion-detail": try DiscussionThread(decoding: body, reader: reader).findings
      case "likers": try LikersPage(decoding: body, reader: reader).findings
      case "refs": try RepoRefs(decoding: body, reader: reader).findings
      default: try AccountOverview(decoding: body, reader: reader).findings
      }
    #expect(findings == [])
  }
}
