import Foundation
@testable import StemmaCore
@testable import StemmaHub
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A Hub, or someone who passes for it, that means harm.
  ///
  /// The command runs as a process of its own, so that its time and memory can be bounded.
  @Suite(.timeLimit(.minutes(5)), .enabled(if: ChildProcess.stemma != nil, "needs the command"))
  struct HostileHub {
    private static let world = [
      #"{"model": {"id": "lab/base"}}"#,
      #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}}"#,
      #"{"dataset": {"id": "lab/data"}}"#,
    ]

    /// What the listing of the models is answered with.
    enum Attack: String, CaseIterable, Sendable {
      /// A gigabyte of zeros in a stream of a megabyte.
      case bomb
      /// Zeros without end.
      case endlessBody
      /// A record whose card holds 50 MB of text.
      case hugeCard
      /// A record whose card is nested a million deep.
      case deepCard
      /// A redirect to where it came from.
      case redirectLoop

      func fault(_ request: HubRequest, in folder: URL) throws -> Fault? {
        guard request.path == "/api/models" else { return nil }
        switch self {
        case .bomb:
          let body = try Data(contentsOf: folder.appending(path: "zeros.gz"))
          let headers = ["Content-Type": "application/json", "Content-Encoding": "gzip"]
          return Fault(.reply(Reply(status: 200, headers: headers, body: Array(body))))
        case .endlessBody: return Fault(.endless)
        case .hugeCard:
          return Self.row(
            card: #"{"license": "mit", "x": ""# + String(repeating: "y", count: 50 << 20) + #""}"#
          )
        case .deepCard:
          let depth = 1_000_000
          return Self.row(
            card: String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
          )
        case .redirectLoop:
          return Fault(.reply(Reply(status: 307, headers: ["Location": request.uri])))
        }
      }

      private static func row(card: String) -> Fault {
        let text = #"[{"_id": "640000000000000000000001", "id": "lab/base", "cardData": \#(card)}]"#
        return Fault(
          .reply(
            Reply(
              status: 200,
              headers: ["Content-Type": "application/json"],
              body: Array(text.utf8)
            )
          )
        )
      }
    }

    @Test(arguments: Attack.allCases)
    func costsBoundedTimeAndMemory(attack: Attack) async throws {
      try await withScratchFolder { folder in
        if attack == .bomb { try await Self.writeBomb(in: folder) }
        var options = StandInOptions.withoutQuota
        options.intercept = { _, request in try? attack.fault(request, in: folder) }
        try await Trial.of(try World(lines: Self.world), options: options) { trial in
          let ending = try await ChildProcess.stemma(
            "harvest",
            "--plan",
            "sweep",
            "--endpoint",
            trial.address.absoluteString,
            "--cache",
            trial.path(),
            "--quiet",
            in: trial.folder,
            within: 100
          )
          #expect([0, 2].contains(ending.status), "\(ending)")
          #expect(ending.peak < 700 << 20, "\(ending.peak >> 20) MB")
          #expect(try trial.damage() == [])
          // The rest of the harvest came to its end.
          #expect(try trial.rows("SELECT name FROM repo WHERE kind = 'dataset'") == ["lab/data"])
          let isLeft = """
            SELECT 1 FROM step
            WHERE purpose = 'listing' AND kind = 'model' AND state = 'incomplete'
            """
          switch attack {
          case .hugeCard:
            #expect(try trial.rows("SELECT license FROM repo WHERE name = 'lab/base'") == ["mit"])
          // A page without a single record that can be read is none.
          default: #expect(try trial.rows(isLeft) == ["1"])
          }
        }
      }
    }

    /// What the README of a model is answered with.
    enum Card: String, CaseIterable, Sendable {
      /// Aliases of aliases: ten to the ninth of a text, once they are followed.
      case aliasBomb
      /// 50 MB of metadata.
      case huge
      /// Lists in lists, a hundred thousand deep.
      case deep

      var text: String {
        switch self {
        case .aliasBomb:
          let lists = (1...9).map { number in
            "a\(number): &a\(number) ["
              + Array(repeating: "*a\(number - 1)", count: 10).joined(separator: ", ") + "]"
          }
          return "---\na0: &a0 boom\n" + lists.joined(separator: "\n") + "\nlicense: mit\n---\n"
        case .huge:
          return "---\nlicense: mit\nx: \"" + String(repeating: "y", count: 50 << 20)
            + "\"\n---\n"
        case .deep: return "---\nx: " + String(repeating: "[", count: 100_000) + "\n---\n"
        }
      }
    }

    @Test(arguments: Card.allCases)
    func aHostileCardCostsBoundedTimeAndMemory(card: Card) async throws {
      var options = StandInOptions.withoutQuota
      let body = Array(card.text.utf8)
      options.intercept = { _, request in
        guard request.path.contains("/resolve/") else { return nil }
        return Fault(
          .reply(Reply(status: 200, headers: ["Content-Type": "text/plain"], body: body))
        )
      }
      let lines = [
        #"{"model": {"id": "lab/base", "sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}"#
      ]
      try await Trial.of(try World(lines: lines), options: options) { trial in
        let ending = try await ChildProcess.stemma(
          "harvest",
          "lab/base",
          "--plan",
          "details",
          "--endpoint",
          trial.address.absoluteString,
          "--cache",
          trial.path(),
          "--quiet",
          in: trial.folder,
          within: 60
        )
        #expect([0, 2].contains(ending.status), "\(ending)")
        #expect(ending.peak < 700 << 20, "\(ending.peak >> 20) MB")
        #expect(trial.standIn.requests.contains { $0.uri.contains("/resolve/") })
        #expect(try trial.rows("SELECT name FROM repo") == ["lab/base"])
        // It says nothing, and that is said.
        #expect(try trial.rows("SELECT 1 FROM finding LIMIT 1") == ["1"])
        #expect(try trial.damage() == [])
      }
    }

    /// Tokens go to the endpoint alone: whoever else is pointed at is not even asked.
    @Test(arguments: ["redirect", "link", "redirect of a repository"])
    func theTokenStaysWithTheHub(bait: String) async throws {
      let stranger = StandIn(world: try World(lines: Self.world), options: .withoutQuota)
      let elsewhere = try await stranger.start().absoluteString
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        switch (bait, request.path) {
        case ("redirect", "/api/models"), ("redirect of a repository", "/api/models/old/name"):
          return Fault(
            .reply(Reply(status: 307, headers: ["Location": elsewhere + request.uri]))
          )
        case ("link", "/api/models"):
          return Fault(
            .reply(
              Reply.json(
                .array([["_id": "640000000000000000000001", "id": "lab/base"]]),
                headers: ["Link": "<\(elsewhere)\(request.uri)&cursor=x>; rel=\"next\""]
              )
            )
          )
        default: return nil
        }
      }
      let lines =
        Self.world + [#"{"model": {"id": "x/y", "cardData": {"base_model": "old/name"}}}"#]
      try await Trial.of(try World(lines: lines), options: options) { trial in
        let ending = try await ChildProcess.stemma(
          "harvest",
          "--plan",
          "sweep",
          "--endpoint",
          trial.address.absoluteString,
          "--cache",
          trial.path(),
          "--token",
          "hf_MARKEDmarkedMARKED",
          in: trial.folder,
          within: 60
        )
        #expect(!ending.errors.contains("MARKED"))
        #expect(!ending.output.contains("MARKED"))
        #expect(try trial.damage() == [])
        #expect(trial.standIn.requests.contains { $0.headers["authorization"] != nil })
      }
      #expect(stranger.requests.allSatisfy { $0.headers["authorization"] == nil })
      await stranger.stop()
    }

    /// A gigabyte of zeros, compressed by the system's own program.
    private static func writeBomb(in folder: URL) async throws {
      let file = folder.appending(path: "zeros.gz").path
      let ending = try await ChildProcess.start(
        URL(filePath: "/bin/sh"),
        ["-c", "head -c 1073741824 /dev/zero | gzip -6 > '\(file)'"],
        in: folder
      ).ending(within: 120)
      #expect(ending.status == 0)
    }
  }
}
