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
      Falsehood(name: "a link to another listing", reason: "another listing", keepsRows: true) {
        request,
        reply in
        guard isSecondPage(request) else { return nil }
        return linking(reply, to: "https://huggingface.co/api/spaces?\(request.query)&p=2")
      },
      Falsehood(
        name: "a link that drops the properties",
        reason: "drops the properties",
        keepsRows: true
      ) { request, reply in
        guard isSecondPage(request) else { return nil }
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

    /// What is false of which listing, once a first sweep is there.
    private static let emptied: [(listing: String, mark: String, reason: String)] = [
      ("what changed", "sort=lastModified", "the Hub lists no models at all"),
      ("everything", "direction=1", "the Hub lists no models at all"),
      ("what is gated", "gated=true", "the Hub lists no gated models at all"),
      ("adapters", "filter=peft", "the Hub lists no adapters at all"),
    ]

    private static let nothing: Fault = .init(.reply(.json([])))

    /// Sweeps a Hub that lists nothing at all; the world has no datasets and no Spaces.
    @Test func aHubWithoutModelsIsNotBelieved() async throws {
      var options = StandInOptions.withoutQuota
      let asked = Locked(0)
      options.intercept = { _, request in
        guard request.path == "/api/models" else { return nil }
        asked.withLock { $0 += 1 }
        return Self.nothing
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        let sweep = HarvestRequest(subjects: [], plan: .sweep)
        let summary = try await trial.harvest(sweep, on: "2026-01-01")
        #expect(asked.withLock { $0 } == 3)
        #expect(summary.outcome == .stopped)
        #expect(
          try trial.rows("SELECT kind, reason FROM step WHERE state = 'incomplete'").first
            == "model | the Hub lists no models at all"
        )
        #expect(
          summary.listings.filter { $0.kind != .model }.map(\.doubts) == [
            ["it has no row"], ["it has no row"],
          ]
        )
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    @Test(arguments: emptied)
    func whatWasManyIsNotBelievedToBeNone(
      listing: String,
      mark: String,
      reason: String
    ) async throws {
      var options = StandInOptions.withoutQuota
      let isEmpty = Locked(false)
      options.intercept = { _, request in
        isEmpty.withLock { $0 } && request.path == "/api/models" && request.query.contains(mark)
          ? Self.nothing : nil
      }
      let world = (0..<12).map {
        #"{"model": {"id": "lab/m\#($0)", "gated": "auto", "library_name": "peft"}}"#
      }
      try await Trial.of(try World(lines: world), options: options) { trial in
        var request = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
        request.adapterBases = true
        try await trial.harvest(request, on: "2026-01-01")
        isEmpty.withLock { $0 = true }
        request.plan = .refresh
        request.census = mark == "direction=1" ? .always : .never
        let summary = try await trial.harvest(request, on: "2026-01-02")
        #expect(summary.outcome == .stopped)
        #expect(
          try trial.rows("SELECT DISTINCT reason FROM step WHERE state = 'incomplete'") == [reason]
        )
      }
    }

    /// What details lack that the Hub itself counts.
    private static let lacking: [(part: String, reply: Reply, reason: String)] = [
      ("commits", .json([]), "the Hub lists no commits"),
      (
        "commits",
        Reply(
          status: 200,
          headers: ["X-Total-Count": "3"],
          body: Array(#"[{"id": "\#(String(repeating: "a", count: 40))", "title": "x"}]"#.utf8)
        ), "the Hub lists fewer commits than it counts, and no next page"
      ),
      (
        "discussions",
        .json(["discussions": [], "count": 12, "start": 0, "numClosedDiscussions": 3]),
        "the Hub lists fewer discussions than it counts"
      ),
      ("refs", .json([:]), "no lists of references"),
    ]

    @Test(arguments: lacking)
    func detailsThatTheHubCountsAreNotBelievedToBeNone(
      part: String,
      reply: Reply,
      reason: String
    ) async throws {
      var options = StandInOptions.withoutQuota
      let isTrue = Locked(false)
      options.intercept = { _, request in
        guard request.path.contains("/lab/base/\(part)"), !request.query.contains("limit=1&"),
          !request.query.hasSuffix("limit=1"), !isTrue.withLock({ $0 })
        else { return nil }
        return Fault(.reply(reply))
      }
      let commits = (1...3).map {
        #"{"id": "\#($0)", "title": "c\#($0)", "date": "2025-01-0\#($0)T00:00:00.000Z"}"#
      }
      let likers = (1...12).map { #"{"user": "u\#($0)", "type": "user"}"# }
      let world = [
        #"{"model": {"id": "lab/base", "likes": 12}, "commits": [\#(commits.joined(separator: ", "))], "likers": [\#(likers.joined(separator: ", "))]}"#
      ]
      try await Trial.of(try World(lines: world), options: options) { trial in
        let request = HarvestRequest(subjects: ["lab/base"], plan: .details, details: .study)
        let summary = try await trial.harvest(request, on: "2026-01-01")
        #expect(summary.outcome == .stopped)
        let left = try trial.rows(
          "SELECT purpose, reason FROM step WHERE state = 'incomplete'"
        )
        #expect(left.count == 1 && left.first?.hasPrefix(part) == true, "\(left)")
        #expect(left.first?.contains(reason) == true, "\(left)")
        #expect(try trial.rows("SELECT part FROM detail_mark WHERE part = '\(part)'") == [])
        isTrue.withLock { $0 = true }
        let next = try await trial.harvest(request, on: "2026-01-02")
        #expect(next.outcome == .complete)
        #expect(try trial.rows("SELECT count(*) FROM detail_mark WHERE part = '\(part)'") == ["1"])
      }
    }

    /// Likers do not all leave at once; the list of them that is known is kept.
    @Test func likersThatWereManyAreNotBelievedToBeNone() async throws {
      let isEmpty = Locked(false)
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        isEmpty.withLock { $0 } && request.path.hasSuffix("/likers") ? Self.nothing : nil
      }
      func world(_ likes: Int) throws -> World {
        let likers = (1...likes).map { #"{"user": "u\#($0)", "type": "user"}"# }
        return try World(lines: [
          #"{"model": {"id": "lab/base", "likes": \#(likes)}, "likers": [\#(likers.joined(separator: ", "))]}"#
        ])
      }
      try await Trial.of(try world(12), options: options) { trial in
        try await trial.details(of: "lab/base", on: "2026-01-01")
        trial.standIn.serve(try world(13))
        isEmpty.withLock { $0 = true }
        let summary = try await trial.details(of: "lab/base", on: "2026-01-02")
        #expect(summary.outcome == .stopped)
        #expect(
          try trial.rows("SELECT purpose, reason FROM step WHERE state = 'incomplete'")
            == ["likers | the Hub lists no likers where it listed many"]
        )
        #expect(
          try trial.rows("SELECT count(*) FROM liker WHERE last_seen IS NULL") == ["12"]
        )
      }
    }

    /// A server that makes a new cursor for the same page each time would be asked for ever.
    @Test(arguments: ["models", "children", "commits"])
    func pagesThatRepeatEachOtherEnd(listing: String) async throws {
      var options = StandInOptions.withoutQuota
      let asked = Locked(0)
      options.intercept = { _, request in
        let isMeant =
          switch listing {
          case "models": request.path == "/api/models"
          case "children": request.query.contains("filter=base_model%3Alab%2Fbase&")
          default: request.path.contains("/commits/") && !request.query.contains("limit=1&p")
          }
        guard isMeant else { return nil }
        let number = asked.withLock {
          $0 += 1
          return $0
        }
        let rows: [JSONValue] = (1...3).map { row in
          [
            "_id": .string("64000000000000000000000\(row)"), "id": .string("fan/m\(row)"),
            "sha": "0a1b", "tags": ["base_model:lab/base"], "title": "x", "date": .null,
            "createdAt": "2024-01-01T00:00:00.000Z",
          ]
        }
        let plain = request.query.split(separator: "&").filter {
          !$0.hasPrefix("cursor=") && !$0.hasPrefix("p=")
        }
        let mark = listing == "commits" ? "p=\(number)" : "cursor=\(number)"
        var reply = Reply.json(.array(rows))
        reply.headers["X-Total-Count"] = "9000"
        return Fault(
          .reply(
            Self.linking(
              reply,
              to: "https://huggingface.co\(request.path)?\(plain.joined(separator: "&"))&\(mark)"
            )
          )
        )
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        var request = HarvestRequest(
          subjects: listing == "models" ? [] : ["lab/base"],
          plan: listing == "models" ? .sweep : listing == "commits" ? .details : .walk,
          details: listing == "commits" ? HarvestRequest.Details.study : nil,
          kinds: [.model]
        )
        request.maxRequests = 200
        let summary = try await trial.harvest(request, on: "2026-01-01")
        #expect(asked.withLock { $0 } < 10)
        #expect(summary.outcome == .stopped && summary.incompleteSteps == 1)
        #expect(
          try trial.rows("SELECT reason FROM step WHERE state = 'incomplete'").first?
            .contains("begins like the one before it") == true
        )
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
