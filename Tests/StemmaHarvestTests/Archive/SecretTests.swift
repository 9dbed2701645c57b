import Foundation
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
import StemmaStandIn
import StemmaTrialSupport
import StemmaTestSupport
import Testing

extension EndToEnd {
  /// A token leaves no trace, though the server sends it back in all ways it can.
  @Suite(.timeLimit(.minutes(2))) struct Secrets {
    private static let token = "hf_MARKEDaBcDeFgHiJkLmNoPqRsTuVwXyZ012"

    @Test(.enabled("needs the command beside the tests") { ChildProcess.stemma != nil })
    func areInNoFileAndInNoLine() async throws {
      let box = Locked<StandIn?>(nil)
      var options = StandInOptions.withoutQuota
      options.intercept = { count, request in
        guard let standIn = box.withLock({ $0 }) else { return nil }
        return await Self.echo(request, standIn, count: count)
      }
      try await Trial.of(try World(lines: Trial.family), options: options) { trial in
        box.withLock { $0 = trial.standIn }
        defer { box.withLock { $0 = nil } }
        var said = ""
        for arguments in [
          ["harvest", "--page-size", "2", "--endpoint", trial.address.absoluteString],
          ["harvest", "l/base", "no/where", "--plan", "walk"]
            + ["--endpoint", trial.address.absoluteString],
          ["doctor", "--endpoint", trial.address.absoluteString], ["derive"], ["status"],
          ["cache", "verify"], ["cache", "info", "--json"],
          ["export", "warc", "-o", trial.folder.appending(path: "all.warc").path],
          ["export", "warc", "-o", trial.folder.appending(path: "all.warc.gz").path],
          ["export", "json", "-o", trial.folder.appending(path: "all.json").path],
        ] {
          let ending = try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            arguments + ["--cache", trial.path()],
            environment: ["HF_TOKEN": Self.token],
            in: trial.folder
          ).ending()
          // The doctor has something to say about such a Hub.
          #expect(
            ending.status == 0 || arguments[0] == "doctor",
            "\(arguments): \(ending.errors)"
          )
          said += ending.output + ending.errors
        }
        let asked = trial.standIn.requests.filter { $0.headers["authorization"] != nil }
        #expect(asked.count > 10)
        #expect(!said.contains("MARKED"))
        let files = try Self.files(in: trial.folder)
        #expect(files.contains { $0.0.contains("doctor-") })
        #expect(files.count > 5)
        for (name, bytes) in files {
          for (what, content) in try Self.contents(of: bytes, named: name) {
            #expect(!Self.isMarked(content), "\(name): \(what)")
          }
        }
        // What was blotted out was there: the test would see it.
        #expect(try trial.rows("SELECT count(*) FROM tag WHERE value = '[token]'") == ["1"])
      }
    }

    @Test func aTokenIsFoundHoweverItIsPacked() throws {
      let record = WARCRecord(
        HTTPResponse(
          url: "http://h/",
          status: 200,
          headers: ["Content-Encoding": "gzip"],
          wireBody: Gzip.deflate(Array("said \(Self.token)".utf8))
        ),
        of: Provenance(
          of: Step(
            id: 1,
            endpoint: FullListing(),
            kind: .model,
            subject: "",
            url: "/",
            rowCount: 0
          ),
          part: 1,
          parts: 1
        )
      )
      let contents = try Self.contents(of: record.member, named: "a.warc.gz")
      #expect(contents.contains { Self.isMarked($0.bytes) })
    }

    /// The right answer with the request's headers in its own, and in its body.
    private static func echo(
      _ request: HubRequest,
      _ standIn: StandIn,
      count: Int
    ) async -> Fault? {
      guard let secret = request.headers["authorization"] else { return nil }
      var plain = request
      plain.headers["accept-encoding"] = nil
      var reply = count == 3 ? .error(503, "no, \(secret)") : await standIn.reply(to: plain)
      reply.headers["X-Echo-Authorization"] = secret
      reply.headers["Set-Cookie"] = "token=\(token)"
      var text = String(decoding: reply.body, as: UTF8.self)
      text = text.replacing(#""tags":["#, with: #""tags":["\#(token)","#)
        .replacing(#"{"error":""#, with: #"{"error":"\#(secret): "#)
      reply.body = Array(text.utf8)
      reply.headers["ETag"] = nil
      if count % 2 == 0 {
        reply.body = Gzip.deflate(reply.body)
        reply.headers["Content-Encoding"] = "gzip"
      }
      return Fault(.reply(reply))
    }

    private static func isMarked(_ bytes: [UInt8]) -> Bool {
      bytes.firstRange(of: Array("MARKED".utf8)) != nil
    }

    private static func files(in folder: URL) throws -> [(String, [UInt8])] {
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      return names.compactMap { name in
        FileManager.default.contents(atPath: folder.appending(path: name).path)
          .map { (name, Array($0)) }
      }
    }

    /// A file as it is, and everything that is packed in it.
    private static func contents(
      of bytes: [UInt8],
      named name: String
    ) throws -> [(what: String, bytes: [UInt8])] {
      var contents = [("as it is", bytes)]
      guard name.contains(".warc") else { return contents }
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try Data(bytes).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let scan = try ArchiveScan(path: file.path)
      while let piece = try scan.next() {
        guard case .record(let record, let place) = piece else { continue }
        contents.append(("record at \(place.offset)", record.bytes))
        guard let body = try record.response?.decodedBody(limit: 1 << 30) else { continue }
        contents.append(("body at \(place.offset)", body))
      }
      return contents
    }
  }
}
