import Foundation
@testable import Stemma
@testable import StemmaCore
import StemmaHarvest
@testable import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A sweep goes from the oldest to the newest, and says what is known of its completeness.
  @Suite(.timeLimit(.minutes(3))) struct Sweeps {
    private static func model(_ number: Int, on day: String) -> String {
      #"{"model": {"id": "lab/m\#(number)", "createdAt": "\#(day)T00:00:0\#(number % 10).000Z"}}"#
    }

    private static let old = (10..<20).map { model($0, on: "2022-03-02") }
    private static let new = (20..<23).map { model($0, on: "2026-01-16") }
    private static let models = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])

    private func request(_ plan: HarvestRequest.Plan, pageSize: Int, max: Int? = nil)
      -> HarvestRequest
    {
      var request = HarvestRequest(subjects: [], plan: plan, kinds: [.model], maxRequests: max)
      request.pageSize = pageSize
      request.maxNames = 0
      return request
    }

    private func names(_ trial: Trial, _ cache: String = "one") throws -> [String] {
      try trial.rows(
        "SELECT name FROM repo WHERE kind = 'model' ORDER BY created_at, name",
        in: cache
      )
    }

    @Test func whatIsCreatedMeanwhileComesLast() async throws {
      let box = Locked<StandIn?>(nil)
      var options = StandInOptions.withoutQuota
      options.intercept = { number, _ in
        if number == 2, let world = try? World(lines: Self.old + Self.new) {
          box.withLock { $0 }?.serve(world)
        }
        return nil
      }
      try await Trial.of(try World(lines: Self.old), options: options) { trial in
        box.withLock { $0 = trial.standIn }
        let summary = try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-01-16")
        #expect(try names(trial) == (10..<23).map { "lab/m\($0)" })
        #expect(trial.standIn.requests.count == 4)
        let listing = try #require(summary.listings.first)
        #expect(listing.isOldestFirst && listing.doubts == [])
        #expect((listing.rows, listing.distinct, listing.pages) == (13, 13, 4))
        #expect(listing.oldest?.hasPrefix("2022-03-02") == true)
        #expect(listing.newest?.hasPrefix("2026-01-16") == true)
      }
    }

    @Test func oneThatWasStoppedGoesOnDaysLaterFromWhereItWas() async throws {
      try await Trial.of(try World(lines: Self.old)) { trial in
        let stopped = try await trial.harvest(
          request(.sweep, pageSize: 4, max: 1),
          on: "2026-01-02"
        )
        #expect(stopped.outcome == .stopped)
        #expect(stopped.listings.first?.doubts.count == 1)
        trial.standIn.serve(try World(lines: Self.old + Self.new))
        trial.standIn.forgetRequests()
        let ended = try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-01-20")
        #expect(ended.outcome == .complete && ended.harvest == stopped.harvest)
        #expect(ended.listings.first?.doubts == [])
        #expect(trial.standIn.requests.allSatisfy { $0.uri.contains("cursor=") })
        #expect(try names(trial) == (10..<23).map { "lab/m\($0)" })
      }
    }

    @Test func theLastPageAskedAgainBringsWhatIsNew() async throws {
      try await Trial.of(try World(lines: Self.old)) { trial in
        try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-01-15")
        // Copied with commits of long ago: no listing by change would show it among the latest.
        let copy = #"""
          {"model": {"id": "lab/copy", "createdAt": "2026-01-16T01:00:00.000Z", \#
          "lastModified": "2024-01-01T00:00:00.000Z"}}
          """#
        trial.standIn.serve(try World(lines: Self.old + Self.new + [copy]))
        var refresh = request(.refresh, pageSize: 4)
        refresh.census = .never
        for day in ["2026-01-17", "2026-01-18"] {
          trial.standIn.forgetRequests()
          try await trial.harvest(refresh, on: day)
          #expect(try names(trial).suffix(4) == ["lab/m20", "lab/m21", "lab/m22", "lab/copy"])
          let asked = trial.standIn.requests.filter { $0.uri.contains("direction=1") }
          #expect(asked.count == (day == "2026-01-17" ? 2 : 1), "\(asked.map(\.uri))")
        }
        #expect(try trial.damage() == [])
      }
    }

    @Test func aCursorThatIsNoLongerTakenLeavesTheRefreshToWhatChanged() async throws {
      let isStrict = Locked(false)
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        request.query.contains("direction=1") && isStrict.withLock { $0 }
          ? Fault(.reply(.error(400, "Invalid cursor"))) : nil
      }
      try await Trial.of(try World(lines: Self.old), options: options) { trial in
        try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-01-15")
        trial.standIn.serve(try World(lines: Self.old + Self.new))
        isStrict.withLock { $0 = true }
        trial.standIn.forgetRequests()
        var refresh = request(.refresh, pageSize: 4)
        refresh.census = .never
        let summary = try await trial.harvest(refresh, on: "2026-01-17")
        #expect(summary.outcome == .complete)
        #expect(try names(trial).count == 13)
        #expect(trial.standIn.requests.count { $0.uri.contains("direction=1") } == 1)
      }
    }

    @Test(arguments: [StandInOptions.Ascending.refused, .ignored])
    func newestFirstWhereTheHubKnowsNoOther(ascending: StandInOptions.Ascending) async throws {
      var options = StandInOptions.withoutQuota
      options.ascending = [.model: ascending]
      try await Trial.of(try World(lines: Self.old + Self.new), options: options) { trial in
        let summary = try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-01-16")
        #expect(summary.outcome == .complete)
        #expect(try names(trial).count == 13)
        #expect(trial.standIn.requests.count == 5)
        #expect(summary.listings.first?.isOldestFirst == false)
        #expect(summary.listings.first?.doubts == [])
        #expect(
          try trial.rows("SELECT code FROM finding") == ["refused-order"]
        )
        #expect(try trial.differencesAfterReplay() == [])
        trial.standIn.forgetRequests()
        // It has no last page to go on from.
        var refresh = request(.refresh, pageSize: 4)
        refresh.census = .never
        try await trial.harvest(refresh, on: "2026-01-17")
        #expect(!trial.standIn.requests.contains { $0.uri.contains("direction=1") })
      }
    }

    @Test func aPageThatTakesTooLongIsAskedForInHalves() async throws {
      var options = StandInOptions.withoutQuota
      let asked = Locked<[String]>([])
      options.intercept = { _, request in
        guard request.query.contains("cursor="), request.query.contains("limit=200") else {
          return nil
        }
        asked.withLock { $0.append(request.uri) }
        return Fault(.reply(Reply(status: 504, body: Array("<h1>Gateway Time-out</h1>".utf8))))
      }
      let lines = (0..<500).map { #"{"model": {"id": "lab/m\#(1000 + $0)"}}"# }
      try await Trial.of(try World(lines: lines), options: options) { trial in
        let summary = try await trial.harvest(request(.sweep, pageSize: 200), on: "2026-01-16")
        #expect(summary.outcome == .complete)
        #expect(summary.listings.first?.doubts == [])
        #expect(try names(trial).count == 500)
        // The same page once more first.
        #expect(asked.withLock { $0.count } == 2)
        #expect(Set(asked.withLock { $0 }).count == 1)
        let sizes = trial.standIn.requests.compactMap { $0.uri.firstMatch(of: /limit=(\d+)/)?.1 }
        #expect(sizes == ["200", "200", "200", "100", "100", "100"])
        #expect(try trial.rows("SELECT code FROM finding") == ["heavy-page"])
      }
    }

    @Test func rowsThatComeTwiceOrOutOfOrderAreSaid() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.query.contains("cursor=") else { return nil }
        return Fault(
          .reply(
            .json([
              [
                "_id": "600000000000000000000001", "id": "lab/m11",
                "createdAt": "2022-03-02T00:00:01.000Z",
              ]
            ])
          )
        )
      }
      try await Trial.of(try World(lines: Self.old), options: options) { trial in
        let summary = try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-01-16")
        let listing = try #require(summary.listings.first)
        #expect(!listing.doubts.isEmpty)
        #expect(listing.sentence.contains("may not be complete"))
      }
    }

    @Test func aListingThatIsMuchShorterThanTheOneBeforeIsSaid() async throws {
      try await Trial.of(try World(lines: Self.old + Self.new)) { trial in
        try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-01-16")
        trial.standIn.serve(try World(lines: Self.old))
        let summary = try await trial.harvest(request(.sweep, pageSize: 4), on: "2026-02-16")
        #expect(summary.listings.first?.doubts.count == 1)
        #expect(summary.listings.first?.doubts.first?.contains("13 rows") == true)
      }
    }
  }
}
