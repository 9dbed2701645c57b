import Foundation
import StemmaCore
@testable import StemmaStandIn
import StemmaTestSupport
import Testing

@Suite struct Repositories {
  private static let lines = [
    """
    {"model": {"id": "lab/base", "gated": "manual", "sha": \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, "readme": "# Base\\n"}
    """,
    #"{"model": {"id": "gpt2"}, "readme": "hello\n"}"#,
    #"{"model": {"id": "lab/off", "disabled": true}}"#,
    #"{"dataset": {"id": "lab/data"}, "readme": "rows"}"#,
    #"{"rename": {"from": "old/name", "to": "older/name"}}"#,
    #"{"rename": {"from": "older/name", "to": "lab/base"}}"#,
  ]

  @Test(arguments: [
    ("/api/models/OLD/name/commits/main?limit=1", "/api/models/lab/base/commits/main?limit=1"),
    ("/api/models/LAB/Base?expand[]=sha", "/api/models/lab/base?expand[]=sha"),
    ("/api/models/GPT2/refs", "/api/models/gpt2/refs"),
    ("/old/name/resolve/main/README.md", "/lab/base/resolve/main/README.md"),
    ("/datasets/Lab/data/raw/main/README.md", "/datasets/lab/data/raw/main/README.md"),
  ])
  func namesThatMovedRedirect(uri: String, location: String) async throws {
    let reply = await (try Asking(Self.lines)).reply(uri)
    #expect(reply.status == 307)
    #expect(reply.headers["Location"] == location)
    #expect(reply.text == "Temporary Redirect. Redirecting to \(location)")
  }

  @Test(
    arguments: [
      ("/api/models/no/such", nil, 401, nil), ("/api/models/no/such", "hf_a", 404, "RepoNotFound"),
      ("/api/models/lab/data", nil, 401, nil), ("/api/models/lab/base", "hf_invalid", 401, nil),
      ("/api/models/gpt2/revision/none", nil, 404, "RevisionNotFound"),
      ("/api/models/gpt2/commits/none", nil, 404, "RevisionNotFound"),
      ("/gpt2/resolve/none/README.md", nil, 404, "RevisionNotFound"),
      ("/gpt2/resolve/main/none.txt", nil, 404, "EntryNotFound"),
      ("/lab/base/resolve/main/README.md", nil, 401, "GatedRepo"),
      ("/lab/base/raw/main/README.md", "hf_a", 403, "GatedRepo"),
      ("/lab/base/raw/main/README.md", "hf_member", 200, nil),
      ("/api/models/lab/base", nil, 200, nil), ("/api/models/lab/off", nil, 403, nil),
      ("/api/nothing", nil, 404, nil), ("/api/users/lab/overview", nil, 404, nil),
      ("/api/whoami-v2", nil, 401, nil), ("/api/whoami-v2", "hf_a", 200, nil),
      ("/api/models/gpt2/revision/main", nil, 200, nil),
      ("/api/models/gpt2/revision/refs%2Fheads%2Fmain", nil, 200, nil),
      ("/api/models-tags-by-type", nil, 200, nil), ("/somewhere", nil, 404, nil),
    ] as [(String, String?, Int, String?)]
  )
  func absenceAndGatesAreSaid(uri: String, token: String?, status: Int, code: String?)
    async throws
  {
    var options = StandInOptions.withoutQuota
    options.grantedTokens = ["hf_member"]
    let reply = await (try Asking(Self.lines, options: options)).reply(uri, token: token)
    #expect(reply.status == status)
    #expect(reply.headers["X-Error-Code"] == code)
  }

  @Test func aBadTokenIsToldApartFromAMissingRepository() async throws {
    let asking = try Asking(Self.lines)
    let bad = await asking.reply("/api/models/lab/base", token: "hf_invalid")
    #expect(bad.headers["X-Error-Message"] == "Invalid credentials in Authorization header")
    let missing = await asking.reply("/api/models/no/such")
    #expect(missing.text == #"{"error":"Invalid username or password."}"#)
    #expect(missing.body.count == 41)
    #expect(missing.headers["X-Error-Message"] == nil)
    let off = await asking.reply("/api/models/lab/off")
    #expect(off.headers["X-Error-Message"] == "Access to this resource is disabled.")
  }

