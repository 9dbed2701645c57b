import StemmaCore
@testable import StemmaStandIn
import StemmaTestSupport
import Testing

/// Rows that the Hub served, fed to a world and asked for again the way they were recorded.
// Needs the recordings beside the project.
@Suite(
  .enabled(if: Shared.file("real-hub/raw/live-2026-07.jsonl.gz") != nil, "needs the recordings")
)
struct RecordedShapes {
  @Test(arguments: [
    ("/api/models?limit=3", "model"), ("/api/datasets?limit=3", "dataset"),
    ("/api/spaces?limit=3", "space"), ("/api/models?limit=3&sort=downloads", "model"),
    ("/api/models?limit=3&filter=", "model"),
  ])
  func listsAreWrittenAgainRowForRow(uri: String, kind: String) async throws {
    let recorded = try #require(
      try Recorded.live.first { $0.uri == uri || ($0.uri.hasPrefix(uri + "&")) }
        ?? Recorded.live.first { $0.uri.hasPrefix(uri) }
    )
    let rows = try JSONValue(parsing: recorded.body).array ?? []
    let lines = rows.map { JSONValue.object([.init(kind, $0)]).text }
    // The link says that the Hub had more rows: one more, behind all others.
    let behind = "{\"\(kind)\": {\"id\": \"z/z\", \"tags\": \(rows[0]["tags"]?.text ?? "[]")}}"
    let asking = try Asking(lines + [behind])
    let reply = await asking.reply(recorded.uri)
    #expect(try written(reply.json, like: rows) == rows)
    let link = try #require(recorded.headers["Link"]?.string)
    #expect(reply.headers["Link"]?.split(separator: "cursor=").first == link.parameters)
  }

  /// The recorded order is not the sort's own where ranks had moved since; rows are compared by id.
  private func written(_ page: JSONValue, like rows: [JSONValue]) throws -> [JSONValue] {
    try rows.map { row in
      try #require(page.array?.first { $0["id"] == row["id"] })
    }
  }

  @Test(arguments: [
    ("/api/models/google-bert/bert-base-uncased?expand", "model"),
    ("/api/models/Anant-083/isl-sign-language-detector?expand", "model"),
    ("/api/datasets/rajpurkar/squad?expand", "dataset"),
    ("/api/spaces/black-forest-labs/FLUX.1-dev?expand", "space"),
  ])
  func detailsAreWrittenAgainByteForByte(uri: String, kind: String) async throws {
    let recorded = try Recorded.live(uri)
    let row = try JSONValue(parsing: recorded.body)
    let asking = try Asking([JSONValue.object([.init(kind, row)]).text])
    let reply = await asking.reply(recorded.uri)
    #expect(reply.text == recorded.body)
    #expect(reply.headers["ETag"] == recorded.etag)
  }

  @Test func defaultDetailsHaveTheRecordedFields() async throws {
    var compared = 0
    for recorded in try Recorded.all(in: "hub-api-cassettes.jsonl.gz") {
      guard recorded.status == 200, recorded.uri.hasPrefix("/api/models/"),
        !recorded.uri.contains("?")
      else { continue }
      let row = try JSONValue(parsing: recorded.body)
      // A field of 2024 that the Hub no longer writes.
      guard row["gitalyUid"] == nil else { continue }
      let asking = try Asking([JSONValue.object([.init("model", row)]).text])
      let written = try await asking.json("/api/models/\(row["id"]?.string ?? "")")
      for key in written.keys { #expect(row[key] == nil || written[key] == row[key]) }
      let missing = Set(row.keys).subtracting(written.keys)
      #expect(missing == [], "\(recorded.uri)")
      compared += 1
    }
    #expect(compared > 30)
  }

  @Test func absenceIsSaidInTheRecordedWords() async throws {
    let asking = try Asking([#"{"user": {"user": "julien-c"}}"#])
    for part in ["api/models/rajpurkar/squad", "api/organizations/julien-c/overview"] {
      let recorded = try Recorded.live(part)
      let reply = await asking.reply(recorded.uri)
      #expect(reply.status == recorded.status)
      #expect(reply.text == recorded.body)
      #expect(reply.headers["ETag"] == recorded.etag)
    }
  }

  @Test func redirectsAreTheRecordedOnes() async throws {
    let asking = try Asking([
      #"{"model": {"id": "meta-llama/Llama-3.1-8B-Instruct"}}"#,
      #"{"model": {"id": "google-bert/bert-base-uncased"}}"#,
      #"{"model": {"id": "google-t5/t5-small"}}"#,
      #"{"rename": {"from": "bert-base-uncased", "to": "google-bert/bert-base-uncased"}}"#,
      #"{"rename": {"from": "t5-small", "to": "google-t5/t5-small"}}"#,
      """
      {"rename": {"from": "meta-llama/Meta-Llama-3.1-8B-Instruct", \
      "to": "meta-llama/Llama-3.1-8B-Instruct"}}
      """,
    ])
    let recorded = try Recorded.all(in: "hub-api-cassettes.jsonl.gz").filter { $0.status == 307 }
    #expect(!recorded.isEmpty)
    for recorded in recorded {
      let reply = await asking.reply(recorded.uri)
      #expect(reply.status == 307)
      #expect(reply.text == recorded.body)
      #expect(reply.headers["Location"] == recorded.headers["Location"]?.string)
      #expect(reply.headers["Content-Type"] == recorded.headers["Content-Type"]?.string)
    }
  }

  @Test func commitsRefsAndDiscussionsAreWrittenAgain() async throws {
    let commits = try Recorded.live("/commits/main")
    let thread = try Recorded.live("/discussions/1")
    let refs = try Recorded.live("/refs")
    let head = try #require(JSONValue(parsing: commits.body).array?.first?["id"]?.text)
    let asking = try Asking([
      """
      {"model": {"id": "google-bert/bert-base-uncased", "sha": \(head)}, \
      "commits": \(commits.body), "discussions": [\(thread.body)], "refs": \(refs.body)}
      """
    ])
    #expect(await asking.reply(commits.uri).text == commits.body)
    #expect(await asking.reply(thread.uri).text == thread.body)
    #expect(await asking.reply(refs.uri).text == refs.body)
    let list = try await asking.json("/api/models/google-bert/bert-base-uncased/discussions")
    let known = try JSONValue(parsing: Recorded.live("/discussions?limit=3").body)
    #expect(list.keys == known.keys)
    let row = try #require(list["discussions"]?.array?.first)
    let knownRow = try #require(known["discussions"]?.array?.first { $0["author"] != nil })
    #expect(Set(row.keys) == Set(knownRow.keys))
  }

  @Test func overviewsAreWrittenAgain() async throws {
    let organization = try Recorded.live("organizations/google/overview")
    let user = try Recorded.live("users/julien-c/overview")
    let asking = try Asking([
      "{\"org\": \(organization.body)}", "{\"user\": \(user.body)}",
    ])
    #expect(await asking.reply(organization.uri).text == organization.body)
    #expect(await asking.reply(user.uri).text == user.body)
  }
}

extension String {
  /// A link up to its cursor.
  fileprivate var parameters: Substring? { split(separator: "cursor=").first }
}
