import StemmaCore
import StemmaHub
import Testing

/// Replies about a repository's life, read generously: what is odd is a finding.
@Suite struct DetailRepliesTests {
  private let reader = JSONReader()

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func commitsTellTitlesAuthorsAndMergedPullRequests() throws {
    let page = try CommitsPage(
      decoding: bytes(
        #"""
        [{"id": "aa", "title": "Fix (#62)", "message": "", "date": "2024-02-19T11:06:12.000Z",
          "authors": [{"user": "ann", "avatar": "/a.svg"}, {"user": ""}, null, {"user": "bo"}]},
         {"id": "bb", "title": null, "authors": {}}, {"title": "no id"}, 7]
        """#
      ),
      headers: ["x-total-count": " 31 "],
      reader: reader
    )
    #expect(page.commits.map(\.id) == ["aa", "bb"])
    #expect(page.commits[0].authors.map(\.name) == ["ann", "bo"])
    #expect(page.commits[0].pullRequest == 62)
    #expect(page.commits[1].title == "")
    #expect(page.commits[1].date == nil)
    #expect(page.total == 31)
    #expect(page.findings.map(\.code) == [.brokenRecord, .brokenRecord])
  }

  @Test(
    arguments: [
      ("Update README.md (#2)", 2), ("(#7)", 7), ("Fix #7", nil), ("Fix (#)", nil),
      ("Fix (#7) again", nil), ("Fix (#7a)", nil), ("#7)", nil),
      ("Fix (#99999999999999999999)", nil),
      ("", nil), (")", nil),
    ] as [(String, Int64?)]
  )
  func titlesOfMergedPullRequestsEndInTheirNumber(title: String, number: Int64?) throws {
    let row = JSONValue.array([["id": "aa", "title": .string(title)]])
    let page = try CommitsPage(decoding: bytes(row.text), headers: [:], reader: reader)
    #expect(page.commits.map(\.pullRequest) == [number])
    #expect(page.total == nil)
  }

  @Test func discussionsKeepDraftsAndDeletedAuthors() throws {
    let page = try DiscussionsPage(
      decoding: bytes(
        #"""
        {"discussions": [
          {"num": 3, "title": "test", "status": "draft", "isPullRequest": true, "numComments": 1},
          {"num": 2, "author": {"name": "ann", "type": "user"}, "title": "Why?", "status": "odd"},
          {"num": "1"}], "count": 52, "start": 50}
        """#
      ),
      reader: reader
    )
    #expect(page.discussions.map(\.number) == [3, 2])
    #expect(page.discussions.map(\.status) == ["draft", "odd"])
    #expect(page.discussions.map(\.author?.name) == [nil, "ann"])
    #expect(page.discussions.map(\.author?.kind) == [nil, .user])
    #expect(page.discussions.map(\.commentCount) == [1, nil])
    #expect(page.findings.map(\.code) == [.brokenRecord])
  }

  @Test(arguments: [
    (#"{"discussions": [{"num": 1}], "count": 2, "start": 0}"#, false),
    (#"{"discussions": [{"num": 1}, 3], "count": 2, "start": 0}"#, true),
    (#"{"discussions": [{"num": 1}], "count": 2, "start": 1}"#, true),
    (#"{"discussions": [], "count": 9, "start": 0}"#, true),
    (#"{"discussions": [{"num": 1}]}"#, true),
    (#"{"discussions": [{"num": 1}], "count": "2", "start": null}"#, true),
    (#"{"discussions": [{"num": 1}], "count": 2, "start": 9223372036854775807}"#, false),
  ])
  func theListOfDiscussionsEndsWhereItsCountIsReached(body: String, isLast: Bool) throws {
    #expect(try DiscussionsPage(decoding: bytes(body), reader: reader).isLast == isLast)
  }

  /// A short page before the last one leaves out what stands between it and the next.
  @Test(arguments: [
    ("p=1", 49, 50, true), ("p=1", 50, 50, false), ("p=2", 3, 100, true), ("p=3", 10, 150, false),
    ("p=0", 49, 0, false), ("p=1", 0, 50, true),
  ])
  func aPageOfDiscussionsShorterThanThoseBeforeIsCutShort(
    page: String,
    rows: Int,
    start: Int,
    isCut: Bool
  ) throws {
    let list = JSONValue.array((0..<rows).map { ["num": .integer(Int64($0 + 1))] })
    let body = #"{"discussions": \#(list.text), "count": 160, "start": \#(start)}"#
    let read = try DiscussionsPage(decoding: bytes(body), url: "/d?\(page)", reader: reader)
    #expect(read.isCutShort == isCut)
  }

  @Test func eventsTellWhatChangedAndNotWhatWasSaid() throws {
    let thread = try DiscussionThread(
      decoding: bytes(
        #"""
        {"num": 7, "title": "T", "status": "merged", "isPullRequest": true, "events": [
          {"id": "1", "type": "comment", "author": {"name": "ann", "isOwner": false, "isOrgMember": true},
           "createdAt": "2024-01-01T00:00:00.000Z", "data": {"latest": {"raw": "a secret"}}},
          {"id": "2", "type": "status-change", "data": {"status": "merged"}},
          {"id": "3", "type": "title-change", "data": {"from": "S", "to": "T"}},
          {"id": "4", "type": "commit", "data": {"subject": "s", "oid": "aa"}},
          {"id": "5", "type": "pin", "data": {"isPinned": true}},
          {"id": "6", "type": "lock", "author": {"name": "bo", "isOwner": false}},
          {"type": "comment"}, null]}
        """#
      ),
      reader: reader
    )
    #expect(thread.discussion.status == "merged")
    #expect(
      thread.events.map(\.value) == [nil, "merged", "T", "aa", #"{"isPinned":true}"#, nil]
    )
    #expect(thread.events.map(\.isMaintainer) == [true, nil, nil, nil, nil, false])
    #expect(thread.events.map(\.author?.name) == ["ann", nil, nil, nil, nil, "bo"])
    #expect(thread.findings.count == 2)
  }

  /// As the Hub's own description lists them in August 2026.
  @Test func everyKindOfEventIsReadAndNoneIsOdd() throws {
    let author = #""author": {"name": "lab", "type": "org", "isOwner": true}"#
    func event(_ type: String, _ data: String) -> String {
      #"{"id": "\#(type)", \#(author), "type": "\#(type)", "data": \#(data)}"#
    }
    let events = [
      event("comment", #"{"parentCommentId": "first", "identifiedLanguage": {"language": "en"}}"#),
      event("status-change", #"{"status": "closed", "reason": "done"}"#),
      event("commit", #"{"subject": "x", "oid": "abc"}"#),
      event("title-change", #"{"from": "a", "to": "b"}"#),
      event("pinning-change", #"{"pinned": true}"#),
      event("locking-change", #"{"locked": true}"#),
      event("report-status-change", #"{"report": "open"}"#), event("ref-deleted", "{}"),
    ]
    let body = #"""
      {"num": 3, "title": "t", "status": "open", "isPullRequest": false, "isReport": true, \#
      \#(author), "repo": {"name": "lab/kernel", "type": "kernel"}, \#
      "createdAt": "2026-08-01T00:00:00.000Z", "events": [\#(events.joined(separator: ", "))]}
      """#
    let thread = try DiscussionThread(decoding: Array(body.utf8), reader: JSONReader())
    #expect(thread.findings == [])
    #expect(thread.discussion.author?.kind == .organization)
    #expect(
      thread.events.allSatisfy { $0.author?.kind == .organization && $0.isMaintainer == true }
    )
    #expect(
      thread.events.map(\.value) == [
        "first", "closed", "abc", "b", #"{"pinned":true}"#, #"{"locked":true}"#,
        #"{"report":"open"}"#, "{}",
      ]
    )
  }

  @Test func likersRefsAndOverviewsAreReadAsFarAsTheyGo() throws {
    let likers = try LikersPage(
      decoding: bytes(#"[{"user": "ann", "type": "user"}, {"user": null}, {"user": "bo"}]"#),
      reader: reader
    )
    #expect(likers.likers.map(\.account.name) == ["ann", "bo"])
    #expect(likers.findings.count == 1)

    let refs = try RepoRefs(
      decoding: bytes(
        #"""
        {"branches": [{"name": "main", "ref": "refs/heads/main", "targetCommit": "aa"}],
         "tags": [{"name": "v1"}, 3], "converts": null, "pullRequests": [{"ref": "refs/pr/1"}]}
        """#
      ),
      reader: reader
    )
    #expect(refs.refs.map(\.kind) == [.branch, .tag, .pullRequest])
    #expect(refs.refs.map(\.name) == ["main", "v1", "refs/pr/1"])
    #expect(refs.refs.map(\.target) == ["aa", nil, nil])
    #expect(refs.findings.count == 1)

    let organization = try AccountOverview(
      decoding: bytes(
        #"{"_id": "5f0c00000000000000000000", "name": "lab", "numUsers": 4, "numFollowers": 9}"#
      ),
      reader: reader
    )
    #expect(organization.kind == .organization)
    #expect(organization.createdAt == "2020-07-13T06:32:32Z")
    #expect(organization.memberCount == 4)
    let user = try AccountOverview(
      decoding: bytes(#"{"_id": 5, "user": "ann", "createdAt": "2022-05-06T13:30:26.000Z"}"#),
      reader: reader
    )
    #expect(user.kind == .user)
    #expect(user.hubID == nil)
    #expect(user.followerCount == nil)
  }

  @Test func aPointerIsNoCard() {
    #expect(CardText(decoding: bytes("# Chat")).text == "# Chat")
    #expect(CardText(decoding: []).text == "")
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
    #expect(CardText(decoding: bytes(pointer)).text == nil)
    let broken = CardText(decoding: [0x41, 0xFF])
    #expect(broken.text == "A\u{FFFD}")
    #expect(broken.findings.map(\.code) == [.invalidText])
  }

  @Test(arguments: ["[", "{}", #""text""#, "null", "[1", "7"])
  func whatIsSomethingElseIsRefused(body: String) {
    #expect(throws: HubError.self) {
      try CommitsPage(decoding: bytes(body), headers: [:], reader: reader)
    }
    #expect(throws: HubError.self) { try DiscussionsPage(decoding: bytes(body), reader: reader) }
    #expect(throws: HubError.self) { try DiscussionThread(decoding: bytes(body), reader: reader) }
    #expect(throws: HubError.self) { try LikersPage(decoding: bytes(body), reader: reader) }
    #expect(throws: HubError.self) { try AccountOverview(decoding: bytes(body), reader: reader) }
  }
}
