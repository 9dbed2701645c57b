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
        #"""
        {"model": {"id": "google-bert/bert-base-uncased", "likes": 2, "downloads": 900, \#
        "createdAt": "2022-03-02T23:29:04.000Z"}, "readme": "# BERT", "likers": [\#
        {"user": "ann", "_id": "640000000000000000000001"}, \#
        {"user": "bo", "_id": "640000000000000000000002"}], "commits": [\#(commits)]}
        """#,
        #"{"rename": {"from": "bert-base-uncased", "to": "google-bert/bert-base-uncased"}}"#,
        #"""
        {"model": {"id": "meta/closed", "gated": "manual", "downloads": 9}, "readme": "# Closed"}
        """#,
        #"{"model": {"id": "a/orphan", "cardData": {"base_model": "gone/away"}}}"#,
        #"""
        {"model": {"id": "a/bits", "cardData": \#
        {"base_model": "google-bert/bert-base-uncased", "base_model_relation": "quantized"}}}
        """#,
        #"{"dataset": {"id": "d/data"}}"#, #"{"space": {"id": "s/show"}}"#,
      ] + (0..<5).map { #"{"model": {"id": "more/m\#($0)"}}"# }

    /// More commits than a page holds.
    private static let commits = (0..<60).map {
      #"{"id": "\#(String(repeating: "a", count: 38))\#($0 + 10)", "title": "c\#($0)", "#
        + #""message": "", "authors": [], "date": "2023-01-01T00:00:00.000Z"}"#
    }.joined(separator: ", ")

    private static let token = "hf_marked_secret_of_the_doctor"

    private func examine(_ trial: Trial, token: String? = nil) async throws -> Checkup {
      let hub = try HubSettings(
        endpoint: trial.address.absoluteString,
        token: token,
        environment: [:]
      )
      return try await Doctor(cachePath: trial.path()).examine(hub)
    }

    @Test func findsAHubThatIsAsItShouldBeSo() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        let checkup = try await examine(trial)
        #expect(checkup.contract.compactMap(\.point) == Array(1...16))
        let differing = checkup.contract.filter { $0.verdict == .differs }
        #expect(differing == [])
        let untold = checkup.contract.filter { $0.verdict == .unknown }.compactMap(\.point)
        // No discussions are switched off there, and it has no description of itself.
        #expect(untold == [12, 14], "\(checkup.contract)")
        #expect(checkup.requests < 40)
        #expect(checkup.requests == trial.standIn.requests.count)
      }
    }

    /// A stand-in that is not as the contract says at one point.
    struct Other: Sendable, CustomTestStringConvertible {
      let point: Int
      var fault: @Sendable (HubRequest, Reply) -> Reply? = { _, _ in nil }
      var options: @Sendable (inout StandInOptions) -> Void = { _ in }
      var testDescription: String { "point \(point)" }
    }

    static let others: [Other] = [
      Other(point: 1) { request, _ in
        request.query.contains("limit=2000") ? .error(400, "\"limit\" must be at most 1000") : nil
      },
      Other(point: 2, fault: { _, _ in nil }, options: { $0.commitsPerPage = 20 }),
      Other(point: 3) { request, _ in
        request.headers["if-none-match"] == nil ? nil : Reply(status: 304)
      },
      Other(point: 4) { request, _ in
        request.path.hasPrefix("/meta/closed/resolve/")
          ? Reply(status: 200, headers: ["Content-Type": "text/plain"], body: Array("# x".utf8))
          : nil
      },
      Other(point: 5) { request, reply in
        guard request.path.contains("/raw/") else { return nil }
        var reply = reply
        reply.headers["RateLimit"] = "\"resolvers\";r=2999;t=140"
        return reply
      },
      Other(point: 6) { request, _ in
        request.query.contains("filter=base_model%3Abert-base-uncased&") ? bits : nil
      },
      Other(point: 7) { request, _ in request.query.contains("%40main") ? bits : nil },
      Other(point: 8) { request, reply in
        request.path == "/api/models" ? reply.replacing(#""base_model:gone/away","#, by: "") : nil
      },
      Other(point: 9) { request, reply in
        request.path == "/api/models"
          ? reply.replacing("base_model:quantized:", by: "base_model:finetune:") : nil
      },
      Other(point: 10) { _, _ in nil },
      Other(point: 11) { request, reply in
        guard request.path.hasSuffix("/likers") else { return nil }
        return reply.linking(to: request.path + "?p=1")
      },
      Other(point: 12) { request, _ in
        request.path.hasSuffix("/discussions") ? .error(410, "Discussions are disabled") : nil
      },
      Other(point: 13) { request, _ in
        request.path == "/robots.txt"
          ? Reply(status: 200, body: Array("User-agent: *\nDisallow: /api/\n".utf8)) : nil
      },
      Other(point: 14) { request, _ in
        request.path == "/.well-known/openapi.json"
          ? .json(["openapi": "3.1.0", "paths": ["/api/models": [:], "/api/datasets": [:]]]) : nil
      },
      Other(point: 15) { request, _ in
        request.path == "/api/models" && request.query.contains("baseModels")
          ? .error(400, #""expand" must be one of [author, cardData, createdAt, sha, tags]"#) : nil
      },
      Other(point: 16) { request, _ in
        request.query.contains("sort=stemmaProbe") ? .error(400, "\"sort\" is not valid") : nil
      },
    ]

    private static var bits: Reply {
      .json([["_id": "640000000000000000000009", "id": "a/bits", "tags": []]])
    }

    @Test(arguments: others)
    func reportsThePointThatDiffersAndNothingElse(other: Other) async throws {
      let box = Locked<StandIn?>(nil)
      let asked = Locked<Set<String>>([])
      var options = StandInOptions()
      other.options(&options)
      options.intercept = { _, request in
        guard let standIn = box.withLock({ $0 }) else { return nil }
        // Cursors that may be asked once only.
        if other.point == 10, request.query.contains("cursor="),
          !asked.withLock({ $0.insert(request.uri).inserted })
        {
          return Fault(.reply(.error(400, "Invalid cursor")))
        }
        var plain = request
        plain.headers["accept-encoding"] = nil
        guard other.fault(request, Reply(status: 0)) != nil else { return nil }
        let right = await standIn.reply(to: plain)
        guard right.status == 200 || right.status >= 400,
          let reply = other.fault(request, right)
        else { return nil }
        return Fault(.reply(reply))
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        box.withLock { $0 = trial.standIn }
        let checkup = try await examine(trial)
        let differing = checkup.contract.filter { $0.verdict == .differs }
        #expect(differing.map(\.point) == [other.point], "\(differing)")
        #expect(checkup.requests < 40)
        asked.withLock { $0 = [] }
        let summary = try await trial.harvest(pageSize: 4)
        #expect(summary.outcome == .complete)
        #expect(try trial.rows("SELECT count(*) FROM repo WHERE kind = 'model'") == ["9"])
        #expect(try trial.damage() == [])
      }
    }

    @Test func keepsEveryReplyAndNeverTheToken() async throws {
      try await Trial.of(try World(lines: Self.world), options: StandInOptions()) { trial in
        let checkup = try await examine(trial, token: Self.token)
        #expect(checkup.machine.first { $0.what == "token" }?.verdict == .same)
        #expect(trial.standIn.requests.count { $0.uri == "/api/whoami-v2" } == 1)
        #expect(checkup.requests < 40)
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

    @Test func aPropertyThatIsNoLongerKnownIsTold() async throws {
      var options = StandInOptions()
      options.intercept = { _, request in
        request.query.contains("stemmaProbe") && request.path == "/api/datasets"
          ? Fault(.reply(.error(400, #""expand" must be one of [author, cardData, sha]"#))) : nil
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        let differing = try await examine(trial).contract.filter { $0.verdict == .differs }
        #expect(differing.map(\.what) == ["expand properties"])
        #expect(differing.first?.seen.contains("datasets downloadsAllTime") == true)
      }
    }

    @Test func aQuotaThatRunsOutEndsTheProbesNotTheCheckup() async throws {
      var options = StandInOptions()
      options.quota?.anonymous.api = 8
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        let checkup = try await examine(trial)
        #expect(checkup.requests < 15)
        #expect(checkup.contract.filter { $0.verdict == .differs } == [])
        #expect(checkup.contract.last?.seen.contains("quota is used up") == true)
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
        #expect(checkup.machine.first { $0.what == "cache" }?.seen == "11 repositories")
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
        #expect(json["contract"]?.array?.count == 17)
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
