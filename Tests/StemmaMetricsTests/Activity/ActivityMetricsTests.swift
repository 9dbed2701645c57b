import Stemma
import StemmaMetrics
import StemmaStandIn
import StemmaStore
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Metrics of activity on a life drawn by hand.
  @Suite(.timeLimit(.minutes(3))) struct ActivityMetrics {
    /// Label and value of each point, whole numbers without a fraction.
    static func points(_ measure: Measure) -> [String] {
      measure.points.map { "\($0.label): \($0.value.map(shown) ?? "-")" }
    }

    private static func shown(_ value: Double) -> String {
      let rounded = (value * 10_000).rounded() / 10_000
      return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
    }

    private func measuring(
      _ filter: ActivityFilter = ActivityFilter(),
      _ body: ((String) throws -> Measure, Trial) throws -> Void
    ) async throws {
      try await LivelyWorld().harvested { trial in
        let answers = try trial.answers()
        try body({ try answers.measure($0, of: "lab/base", filter: filter) }, trial)
      }
    }

    @Test func monthsGoFromTheReleaseToTheHarvest() async throws {
      try await measuring { measure, trial in
        let expected = [
          "monthly-commits": [2, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0],
          "monthly-discussions": [0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0],
          "monthly-pull-requests": [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
          "monthly-answers": [0, 2, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0],
          "monthly-contributors": [2, 3, 2, 0, 0, 2, 0, 1, 1, 0, 0, 2, 0],
          "monthly-newcomers": [2, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0],
        ]
        for (name, counts) in expected {
          let series = try measure(name)
          #expect(series.points.first?.label == "2024-01" && series.points.last?.label == "2025-01")
          #expect(series.points.map { $0.value.map { Int($0) } } == counts, "\(name)")
          #expect(series.value == Double(counts.reduce(0, +)) / 13)
        }
        let commits = try measure("monthly-commits")
        #expect(commits.points.first?.note == "released 2024-01-10")
        #expect(commits.points.last?.note == "up to 2025-01-15")
        #expect(try trial.rows(commits.evidence).count == 6)
        #expect(try trial.rows(try measure("monthly-answers").evidence).count == 4)
        #expect(try trial.rows(try measure("monthly-contributors").evidence).count == 15)
      }
    }

    @Test func whatWasLeftOutIsSaid() async throws {
      try await measuring { measure, _ in
        let notes = try measure("monthly-contributors").notes
        #expect(
          notes == [
            "Left out: 2 commits, 1 pull request, 1 answer of bots (SFconvertbot, Q-bot, system); "
              + "--include-bots counts them.",
            "Left out: 1 draft pull request; --include-drafts counts them.",
          ]
        )
      }
      var all = ActivityFilter()
      all.includesBots = true
      all.includesDrafts = true
      try await measuring(all) { measure, trial in
        let pulls = try measure("monthly-pull-requests")
        #expect(
          Self.points(pulls).filter { !$0.hasSuffix(" 0") } == [
            "2024-01: 1", "2024-06: 1", "2024-07: 1",
          ]
        )
        #expect(pulls.notes == [])
        #expect(try trial.rows(pulls.evidence).count == 3)
        #expect(try measure("dump-index").value == 0.25)
      }
    }

    @Test func responsesOfMaintainersAreApart() async throws {
      try await measuring { measure, _ in
        let response = try measure("time-to-first-response")
        #expect(response.value == 2)
        #expect(
          Self.points(response) == [
            "anyone: median: 2", "anyone: Kaplan-Meier median: 10", "anyone: share answered: 0.6",
            "maintainers: median: 3", "maintainers: Kaplan-Meier median: 10",
            "maintainers: share answered: 0.6", "others: median: 2",
            "others: Kaplan-Meier median: -", "others: share answered: 0.2",
          ]
        )
        #expect(response.points[0].note == "of 3 answered; 2 censored")
        #expect(response.notes.first == "2 of 5 had no answer by the harvest: right-censored.")
      }
    }

    @Test func mergesAreApartFromClosing() async throws {
      try await measuring { measure, _ in
        let closure = try measure("closure-ratio")
        #expect(closure.value == 0.6)
        #expect(Self.points(closure) == ["discussions: 0.5", "pull requests: 1", "merges: 1"])
        #expect(closure.points.map(\.note) == ["2 of 4", "1 of 1", "1 of 1"])
      }
    }

    @Test func fewMakeHalfOfTheCommits() async throws {
      try await measuring { measure, _ in
        let absence = try measure("contributor-absence-factor")
        #expect(absence.value == 1)
        #expect(Self.points(absence) == ["ann: 4", "bo: 2", "cy: 1"])
        let elephant = try measure("elephant-factor")
        #expect(elephant.value == 1)
        #expect(Self.points(elephant) == ["lab: 5"])
        #expect(
          elephant.notes.first
            == "The organization of 1 commit is unknown; the points count commits."
        )
      }
    }

    @Test func occasionalAndInactiveContributorsAreCounted() async throws {
      try await measuring { measure, _ in
        let occasional = try measure("occasional-contributors")
        #expect(occasional.value == 6)
        #expect(
          Self.points(occasional) == [
            "all contributors: 8", "with one contribution: 5", "share occasional: 0.75",
          ]
        )
        let inactive = try measure("inactive-contributors")
        #expect(inactive.value == 4)
        #expect(
          Self.points(inactive).filter { !$0.hasSuffix(" 0") }
            == ["2024-07: 1", "2024-08: 2", "2024-12: 1"]
        )
      }
    }

    @Test func burstinessIsCorrectedForFewEvents() async throws {
      try await measuring { measure, _ in
        let days: [Double] = [0, 3, 23, 25, 26, 51, 55, 152, 153, 157, 204, 235, 245, 345, 356]
        let expected = try #require(
          Statistics.finiteBurstiness(intervals: Statistics.intervals(between: days))
        )
        let burstiness = try measure("activity-burstiness")
        let value = try #require(burstiness.value)
        #expect(abs(value - expected) < 1e-12)
        #expect(
          burstiness.points.map(\.note)
            == ["14 intervals", "5 intervals", "4 intervals", "3 intervals"]
        )
      }
    }

    @Test func livesAreCensoredAtTheirLastSign() async throws {
      try await measuring { measure, _ in
        let half = try measure("activity-half-life")
        #expect(half.value == 152)
        let survival = try measure("contributor-survival")
        #expect(survival.value == 5)
        #expect(
          Self.points(survival) == [
            "30 days: 0.4167", "62 days: 0.4167", "90 days: 0.4167", "180 days: 0.4167",
            "365 days: -", "730 days: -",
          ]
        )
        #expect(
          survival.notes.first
            == "4 of 8 contributors are censored: no silence of 180 days had followed their last "
            + "sign by the harvest."
        )
        // Greenwood's variance is 3/40 + 1/6; the band in log(-log S) follows from it by hand.
        #expect(survival.points[0].note == "95 %: 0.072 to 0.747; 2 watched longer")
      }
    }

    @Test func aDumpIsWhatCameInTwoDays() async throws {
      try await measuring { measure, _ in
        let dump = try measure("dump-index")
        let value = try #require(dump.value)
        #expect(abs(value - 1.0 / 6) < 1e-12)
        #expect(dump.points.map(\.note) == ["1 of 6 commits"])
      }
    }

    @Test func onlyWhatCameSinceCounts() async throws {
      var filter = ActivityFilter()
      filter.since = "2024-06-12"
      try await measuring(filter) { measure, trial in
        let commits = try measure("monthly-commits")
        #expect(
          Self.points(commits).filter { !$0.hasSuffix(" 0") } == ["2024-06: 1", "2024-12: 1"]
        )
        #expect(commits.points.count == 8)
        #expect(try trial.rows(commits.evidence).count == 2)
        #expect(try measure("monthly-newcomers").points.compactMap(\.value).reduce(0, +) == 2)
        #expect(try measure("closure-ratio").points.map(\.note) == ["2 of 3", "0 of 0", "0 of 0"])
      }
      filter.since = "yesterday"
      await #expect(throws: AnswerError.self) {
        try await measuring(filter) { measure, _ in _ = try measure("monthly-commits") }
      }
    }
  }
}
