import Stemma
import StemmaCore
import StemmaMetrics
import StemmaStandIn
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Likes come with the times at which they were given, as far as the Hub tells them.
  @Suite(.timeLimit(.minutes(1))) struct DatedLikes {
    private static func world(_ likes: [(name: String, time: String)]) throws -> World {
      let rows = likes.map {
        #"{"user": "\#($0.name)", "type": "user", "likedAt": "\#($0.time)"}"#
      }
      return try World(lines: [
        #"""
        {"model": {"id": "lab/base", "createdAt": "2024-01-05T00:00:00.000Z", \#
        "likes": \#(likes.count)}, "likers": [\#(rows.joined(separator: ", "))]}
        """#
      ])
    }

    private static let first = [
      ("ann", "2024-01-06T10:00:00.000Z"), ("bo", "2024-01-20T10:00:00.000Z"),
      ("cy", "2024-03-02T10:00:00.000Z"),
    ]

    private func likes(_ trial: Trial) throws -> [String] {
      try trial.rows(
        """
        SELECT name, liked_at, liker.first_seen, last_seen
        FROM liker
        JOIN account ON account.id = account
        ORDER BY name, liker.first_seen
        """
      )
    }

    private func asked(_ trial: Trial) -> [String] {
      trial.standIn.requests.map(\.uri).filter { $0.contains("/likers") }
        .map { String($0.drop { $0 != "?" }) }
    }

    @Test func theCurveGoesBackToTheFirstDay() async throws {
      try await Trial.of(try Self.world(Self.first)) { trial in
        try await trial.details(of: "lab/base", on: "2024-04-02")
        #expect(asked(trial) == ["?expand=likedAt"])
        #expect(
          try likes(trial) == [
            "ann | 2024-01-06T10:00:00Z | 1 | -", "bo | 2024-01-20T10:00:00Z | 1 | -",
            "cy | 2024-03-02T10:00:00Z | 1 | -",
          ]
        )
        #expect(try trial.rows("SELECT code FROM finding") == [])
        let months = try trial.answers().activity(ActivityQuestion(of: ["lab/base"])).months
        #expect(months.map(\.month) == ["2024-01", "2024-02", "2024-03", "2024-04"])
        #expect(months.map(\.likes) == [2, 0, 1, 0])
        let measure = try trial.answers().measure("monthly-likes", of: "lab/base")
        #expect(measure.points.map(\.value) == [2, 0, 1, 0])
        #expect(measure.value == 0.75)
      }
    }

    @Test func whoLikesItAnewDoesSoSinceThen() async throws {
      try await Trial.of(try Self.world(Self.first)) { trial in
        try await trial.details(of: "lab/base", on: "2024-04-02")
        var later = Self.first
        later[0].1 = "2024-05-01T10:00:00.000Z"
        later.append(("di", "2024-05-02T10:00:00.000Z"))
        trial.standIn.serve(try Self.world(later))
        try await trial.details(of: "lab/base", on: "2024-06-02")
        #expect(
          try likes(trial) == [
            "ann | 2024-01-06T10:00:00Z | 1 | 1", "ann | 2024-05-01T10:00:00Z | 2 | -",
            "bo | 2024-01-20T10:00:00Z | 1 | -", "cy | 2024-03-02T10:00:00Z | 1 | -",
            "di | 2024-05-02T10:00:00Z | 2 | -",
          ]
        )
        let before = try trial.dump()
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(differences(before, try trial.dump()) == [])
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    @Test(arguments: [["likeAt"], []])
    func anotherSpellingIsTriedAndThenNone(taken: [String]) async throws {
      let isDated = !taken.isEmpty
      let expected = ["?expand=likedAt", "?expand%5B%5D=likeAt"] + (isDated ? [] : [""])
      var options = StandInOptions.withoutQuota
      options.likeTimes = Set(taken)
      try await Trial.of(try Self.world(Self.first), options: options) { trial in
        let summary = try await trial.details(of: "lab/base", on: "2024-04-02")
        #expect(summary.outcome == .complete)
        #expect(asked(trial) == expected)
        #expect(
          try trial.rows("SELECT count(*), count(liked_at) FROM liker") == [
            "3 | \(isDated ? 3 : 0)"
          ]
        )
        #expect(
          try trial.answers().activity(ActivityQuestion(of: ["lab/base"])).months.first?.likes
            == (isDated ? 2 : nil)
        )
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    @Test func aHubThatIgnoresTheTimesIsAskedWithout() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        request.path.hasSuffix("/likers")
          ? Fault(.reply(.json([["user": "ann", "type": "user"]]))) : nil
      }
      try await Trial.of(try Self.world(Self.first), options: options) { trial in
        let summary = try await trial.details(of: "lab/base", on: "2024-04-02")
        #expect(summary.outcome == .complete)
        #expect(asked(trial) == ["?expand=likedAt", "?expand%5B%5D=likeAt", ""])
        #expect(try trial.rows("SELECT count(*), count(liked_at) FROM liker") == ["1 | 0"])
        let measure = try trial.answers().measure("monthly-likes", of: "lab/base")
        #expect(measure.value == nil && measure.reason != nil)
      }
    }
  }
}
