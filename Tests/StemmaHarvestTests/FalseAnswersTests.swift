import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What cannot be true is asked for again, and never called complete.
  @Suite(.timeLimit(.minutes(2))) struct FalseAnswers {
    private static let world =
      [#"{"model": {"id": "lab/base"}}"#]
      + (0..<9).map { #"{"model": {"id": "lab/c\#($0)", "cardData": {"base_model": "lab/base"}}}"# }

    /// A reply that is false, to whom, and how the reason is told.
    struct Falsehood: Sendable, CustomTestStringConvertible {
      let name: String
      let reason: String
      var isWalk = false
      /// Whether the rows of the page are kept all the same.
      var keepsRows = false
      let reply: @Sendable (HubRequest, Reply) -> Reply?
      var testDescription: String { name }
    }

    private static func isSecondPage(_ request: HubRequest) -> Bool {
      request.path == "/api/models" && request.query.contains("cursor=")
    }

    private static func linking(_ reply: Reply, to url: String) -> Reply {
      var reply = reply
      reply.headers["Link"] = "<\(url)>; rel=\"next\""
      return reply
    }

    static let falsehoods = [
      Falsehood(name: "a thousand brackets", reason: "none of 1 record can be read") {
        request,
        _ in
        let text = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        return isSecondPage(request) ? Reply(status: 200, body: Array(text.utf8)) : nil
      },
      Falsehood(name: "records without identity", reason: "none of 2 records can be read") {
        request,
        _ in
        isSecondPage(request) ? .json([["likes": 3], ["likes": 4]]) : nil
      },
      Falsehood(
        name: "no children where some are counted",
        reason: "the Hub lists no children where it counts 9",
        isWalk: true
      ) { request, _ in
        request.query.contains("filter=base_model%3Alab%2Fbase&") ? .json([]) : nil
      },
      Falsehood(
        name: "a link elsewhere",
        reason:
          "The Link to the next page leads to a host outside the Hub: https://elsewhere.example",
        keepsRows: true
      ) { request, reply in
        isSecondPage(request) ? linking(reply, to: "https://elsewhere.example/api/models") : nil
      },
      Falsehood(name: "a link to itself", reason: "Link", keepsRows: true) { request, reply in
        isSecondPage(request)
          ? linking(reply, to: "https://huggingface.co\(request.path)?\(request.query)") : nil
      },
      Falsehood(name: "a link to the first page", reason: "earlier page", keepsRows: true) {
        request,
        reply in
        guard isSecondPage(request) else { return nil }
        let first = request.query.split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        return linking(
          reply,
          to: "https://huggingface.co\(request.path)?\(first.joined(separator: "&"))"
        )
      },
      Falsehood(
        name: "a link that drops the filter",
        reason: "drops the filter",
        isWalk: true,
        keepsRows: true
      ) { request, reply in
        guard request.query.contains("filter=base_model%3Alab%2Fbase&"), !isSecondPage(request)
        else { return nil }
        return linking(reply, to: "https://huggingface.co/api/models?limit=4&cursor=eyJfaWQiOiIifQ")
      },
      Falsehood(name: "a link that nobody can read", reason: "no next page", keepsRows: true) {
        request,
        reply in
        guard isSecondPage(request) else { return nil }
        var reply = reply
        reply.headers["Link"] = "next"
        return reply
      },
    ]

    /// Harvests while the first `count` of the requests that a falsehood is about are answered so.
    private func harvest(
      _ falsehood: Falsehood,
      times count: Int,
      _ check: @escaping (Trial, HarvestSummary, Int) async throws -> Void
    ) async throws {
      let box = Locked<StandIn?>(nil)
      let told = Locked(0)
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard let standIn = box.withLock({ $0 }),
          falsehood.reply(request, Reply(status: 200)) != nil
        else { return nil }
        guard
          told.withLock({ told in
            told += 1
            return told <= count
          })
        else { return nil }
        var plain = request
        plain.headers["accept-encoding"] = nil
        let right = await standIn.reply(to: plain)
        return falsehood.reply(request, right).map { Fault(.reply($0)) }
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        box.withLock { $0 = trial.standIn }
        let summary = try await trial.harvest(
          falsehood.isWalk ? ["lab/base"] : [],
          pageSize: 4,
          maxNames: 0
        )
        try await check(trial, summary, told.withLock { $0 })
      }
    }

    @Test(arguments: falsehoods)
    func onceToldIsAskedAgainAndForgotten(falsehood: Falsehood) async throws {
      try await harvest(falsehood, times: 1) {
        (trial: Trial, summary: HarvestSummary, told: Int) async throws -> Void in
        #expect(told >= 2)
        #expect(summary.outcome == .complete)
        #expect(try trial.rows("SELECT count(*) FROM repo WHERE kind = 'model'") == ["10"])
        #expect(try trial.rows("SELECT code FROM finding") == ["doubtful-reply"])
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    @Test(arguments: falsehoods)
    func toldTimeAndAgainIsLeftIncompleteWithTheReason(falsehood: Falsehood) async throws {
      try await harvest(falsehood, times: .max) {
        (trial: Trial, summary: HarvestSummary, told: Int) async throws -> Void in
        #expect(told == 3)
        #expect(summary.outcome == .stopped)
        #expect(summary.incompleteSteps == 1)
        let reasons = try trial.rows("SELECT reason FROM step WHERE state = 'incomplete'")
        #expect(reasons.count == 1)
        #expect(reasons.first?.contains(falsehood.reason) == true, "\(reasons)")
        let models = try trial.rows("SELECT count(*) FROM repo WHERE kind = 'model'")
        #expect(
          models == [
            falsehood.isWalk ? falsehood.keepsRows ? "5" : "1" : falsehood.keepsRows ? "8" : "4"
          ]
        )
        if let listing = summary.listings.first(where: { $0.kind == .model }) {
          #expect(listing.doubts.contains { $0.contains(falsehood.reason) })
        }
        #expect(try trial.damage() == [])
        let before = try trial.dump()
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(differences(before, try trial.dump()) == [])
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    /// The Hub may list children under a former name of their parent, with tags that have the present one.
    @Test func childrenOfAFormerNameAreNoFalseAnswer() async throws {
      let world = Self.world + [#"{"rename": {"from": "old/base", "to": "lab/base"}}"#]
      var options = StandInOptions.withoutQuota
      let asked = Locked(0)
      options.intercept = { _, request in
        guard request.query.contains("filter=base_model%3Aold%2Fbase") else { return nil }
        asked.withLock { $0 += 1 }
        let rows: [JSONValue] = (1...3).map { number in
          [
            "_id": .string("64000000000000000000000\(number)"), "id": .string("fan/m\(number)"),
            "sha": "0a1b", "tags": ["en", "base_model:lab/base", "base_model:adapter:lab/base"],
          ]
        }
        return Fault(.reply(.json(.array(rows))))
      }
      try await Trial.of(World(lines: world), options: options) { trial in
        let summary = try await trial.harvest("old/base")
        #expect(asked.withLock { $0 } == 1)
        #expect(summary.outcome == .complete)
        #expect(try trial.rows("SELECT count(*) FROM repo WHERE name LIKE 'fan/%'") == ["3"])
      }
    }

    /// A mirror of the field: detail without `expand` alone.
    @Test func aMirrorWithoutExpandIsToldAsOne() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        request.query.contains("expand")
          ? Fault(.reply(.error(404, "Sorry, we can't find the page you are looking for."))) : nil
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        let told = Locked<String?>(nil)
        let summary = try await Pipeline(cachePath: trial.path()).harvest(
          HarvestRequest(subjects: ["lab/base"], plan: .walk),
          from: HubSettings(endpoint: trial.address.absoluteString, token: nil, environment: [:]),
          progress: { tally in told.withLock { $0 = tally.news ?? $0 } }
        )
        #expect(summary.outcome == .complete)
        #expect(summary.missing == [])
        #expect(told.withLock { $0 }?.contains("lacks it") == true)
        #expect(try trial.rows("SELECT code FROM finding WHERE code = 'lacks-expand'").count == 1)
        #expect(try trial.answers().derivatives(of: "lab/base").direct.total == 9)
      }
    }

    @Test func anEndpointWithoutListingsIsToldAsThat() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        request.path == "/api/models"
          ? Fault(.reply(.error(401, "Repository not found", code: "RepoNotFound"))) : nil
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        await #expect {
          try await trial.harvest(
            HarvestRequest(subjects: [], plan: .sweep, kinds: [.model]),
            on: "2026-01-01"
          )
        } throws: {
          "\($0)".contains("no listings") && !"\($0)".contains("spelling")
        }
      }
    }

    @Test func propertiesThatAreIgnoredAreNotSaidToBeEmpty() async throws {
      var options = StandInOptions.withoutQuota
      let isDeaf = Locked(false)
      options.intercept = { _, request in
        guard request.path == "/api/models", isDeaf.withLock({ $0 }) else { return nil }
        return Fault(
          .reply(
            .json([
              [
                "_id": "640000000000000000000001", "id": "lab/told", "likes": 3,
              ]
            ])
          )
        )
      }
      let line = #"""
        {"model": {"id": "lab/told", "_id": "640000000000000000000001", "cardData": {"license": "mit"}}}
        """#
      try await Trial.of(try World(lines: [line]), options: options) { trial in
        let sweep = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
        try await trial.harvest(sweep, on: "2026-01-01")
        isDeaf.withLock { $0 = true }
        try await trial.harvest(sweep, on: "2026-01-02")
        #expect(try trial.rows("SELECT license, likes FROM repo") == ["mit | 3"])
        #expect(try trial.rows("SELECT code FROM finding") == ["ignored-expand"])
      }
    }
  }
}
