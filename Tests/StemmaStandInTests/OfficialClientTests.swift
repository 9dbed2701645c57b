import Foundation
import StemmaCore
@testable import StemmaStandIn
import StemmaTestSupport
import Testing

/// The official Python client, driven against a stand-in.
// Needs python3 with huggingface_hub.
@Suite(
  .enabled(if: Python.hasOfficialClient, "needs python3 with huggingface_hub"),
  .timeLimit(.minutes(2))
)
struct OfficialClient {
  @Test(arguments: ["listings", "repositories", "errors"])
  func seesTheHub(part: String) async throws {
    var options = StandInOptions()
    options.origin = .own
    let seen = try await Self.drive(part, options: options).seen
    #expect(seen.text == Self.expected[part])
  }

  @Test func waitsForTheNextWindowAfterARefusal() async throws {
    var options = StandInOptions()
    options.origin = .own
    options.quota?.anonymous.api = 3
    options.quota?.seconds = 15
    // Windows begin at multiples of their length: the first one begins with the test.
    let start = Date()
    options.now = { Date(timeIntervalSince1970: 15e6 + Date().timeIntervalSince(start)) }
    let (seen, requests) = try await Self.drive("quota", options: options)
    #expect(seen == ["models": [1, 1, 1, 1]])
    #expect(requests.compactMap(\.status).filter { $0 == 200 }.count == 4)
    #expect(requests.contains { $0.status == 429 })
  }