  @Test func aResolvedCardLeadsToItsText() async throws {
    let asking = try Asking(Self.lines)
    let sha = try #require(try await asking.json("/api/models/gpt2")["sha"]?.string)
    let hop = await asking.reply("/gpt2/resolve/main/README.md")
    let blob = "ce013625030ba8dba906f756967f9e9ca394464a"
    #expect(
      hop.headers["Location"] == """
        /api/resolve-cache/models/gpt2/\(sha)/README.md?\
        %2Fgpt2%2Fresolve%2Fmain%2FREADME.md=&etag=%22\(blob)%22
        """
    )
    #expect(hop.headers["X-Repo-Commit"] == sha)
    #expect(hop.headers["X-Linked-Etag"] == "\"\(blob)\"")
    let location = try #require(hop.headers["Location"])
    let text = await asking.reply(location)
    #expect(text.text == "hello\n")
    #expect(text.headers["ETag"] == "\"\(blob)\"")
    let again = await asking.reply(location, headers: ["if-none-match": "\"\(blob)\""])
    #expect(again.status == 304)
    #expect(again.body.isEmpty)
    let raw = await asking.reply("/gpt2/raw/main/README.md")
    #expect(raw.headers["ETag"] == "W/\"\(blob)\"")
  }

  @Test func commitsArePaged() async throws {
    let commits = (0..<7).reversed().map { number in
      """
      {"id": "\(String(repeating: "\(number)", count: 40))", "title": "c\(number)", "message": "", \
      "authors": [], "date": "2025-01-0\(number + 1)T00:00:00.000Z"}
      """
    }
    let asking = try Asking([
      "{\"model\": {\"id\": \"a/b\"}, \"commits\": [\(commits.joined(separator: ", "))]}"
    ])
    let first = await asking.reply("/api/models/a/b/commits/main?limit=3")
    #expect(first.headers["X-Total-Count"] == "7")
    #expect(
      first.headers["Link"]
        == "<https://huggingface.co/api/models/a/b/commits/main?p=1&limit=3>; rel=\"next\""
    )
    let all = try await asking.walk("/api/models/a/b/commits/main?limit=3")
    #expect(all.compactMap { $0["title"]?.string } == ["c6", "c5", "c4", "c3", "c2", "c1", "c0"])
    let older = String(repeating: "2", count: 40)
    #expect(await asking.reply("/api/models/a/b/commits/\(older)").headers["X-Total-Count"] == "3")
    let row = try await asking.json("/api/models/a/b?expand=sha&expand=lastModified")
    #expect(row["sha"]?.string == String(repeating: "6", count: 40))
    #expect(row["lastModified"] == "2025-01-07T00:00:00.000Z")
  }

  @Test(arguments: ["9", "9223372036854775807", "-1", "x"])
  func pagesBehindTheLastAreEmptyOrTheFirst(page: String) async throws {
    let asking = try Asking([#"{"model": {"id": "a/b"}}"#])
    let rows = try await asking.json("/api/models/a/b/commits/main?p=\(page)").array
    #expect(rows?.count == (Int(page).map { $0 > 0 } == true ? 0 : 1))
    #expect(await asking.reply("/api/models/a/b/discussions?p=\(page)").status == 200)
  }

  @Test func discussionsArePagedByFifty() async throws {
    let threads = (1...120).map { number in
      """
      {"num": \(number), "title": "t\(number)", "createdAt": "2025-01-01T00:00:00.000Z", \
      "status": "\(["open", "closed", "merged", "draft"][number % 4])", \
      "isPullRequest": \(number % 2 == 0), "events": []}
      """
    }
    let asking = try Asking([
      "{\"model\": {\"id\": \"a/b\"}, \"discussions\": [\(threads.joined(separator: ", "))]}"
    ])
    var seen: [Int64] = []
    for page in 0..<4 {
      let reply = await asking.reply("/api/models/a/b/discussions?p=\(page)&limit=3")
      #expect(reply.headers["Link"] == nil)
      let body = try reply.json
      #expect(body["count"] == 120)
      #expect(body["start"] == .integer(Int64(page * 50)))
      #expect(body["numClosedDiscussions"] == 60)
      seen += (body["discussions"]?.array ?? []).compactMap { $0["num"]?.integer }
    }
    #expect(seen == (1...120).reversed().map(Int64.init))
    let closed = try await asking.json(
      "/api/models/a/b/discussions?type=pull_request&status=closed"
    )
    #expect(closed["count"] == 30)
    #expect(await asking.reply("/api/models/a/b/discussions/121").status == 404)
    #expect(try await asking.json("/api/models/a/b/discussions/7")["title"] == "t7")
  }

  @Test func treesListDirectoriesFirstAndPage() async throws {
    let names = ["a.txt", "onnx/model.onnx", "onnx/deep/x.bin", "z.txt"]
    let files = names.map { "{\"rfilename\": \"\($0)\", \"size\": 9}" }
    let asking = try Asking([
      "{\"model\": {\"id\": \"a/b\", \"siblings\": [\(files.joined(separator: ", "))]}}"
    ])
    func paths(_ rows: [JSONValue]) -> [String] { rows.compactMap { $0["path"]?.string } }
    let tree = "/api/models/a/b/tree/main"
    #expect(paths(try await asking.walk(tree)) == ["onnx", "a.txt", "z.txt"])
    let all = ["onnx", "onnx/deep", "a.txt", "onnx/model.onnx", "onnx/deep/x.bin", "z.txt"]
    #expect(paths(try await asking.walk("\(tree)?recursive=true&limit=2")) == all)
    #expect(paths(try await asking.walk("\(tree)/onnx")) == ["onnx/deep", "onnx/model.onnx"])
    #expect(await asking.reply("\(tree)/none").headers["X-Error-Code"] == "EntryNotFound")
    let expanded = try await asking.json("\(tree)?expand=true").array ?? []
    #expect(expanded[0]["securityFileStatus"] == nil)
    #expect(expanded[1].keys.suffix(2) == ["lastCommit", "securityFileStatus"])
  }

  @Test func likesAndMembersFollowTheirCursor() async throws {
    let likes = (1...5).map { number in
      """
      {"createdAt": "2025-01-0\(number)T00:00:00.000Z", "repo": {"name": "a/m\(number)", \
      "type": "model"}}
      """
    }
    let members = (1...5).map {
      "{\"_id\": \"00000000000000000000000\($0)\", \"user\": \"u\($0)\"}"
    }
    let asking = try Asking([
      "{\"user\": {\"user\": \"ann\"}, \"likes\": [\(likes.joined(separator: ", "))]}",
      "{\"org\": {\"name\": \"lab\"}, \"members\": [\(members.joined(separator: ", "))]}",
    ])
    #expect(try await asking.walk("/api/users/ann/likes?limit=2").count == 5)
    #expect(try await asking.walk("/api/organizations/lab/members?limit=2").count == 5)
    let page = await asking.reply("/api/organizations/lab/members?limit=2")
    #expect(
      page.headers["Link"] == """
        <https://huggingface.co/api/organizations/lab/members?cursor=000000000000000000000002\
        &limit=2>; rel="next"
        """
    )
  }

  // Needs the examples beside the project.
  @Test(
    .enabled(if: Shared.file("hub-examples") != nil, "needs the examples"),
    arguments: [
      ("model", "model-detail-expand", "?expand[]="),
      ("dataset", "dataset-detail-expand", "?expand[]="),
      ("model", "model-detail-default", ""),
    ]
  )
  func theExamplesAreWrittenAgain(kind: String, file: String, query: String) async throws {
    let url = try #require(Shared.file("hub-examples/\(file).json"))
    let example = try JSONValue(parsing: String(contentsOf: url, encoding: .utf8))
    let asking = try Asking([JSONValue.object([.init(kind, example)]).text])
    let fields = example.keys.filter { !["_id", "id"].contains($0) }
    let expand = query.isEmpty ? "" : "?" + fields.map { "expand=\($0)" }.joined(separator: "&")
    let reply = try await asking.json("/api/\(kind)s/\(example["id"]?.string ?? "")\(expand)")
    #expect(Set(reply.object ?? []) == Set(example.object ?? []))
  }
}
