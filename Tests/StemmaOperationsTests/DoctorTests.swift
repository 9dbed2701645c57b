import Foundation
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
@testable import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The doctor tells what differs, and a harvest gets by all the same.
  @Suite(.timeLimit(.minutes(5))) struct DoctorSuite {
    /// A world with something to see at each point that a small Hub can show.
    private static let world: [String] =
      [
        model("google-bert/bert-base-uncased", #""likes": 9, "downloads": 900"#, likers: 9),
        #"{"rename": {"from": "bert-base-uncased", "to": "google-bert/bert-base-uncased"}}"#,
        model("a/oldest", #""cardData": {"base_model": "bert-base-uncased"}"#),
        model(
          "a/newest",
          #""createdAt": "2023-01-01T00:00:00.000Z", "cardData": {"base_model": "bert-base-uncased"}"#
        ),
        #"""
        {"rename": {"from": "runwayml/stable-diffusion-v1-5", \#
        "to": "stable-diffusion-v1-5/stable-diffusion-v1-5", "vanished": true}}
        """#,
        model("stable-diffusion-v1-5/stable-diffusion-v1-5"),
        model("a/picture", #""cardData": {"base_model": "runwayml/stable-diffusion-v1-5"}"#),
        model("google/gemma-4-31B-it"),
        model("a/bits-GGUF", #""cardData": {"base_model": "google/gemma-4-31B-it"}"#),
        model("a/small-GGUF", #""cardData": {"base_model": "google/gemma-4-31b-it"}"#),
        model(
          "a/adapter",
          #"""
          "library_name": "peft", "cardData": {"base_model": "google/gemma-4-31B-it"}, \#
          "config": {"peft": {"base_model_name_or_path": "google/gemma-4-31B-it"}}
          """#
        ),
        model("meta-llama/Llama-3.1-8B", #""gated": "manual", "downloads": 9"#),
        #"{"model": {"id": "a/fresh", "createdAt": "\#(newest)"}}"#,
        #"{"dataset": {"id": "d/data"}}"#, #"{"space": {"id": "s/show"}}"#,
      ] + (0..<1100).map { #"{"model": {"id": "more/m\#($0)"}}"# }

    /// The world's models.
    private static let modelCount = 1111

    /// A quarter of an hour ago.
    private static let newest = Timestamp.text(
      secondsSince1970: Int64(Date().timeIntervalSince1970) - 900
    )

    private static func model(_ id: String, _ fields: String = "", likers: Int = 0) -> String {
      let rows = (0..<likers).map {
        #"{"user": "u\#($0)", "_id": "64000000000000000000000\#($0)"}"#
      }
      let rest = fields.isEmpty ? "" : ", " + fields
      return """
        {"model": {"id": "\(id)"\(rest)}, "readme": "# Card", "likers": [\(rows.joined(separator: ", "))]}
        """
    }

    private static let token = "hf_marked_secret_of_the_doctor"

    private func examine(
      _ trial: Trial,
      token: String? = nil,
      at clock: RunEnvironment = .machine
    ) async throws -> Checkup {
      let hub = try HubSettings(
        endpoint: trial.address.absoluteString,
        token: token,
        environment: [:]
      )
      let transport = CurlTransport(now: clock.now)
      return try await transport.whileOpen {
        try await Doctor(cachePath: trial.path())
          .examine(hub, transport: transport, runEnvironment: clock)
      }
    }

    @Test func findsAHubThatIsAsItShouldBeSo() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        let checkup = try await examine(trial)
        let differing = checkup.contract.filter { $0.verdict == .differs }
        #expect(differing == [])
        let untold = checkup.contract.filter { $0.verdict == .unknown }.compactMap(\.point)
        // It has no description of itself, no discussions are known to be off, and none of the pages
        // is of an earlier day.
        #expect(untold == [2, 29, 36], "\(checkup.contract)")
        #expect(checkup.requests <= 38)
        #expect(checkup.requests == trial.standIn.requests.count)
      }
    }

    /// What a small Hub cannot show is not taken for a difference.
    @Test func findsNothingAmissOnTheDemosHubAndOnOneOfNothing() async throws {
      for world in [
        try World.demo(), try World(lines: [#"{"model": {"id": "a/one", "likes": 7}}"#]),
      ] {
        try await Trial.of(world, options: StandInOptions()) { trial in
          let checkup = try await examine(trial)
          #expect(checkup.contract.filter { $0.verdict == .differs } == [])
          #expect(!checkup.differs)
        }
      }
    }

    @Test func findsNothingAmissOnAMadeUpHub() async throws {
      let hub = SyntheticHub(try SyntheticOptions("models=3000,seed=5"))
      try await Trial.of(hub, options: StandInOptions()) { trial in
        let checkup = try await examine(trial)
        #expect(checkup.contract.filter { $0.verdict == .differs } == [])
      }
    }

    // Needs the reference material beside the project, and python3.
    @Test(
      .enabled(if: Shared.file("real-hub/edges") != nil, "needs the reference material"),
      .enabled("needs python3") { Python.canImport("json") }
    )
    func findsNothingAmissOnTheRealRecords() async throws {
      let source = try #require(Shared.file("real-hub"))
      try await withScratchFolder { folder in
        let world = folder.appending(path: "world.jsonl")
        try await Python.run(
          "../StemmaTestSupport/real_world.py",
          [source.path, world.path],
          in: folder
        )
        try await Trial.of(try World(contentsOf: world), options: StandInOptions()) { trial in
          let checkup = try await examine(trial)
          #expect(checkup.contract.filter { $0.verdict == .differs } == [])
        }
      }
    }

    @Test func asksTheHubOnceASecondAndThisMachineAtOnce() async throws {
      let waits = Locked<[Duration]>([])
      var clock = RunEnvironment.machine
      clock.monotonic = { waits.withLock { $0.reduce(.zero, +) } }
      clock.sleep = { wait in waits.withLock { $0.append(wait) } }
      func count(_ endpoint: String) async throws -> Int {
        waits.withLock { $0 = [] }
        let hub = try HubSettings(endpoint: endpoint, token: nil, environment: [:])
        let door = DoctorDoor(hub, transport: Nothing(), archive: nil, runEnvironment: clock)
        for _ in 0..<3 { _ = try await door.ask("/api/models") }
        return waits.withLock { $0.count { $0 == .seconds(1) } }
      }
      #expect(try await count("https://huggingface.co") == 2)
      #expect(try await count("http://127.0.0.1:80") == 0)
    }

    /// Answers nothing but that there is nothing.
    private struct Nothing: Transport {
      func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
        HTTPResponse(url: request.url, status: 404, headers: [:])
      }
    }

    @Test func asksAPageOfAnEarlierDayAgain() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        var then = RunEnvironment.machine
        then.now = { RunEnvironment.machine.now() - 3 * 86_400 }
        _ = try await examine(trial, at: then)
        let same = try await examine(trial).contract.first { $0.point == 36 }
        #expect(same?.verdict == .same)
        #expect(same?.seen.contains("after 3 days") == true)
        trial.standIn.serve(try World(lines: Array(Self.world.prefix(400))))
        let other = try await examine(trial).contract.first { $0.point == 36 }
        #expect(other?.verdict == .differs)
      }
    }

    /// A stand-in that is not as the contract says at one point.
    struct Other: Sendable, CustomTestStringConvertible {
      let point: Int
      var fault: @Sendable (HubRequest, Reply) -> Reply? = { _, _ in nil }
      var options: @Sendable (inout StandInOptions) -> Void = { _ in }
      /// Whether a harvest ends complete all the same.
      var isBorne = true
      var testDescription: String { "point \(point)" }
    }

    static let others: [Other] = [
      Other(point: 1) { request, _ in
        request.path == "/robots.txt"
          ? Reply(status: 200, body: Array("User-agent: *\nDisallow: /api/\n".utf8)) : nil
      },
      Other(point: 2) { request, _ in
        request.path == "/.well-known/openapi.json"
          ? .json(["openapi": "3.1.0", "paths": ["/api/models": ["get": [:]]]]) : nil
      },
      Other(point: 3) { request, _ in
        request.query.contains("zzz") && request.path == "/api/datasets" ? .json([]) : nil
      },
      Other(point: 3) { request, _ in
        request.query.contains("zzz") && request.path == "/api/models"
          ? .error(400, #""expand" must be one of [author, cardData, sha]"#) : nil
      },
      Other(point: 3) { request, _ in
        request.query.contains("zzz") && request.path == "/api/spaces"
          ? .error(
            400,
            "\"expand\" must be one of [\((Expand.known(.space) + ["novelty"]).joined(separator: ", "))]"
          ) : nil
      },
      Other(point: 6, options: { $0.ascending = [.dataset: .refused] }),
      Other(point: 9) { request, _ in
        request.path == "/api/models" && request.query.contains("filter=base_model")
          && request.query.contains("direction=1")
          ? .json([
            [
              "_id": "650000000000000000000002", "id": "a/b",
              "createdAt": "2023-01-01T00:00:00.000Z",
            ],
            [
              "_id": "640000000000000000000001", "id": "a/c",
              "createdAt": "2022-06-01T00:00:00.000Z",
            ],
          ]) : nil
      },
      Other(point: 10) { request, _ in
        request.query.contains("baseModels") && request.query.contains("direction=1")
          && !request.query.contains("cursor=")
          ? .error(400, #""expand" must be one of [author, cardData, createdAt, sha, tags]"#) : nil
      },
      Other(point: 10) { request, _ in
        request.query.contains("baseModels") && request.query.contains("direction=1")
          ? .error(504, "Gateway Timeout") : nil
      },
      Other(point: 10) { request, reply in
        guard request.query.contains("baseModels"), request.query.contains("direction=1"),
          !request.query.contains("cursor="),
          let rows = try? JSONValue(parsing: String(decoding: reply.body, as: UTF8.self)).array
        else { return reply.status == 0 ? reply : nil }
        var short = Reply.json(.array(Array(rows.prefix(500))))
        short.headers["Link"] = Self.link(behind: rows[499]["_id"]?.string ?? "")
        return short
      },
      Other(point: 11) { request, reply in
        request.query.contains("direction=1") && request.query.contains("limit=1000")
          && request.query.contains("cursor=")
          ? .json([["_id": "600000000000000000000001", "id": "a/first"]]) : nil
      },
      Other(point: 12) { request, _ in
        request.query.contains("direction=1") && request.query.contains("limit=1&")
          && request.query.contains("cursor=") ? .error(400, "Invalid cursor") : nil
      },
      Other(point: 13) { request, _ in
        request.query.contains("limit=1001")
          ? .json(.array((0..<1001).map { ["id": .string("a/m\($0)")] })) : nil
      },
      Other(point: 14) { request, _ in
        request.query.contains("sort=nonsense") ? .json([]) : nil
      },
      Other(point: 15) { request, _ in
        request.query.contains("sort=downloads&direction=1")
          ? .json([["downloads": 900], ["downloads": 9]]) : nil
      },
      Other(point: 16) { request, _ in
        request.query.contains("base_model%3Arunwayml") ? .json([]) : nil
      },
      Other(point: 17) { request, _ in
        request.query.contains("filter=base_model%3Abert-base-uncased&") ? bits : nil
      },
      Other(point: 18) { request, _ in request.query.contains("gemma-4-31b-it") ? bits : nil },
      Other(point: 20) { request, _ in
        request.query.contains("filter=peft") ? bits : nil
      },
      Other(point: 20) { request, _ in
        request.query.contains("filter=peft")
          ? .json([
            ["_id": "640000000000000000000009", "id": "a/x", "config": ["model_type": "llama"]]
          ])
          : nil
      },
      Other(point: 21, options: { $0.likeTimes = [] }),
      Other(point: 21, options: { $0.likeTimes = ["likeAt"] }),
      Other(point: 23) { request, _ in
        request.headers["if-none-match"] == nil ? nil : Reply(status: 304)
      },
      Other(point: 25) { request, reply in
        guard request.path.contains("/raw/") else { return nil }
        var reply = reply
        reply.headers["RateLimit"] = "\"pages\";r=99;t=140"
        return reply
      },
      Other(point: 28) { request, _ in
        request.path == "/models-json" ? .json(["models": [], "numTotalItems": 77]) : nil
      },
      Other(point: 30) { request, _ in
        request.path.hasPrefix("/meta-llama/")
          ? Reply(status: 200, headers: ["Content-Type": "text/plain"], body: Array("# x".utf8))
          : nil
      },
      Other(point: 32) { request, reply in
        guard request.path.hasSuffix("/likers"), request.query.isEmpty else { return nil }
        return reply.linking(to: request.path + "?p=1")
      },
      Other(point: 33) { request, _ in
        request.query.hasPrefix("sort=createdAt&limit=1&")
          ? .json([["id": "a/late", "createdAt": .string(hoursAgo)]]) : nil
      },
      Other(point: 34) { request, _ in
        request.path.contains("stemma-no-such")
          ? .error(404, "Repository not found", code: "RepoNotFound") : nil
      },
    ]

    /// The next page of the sweep behind a row.
    private static func link(behind id: String) -> String {
      let cursor = Data(#"{"_id":{"$gt":"\#(id)"}}"#.utf8).base64EncodedString()
        .replacing("=", with: "%3D")
      return "<https://huggingface.co/api/models?sort=createdAt&direction=1&limit=1000&cursor="
        + cursor + ">; rel=\"next\""
    }

    private static let hoursAgo = Timestamp.text(
      secondsSince1970: Int64(Date().timeIntervalSince1970) - 20_000
    )

    private static var bits: Reply {
      .json([["_id": "640000000000000000000009", "id": "a/bits-GGUF", "tags": []]])
    }

    @Test func differsAtEachPointOnceThatAHubCanDifferAt() {
      // What was asked on an earlier day has a test of its own.
      let untested: Set = [29, 36]
      #expect(
        Set(Self.others.map(\.point)) == Set(ContractPoint.all.map(\.number)).subtracting(untested)
      )
    }

    @Test(arguments: others)
    func reportsThePointThatDiffersAndNothingElse(other: Other) async throws {
      let box = Locked<StandIn?>(nil)
      var options = StandInOptions()
      other.options(&options)
      options.intercept = { _, request in
        guard let standIn = box.withLock({ $0 }) else { return nil }
        var plain = request
        plain.headers["accept-encoding"] = nil
        guard other.fault(request, Reply(status: 0)) != nil else { return nil }
        let right = await standIn.reply(to: plain)
        guard let reply = other.fault(request, right) else { return nil }
        return Fault(.reply(reply))
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        box.withLock { $0 = trial.standIn }
        let checkup = try await examine(trial)
        let differing = checkup.contract.filter { $0.verdict == .differs }
        #expect(differing.map(\.point) == [other.point], "\(differing)")
        #expect(checkup.requests <= 38)
      }
    }

    @Test(arguments: [3, 6, 10, 14, 16, 17, 21, 25, 28])
    func aHarvestGetsByAllTheSame(point: Int) async throws {
      let other = try #require(Self.others.first { $0.point == point })
      var options = StandInOptions.withoutQuota
      other.options(&options)
      options.intercept = { _, request in
        other.fault(request, Reply(status: 0)).map { Fault(.reply($0)) }
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        let summary = try await trial.harvest(pageSize: 400)
        #expect(summary.outcome == .complete)
        #expect(
          try trial.rows("SELECT count(*) FROM repo WHERE kind = 'model'") == ["\(Self.modelCount)"]
        )
        #expect(try trial.damage() == [])
      }
    }

    @Test func keepsEveryReplyAndNeverTheToken() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        let checkup = try await examine(trial, token: Self.token)
        #expect(checkup.machine.first { $0.what == "token" }?.verdict == .same)
        #expect(trial.standIn.requests.count { $0.uri == "/api/whoami-v2" } == 1)
        #expect(checkup.requests <= 38)
        let archive = try #require(checkup.archive)
        let records = try Gzipped.content(of: archive)
        #expect(records.count(of: "WARC-Type: response") == checkup.requests)
        #expect(!records.contains(Self.token))
        #expect(!String(describing: checkup).contains(Self.token))
      }
    }

    @Test func aTokenThatIsNotTakenIsToldAndLaidAside() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        let checkup = try await examine(trial, token: "hf_invalid_one")
        #expect(checkup.machine.first { $0.what == "token" }?.verdict == .differs)
        #expect(checkup.contract.filter { $0.verdict == .differs } == [])
      }
    }

    @Test func aQuotaThatRunsOutEndsTheProbesNotTheCheckup() async throws {
      var options = StandInOptions()
      options.quota?.anonymous.api = 8
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        let checkup = try await examine(trial)
        #expect(checkup.requests < 15)
        #expect(checkup.contract.filter { $0.verdict == .differs } == [])
        let likers = checkup.contract.first { $0.point == 32 }
        #expect(likers?.seen.contains("quota is used up") == true)
      }
    }

    @Test func aLockedCacheIsTold() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        try await trial.harvest()
        let lock = try WriterLock(cachePath: trial.path(), startedAt: "today")
        let checkup = try await examine(trial)
        withExtendedLifetime(lock) {}
        let writer = checkup.machine.first { $0.what == "writer" }
        #expect(writer?.verdict == .differs)
        #expect(checkup.machine.first { $0.what == "cache" }?.seen == "1113 repositories")
      }
    }

    // Needs the command beside the tests.
    @Test(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
    func theCommandEndsWithWhatItFound() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        func run(_ address: String) async throws -> ChildProcess.Ending {
          try await ChildProcess.stemma(
            "doctor",
            "--json",
            "--endpoint",
            address,
            "--cache",
            trial.path("none"),
            in: trial.folder
          )
        }
        let same = try await run(trial.address.absoluteString)
        #expect(same.status == 0, "\(same.output) \(same.errors)")
        let json = try JSONValue(parsing: same.output)
        #expect(json["contract"]?.array?.count == 25)
        #expect(json["differs"] == false)
        let closed = try ClosedPort()
        let unreachable = try await run(closed.address)
        #expect(unreachable.status == 2)
        #expect(unreachable.errors.split(separator: "\n").count == 1)
      }
    }
  }
}

@Suite struct RobotRulesTests {
  @Test(arguments: [
    ("", true), ("User-agent: *\nDisallow:\n", true), ("User-agent: *\nDisallow: /\n", false),
    ("User-agent: *\nDisallow: /api/\n", false), ("user-agent: evil\nDisallow: /\n", true),
    ("User-agent: evil\nUser-agent: *\nDisallow: /api\n", false),
    ("User-agent: *\nDisallow: /\nAllow: /api/models\n", true),
    ("User-agent: *\nDisallow: /x # not /api/\n", true), ("\u{0}\nnonsense\nDisallow: /\n", true),
  ])
  func sayWhetherAPathMayBeAsked(text: String, isAllowed: Bool) {
    #expect(RobotRules(text).allows("/api/models") == isAllowed)
  }
}

extension Reply {
  fileprivate func replacing(_ text: String, by other: String) -> Reply {
    var reply = self
    reply.body = Array(String(decoding: body, as: UTF8.self).replacing(text, with: other).utf8)
    return reply
  }

  fileprivate func linking(to path: String) -> Reply {
    var reply = self
    reply.headers["Link"] = "<https://huggingface.co\(path)>; rel=\"next\""
    return reply
  }
}