  private static func drive(
    _ part: String,
    options: StandInOptions
  ) async throws -> (seen: JSONValue, requests: [LoggedRequest]) {
    let standIn = StandIn(world: try World(lines: lines), options: options)
    let address = try await standIn.start()
    let script = Shared.package.appending(path: "Tests/StemmaStandInTests/official_client.py").path
    // The stand-in answers on the threads that waiting here would hold.
    let outcome = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          returning: Result { try Python.run([script, part], endpoint: address) }
        )
      }
    }
    let requests = standIn.requests
    await standIn.stop()
    return (try JSONValue(parsing: outcome.get()), requests)
  }

  private static let lines: [String] = {
    let threads = (1...60).map { number in
      """
      {"num": \(number), "title": "t", "status": "open", "isPullRequest": false, "events": [], \
      "createdAt": "2025-01-01T00:00:00.000Z", "author": {"name": "bob"}}
      """
    }
    let many = (0..<2100).map { number in
      let second = String(1_700_000_000 + number / 3)
      let digits = String(UInt32(second) ?? 0, radix: 16)
      return "{\"model\": {\"id\": \"many/m\(number)\", \"tags\": [], \"_id\": \"\(digits)"
        + String(repeating: "0", count: 12) + "\(1000 + number)\"}}"
    }
    return [
      """
      {"model": {"id": "lab/base", "sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", \
      "gated": "manual", "createdAt": "2024-05-01T10:00:00.000Z", "likes": 9, \
      "cardData": {"license": "other"}}, \
      "readme": "# Base", "likers": [{"user": "ann", "fullname": "Ann", "type": "user", \
      "_id": "660000000000000000000b02", "isPro": false, "avatarUrl": "/a.svg"}], \
      "commits": [{"id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "title": "Better", \
      "message": "", "authors": [{"user": "ann", "avatar": "/a.svg"}], \
      "date": "2024-05-02T10:00:00.000Z"}, {"id": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", \
      "title": "initial commit", "message": "", "authors": [{"user": "system", "avatar": "/a.svg"}], \
      "date": "2024-05-01T10:00:00.000Z"}], \
      "refs": {"tags": [], "converts": [], "branches": [{"name": "main", \
      "ref": "refs/heads/main", "targetCommit": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}], \
      "pullRequests": [{"name": "2", "ref": "refs/pr/2", \
      "targetCommit": "cccccccccccccccccccccccccccccccccccccccc"}]}, \
      "discussions": [{"num": 2, "title": "Typo", "status": "merged", "isPullRequest": true, \
      "createdAt": "2024-05-02T09:00:00.000Z", "author": {"name": "bob"}, \
      "changes": {"base": "refs/heads/main"}, "filesWithConflicts": [], "events": [\
      {"id": "1", "type": "comment", "createdAt": "2024-05-02T09:00:00.000Z", \
      "author": {"name": "bob"}, "data": {"edited": false, "hidden": false, \
      "latest": {"raw": "Hi", "html": "<p>Hi</p>", "updatedAt": "2024-05-02T09:00:00.000Z", \
      "author": {"name": "bob"}}}}, \
      {"id": "2", "type": "status-change", "createdAt": "2024-05-02T10:00:00.000Z", \
      "author": {"name": "ann"}, "data": {"status": "merged"}}]}, \
      {"num": 1, "title": "Why?", "status": "open", "isPullRequest": false, \
      "createdAt": "2024-05-01T12:00:00.000Z", "events": []}]}
      """,
      """
      {"model": {"id": "ann/chat-GGUF", "likes": 5, "downloads": 7, "cardData": \
      {"license": "mit", "base_model": "old/base"}}, "readme": "hello\\n", \
      "discussions": [\(threads.joined(separator: ", "))]}
      """,
      #"{"model": {"id": "lab/off", "disabled": true}}"#,
      #"{"dataset": {"id": "lab/data", "cardData": {"language": "en"}}}"#,
      #"{"space": {"id": "bob/demo", "sdk": "gradio", "models": ["lab/base"]}}"#,
      #"{"rename": {"from": "old/base", "to": "lab/base"}}"#,
      #"{"org": {"name": "lab"}}"#, #"{"user": {"user": "ann"}}"#,
    ] + many
  }()

  private static let expected: [String: String] = [
    "listings":
      #"""
    {"by_likes":["lab/base","ann/chat-GGUF","lab/off","many/m0","many/m1","many/m2",\#
    "many/m3"],\#
    "datasets":[["lab/data",["language:en","region:us"]]],\#
    "expanded":["ann/chat-GGUF",{"models":[{"_id":"663212a061387ea79ce98f03","id":\#
    "lab/base"}],"relation":"quantized"},null],\#
    "filtered":["ann/chat-GGUF"],\#
    "paged":[2100,2100,"many/m2097","many/m2"],\#
    "searched":["lab/base"],\#
    "spaces":[["bob/demo","gradio"]]}
    """#,
    "repositories":
      #"""
    {"card":"ce013625030ba8dba906f756967f9e9ca394464a",\#
    "commits":[["Better",["ann"]],["initial commit",["system"]]],\#
    "dataset":["lab/data","lab"],\#
    "discussions":[[2,"merged",true,"bob"],[1,"open",false,"deleted"]],\#
    "expanded":[{"models":[{"_id":"663212a061387ea79ce98f03","id":"lab/base"}],\#
    "relation":"quantized"},{"adapter":0,"finetune":0,"merge":0,"quantized":0}],\#
    "likers":["ann"],\#
    "many_discussions":60,\#
    "model":["lab/base","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","2024-05-01 10:\#
    00:00+00:00","manual",["bob/demo"]],\#
    "organization":2,\#
    "refs":[["main"],["refs/pr/2"]],\#
    "renamed":"lab/base",\#
    "siblings":[".gitattributes","README.md"],\#
    "thread":["Typo",["DiscussionComment","DiscussionStatusChange"]],\#
    "tree":[".gitattributes","README.md"],\#
    "user":1}
    """#,
    "errors":
      #"""
    {"bad_expand":["BadRequestError",400],\#
    "bad_token":["HfHubHTTPError",401],\#
    "disabled":["DisabledRepoError",403],\#
    "entry":["RemoteEntryNotFoundError",404],\#
    "gated":["GatedRepoError",401],\#
    "gated_not_granted":["GatedRepoError",403],\#
    "missing":["RepositoryNotFoundError",404],\#
    "missing_anonymous":["HfHubHTTPError",401],\#
    "revision":["RevisionNotFoundError",404]}
    """#,
  ]
}

/// Python scripts run beside the tests.
enum Python {
  static let hasOfficialClient =
    (try? run(["-c", "import huggingface_hub"], endpoint: nil)) != nil

  struct Failed: Error { var errors: String }

  /// What Python writes to standard output.
  static func run(_ arguments: [String], endpoint: URL?) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["HF_ENDPOINT"] = endpoint?.absoluteString
    environment["HF_HUB_DISABLE_TELEMETRY"] = "1"
    environment["HF_TOKEN"] = nil
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(errors: String(decoding: said.suffix(3000), as: UTF8.self))
    }
    return String(decoding: written, as: UTF8.self)
  }
}
