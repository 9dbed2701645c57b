import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaHub
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A caching mirror of the field, as olah 0.5.4 was seen to answer: no listings, details without
  /// `expand`, renames followed in silence, and the Hub's quota of another time under a new date.
  @Suite(.timeLimit(.minutes(2))) struct Mirrors {
    private static let world = [
      #"{"model": {"id": "lab/base"}}"#,
      #"{"model": {"id": "ann/chat", "cardData": {"base_model": "old/base"}}}"#,
      #"{"model": {"id": "ann/chat-GGUF", "cardData": {"base_model": "ann/chat"}}}"#,
      #"{"rename": {"from": "old/base", "to": "lab/base"}}"#,
    ]

    /// Serves the world as such a mirror would.
    ///
    /// `headers` are added to what it has kept. Paths that end with `late` are answered after the others.
    private func mirror(
      keeping headers: [String: String] = [:],
      late: String? = nil,
      _ body: (Trial) async throws -> Void
    ) async throws {
      let box = Locked<StandIn?>(nil)
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard let hub = box.withLock({ $0 }) else { return nil }
        if let late, request.path.hasSuffix(late) {
          try? await Task.sleep(for: .milliseconds(150))
        }
        func kept(_ path: String) async -> Reply {
          await hub.reply(to: HubRequest(method: "GET", path: path, query: "", headers: [:]))
        }
        var reply = await kept(request.path)
        if let place = reply.headers["Location"] { reply = await kept(place) }
        let isServed =
          request.path.hasPrefix("/api/models/") && reply.status == 200
          && !["discussions", "likers"].contains { request.path.hasSuffix($0) }
        guard isServed else {
          return Fault(.reply(.error(401, "Repository not found", code: "RepoNotFound")))
        }
        reply.headers.merge(headers) { $1 }
        return Fault(.reply(reply))
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        box.withLock { $0 = trial.standIn }
        try await body(trial)
      }
    }

    private func harvest(
      _ trial: Trial,
      _ request: HarvestRequest
    ) async throws -> (summary: HarvestSummary, news: String?) {
      let told = Locked<String?>(nil)
      let summary = try await Pipeline(cachePath: trial.path()).harvest(
        request,
        from: HubSettings(endpoint: trial.address.absoluteString, token: nil, environment: [:]),
        progress: { tally in told.withLock { $0 = tally.news ?? $0 } }
      )
      return (summary, told.withLock { $0 })
    }

    /// Reported: the harvest ended with 2, and its only result was the named model.
    @Test(arguments: [HarvestRequest.Plan.auto, .walk])
    func bringWhatIsNamedAndItsBases(plan: HarvestRequest.Plan) async throws {
      try await mirror { trial in
        let (summary, news) = try await harvest(
          trial,
          HarvestRequest(subjects: ["ann/chat-GGUF"], plan: plan)
        )
        #expect(summary.outcome == .complete)
        #expect(summary.incompleteSteps == 0)
        #expect(summary.tally.plan == .walk)
        #expect(news?.contains("listing") == true)
        #expect(
          try trial.edges() == [
            "ann/chat <- lab/base (finetune)", "ann/chat-GGUF <- ann/chat (quantized)",
          ]
        )
        #expect(
          try trial.rows("SELECT code FROM finding WHERE stage = 'harvest'") == ["lacks-listings"]
        )
        #expect(
          try trial.rows("SELECT DISTINCT state FROM step WHERE purpose = 'children'") == [
            "superseded"
          ]
        )
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    /// What a mirror does not serve is not said to be none.
    @Test func bringTheDetailsThatTheyServe() async throws {
      try await mirror { trial in
        let (summary, _) = try await harvest(
          trial,
          HarvestRequest(subjects: ["lab/base"], plan: .auto, details: .study)
        )
        #expect(summary.outcome == .complete)
        #expect(
          try trial.rows(
            "SELECT part FROM detail_mark WHERE part IN ('commits', 'discussions') ORDER BY 1"
          ) == ["commits"]
        )
        #expect(try trial.rows("SELECT count(*) FROM step WHERE state = 'incomplete'") == ["0"])
      }
    }

    /// Asked for details first, a mirror has shown no listing yet.
    ///
    /// That it does not serve discussions is not that there are none, whichever answer comes first.
    @Test(arguments: ["/discussions", "/overview", "/spaces"])
    func areNotBelievedToHaveNoneBeforeTheyHaveShownAListing(late: String) async throws {
      try await mirror(late: late) { trial in
        let details = HarvestRequest(subjects: ["lab/base"], plan: .details, details: .study)
        let (summary, _) = try await harvest(trial, details)
        #expect(summary.outcome == .complete)
        #expect(
          try trial.rows("SELECT part FROM detail_mark WHERE part IN ('commits', 'discussions')")
            == ["commits"]
        )
        #expect(
          try trial.rows("SELECT purpose, state FROM step WHERE purpose = 'discussions'")
            == ["discussions | superseded"]
        )
        #expect(try trial.rows("SELECT count(*) FROM account WHERE asked_in IS NOT NULL") == ["0"])
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    /// An endpoint that lists repositories answers what it is asked: there are none.
    @Test func areBelievedOnceTheyListRepositories() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        request.path.hasSuffix("/discussions")
          ? Fault(.reply(.error(404, "Discussions are disabled"))) : nil
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        try await trial.harvest("lab/base")
        let details = HarvestRequest(subjects: ["lab/base"], plan: .details, details: .study)
        try await trial.harvest(details, on: "2026-01-02")
        #expect(
          try trial.rows("SELECT mark FROM detail_mark WHERE part = 'discussions'") == ["none"]
        )
      }
    }

    /// The whole Hub is not to be had there, and that is an error.
    @Test func areNoPlaceForASweep() async throws {
      try await mirror { trial in
        await #expect {
          _ = try await harvest(trial, HarvestRequest(subjects: [], plan: .sweep, kinds: [.model]))
        } throws: {
          "\($0)".contains("This endpoint has no listings")
        }
        let hub = try HubSettings(
          endpoint: trial.address.absoluteString,
          token: nil,
          environment: [:]
        )
        // Taken up again, the sweep does not pass for one that is complete.
        await #expect(throws: (any Error).self) {
          _ = try await harvest(trial, HarvestRequest(subjects: [], plan: .sweep, kinds: [.model]))
        }
        let forecast = try Forecast(
          HarvestRequest(subjects: ["lab/base"], plan: .auto),
          from: hub,
          cachePath: trial.path()
        )
        #expect(forecast.hasListings == false)
        #expect(forecast.plan == .walk)
        #expect(!forecast.isKnown)
        #expect(forecast.reason?.contains("no listings") == true)
      }
    }

    /// A plan tells what is known of an endpoint before it is asked anything.
    @Test func arePlannedForAsWhatTheyWere() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        func hasListings(_ endpoint: String) throws -> Bool? {
          try Forecast(
            HarvestRequest(subjects: ["lab/base"], plan: .auto),
            from: HubSettings(endpoint: endpoint, token: nil, environment: [:]),
            cachePath: trial.path()
          ).hasListings
        }
        let own = trial.address.absoluteString
        #expect(try hasListings("https://huggingface.co") == true)
        #expect(try hasListings(own) == nil)
        try await trial.harvest("lab/base")
        #expect(try hasListings(own) == true)
        #expect(try hasListings("http://127.0.0.1:9") == nil)
      }
    }

    /// Reported: the spent quota of another time was believed, and the harvest slept for minutes.
    @Test func areNotWaitedFor() async throws {
      let past = UInt64(Date.now.timeIntervalSince1970 - 600).hexadecimal(digits: 8)
      let kept = [
        "RateLimit": #""api";r=0;t=250"#, "RateLimit-Policy": #""fixed window";"api";q=500;w=300"#,
        "X-Request-Id": "Root=1-\(past)-15f40b0d338252691ed2965a",
      ]
      try await mirror(keeping: kept) { trial in
        let (summary, _) = try await harvest(
          trial,
          HarvestRequest(subjects: ["ann/chat-GGUF"], plan: .auto)
        )
        #expect(summary.outcome == .complete)
        #expect(summary.tally.waitedSeconds == 0)
      }
    }
  }
}
