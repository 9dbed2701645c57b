import Stemma
import StemmaAnswers
import Foundation
@testable import StemmaMetrics
import StemmaStandIn
@testable import StemmaStore
@testable import StemmaStudies
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What becomes of a family when its successor appears.
  @Suite(.timeLimit(.minutes(3))) struct Successors {
    private static func model(_ id: String, _ day: String, card: String = "") -> String {
      #"""
      {"model": {"id": "\#(id)", "createdAt": "\#(day)T00:00:00.000Z", "cardData": {\#(card)}}}
      """#
    }

    private static func made(_ id: String, _ day: String, from parent: String = "lab/one") -> String
    {
      model(id, day, card: #""base_model": "\#(parent)""#)
    }

    /// Four derivatives of others in the 91 days before the successor of 2024-07-01, one after it,
    /// and some that count for nothing.
    private static let world = [
      model("lab/one", "2024-01-01", card: #""new_version": "lab/two""#),
      model("lab/two", "2024-07-01", card: #""base_model": "lab/one""#),
      made("a/long-before", "2024-01-05"),
      made("a/1", "2024-04-01"), made("a/2", "2024-05-10"), made("b/3", "2024-06-20"),
      made("b/4", "2024-06-30"),
      made("c/5", "2024-07-01"),
      made("lab/own", "2024-07-02"),
      made("d/of-the-successor", "2024-07-03", from: "lab/two"),
      made("e/much-later", "2024-12-01"),
    ]

    @Test func derivativesBeforeAndAfterAreCompared() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2025-01-01")
        let effect = try trial.answers().measure("successor-effect", of: "lab/one")
        #expect(effect.value == -0.75)
        #expect(effect.notes == [])
        let values = effect.points.map { point in
          let label = point.label.replacing("lab/one then lab/two: ", with: "")
          return "\(label): \(point.value.map { "\(($0 * 100).rounded() / 100)" } ?? "-")"
        }
        #expect(
          values == [
            "change: -0.75", "a month before: 1.34", "a month after: 0.33",
            "share made after: 0.29", "days -91 to -61: 1.0", "days -61 to -30: 1.0",
            "days -30 to 0: 2.0", "days 0 to 30: 1.0", "days 30 to 61: 0.0", "days 61 to 91: 0.0",
          ]
        )
      }
    }

    @Test func aWindowThatIsNotOverGivesNoNumber() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2024-08-15")
        let effect = try trial.answers().measure("successor-effect", of: "lab/one")
        #expect(effect.value == nil)
        #expect(effect.reason != nil)
        #expect(
          effect.notes == [
            "lab/one then lab/two: the 91 days after the successor are not over: right-censored."
          ]
        )
        #expect(effect.points.suffix(2).map(\.note) == ["not over yet", "not over yet"])
      }
    }

    @Test func withoutASuccessorThereIsNone() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2025-01-01")
        #expect(
          try trial.answers().measure("successor-effect", of: "lab/two").reason
            == "no card of it names a new version that is in the cache"
        )
      }
    }

    @Test func massPublishersAreLeftOutUnlessAskedFor() async throws {
      let copies = (0..<ActivityFilter.massPublisherModels).map {
        Self.made("press/copy-\($0)", "2024-07-04")
      }
      try await Trial.of(try World(lines: Self.world + copies)) { trial in
        try await trial.sweep(on: "2025-01-01")
        let answers = try trial.answers()
        #expect(try answers.measure("successor-effect", of: "lab/one").value == -0.75)
        var filter = ActivityFilter()
        filter.includesMassPublishers = true
        #expect(
          try answers.measure("successor-effect", of: "lab/one", filter: filter).value == 124.25
        )
        let family = ActivityQuestion(of: ["lab/one"], scope: .family)
        let activity = try answers.activity(family)
        #expect(activity.repositories == 11)
        #expect(activity.notes.last?.hasPrefix("Left out: 500 repositories of mass") == true)
      }
    }

    /// Releases of January, July and December 2024 and of May 2025, and who built on them.
    ///
    /// Before the second, in 91 days, four of others, and one after it; before the third two, and
    /// three after it. 2024-03-31 is 92 days before 2024-07-01, and 2025-03-02 is 91 days after
    /// 2024-12-01: both are outside.
    private static let series = [
      model("lab/one", "2024-01-01"), model("lab/one-big", "2024-01-20"),
      model("lab/two", "2024-07-01"), model("lab/three", "2024-12-01"),
      model("lab/four", "2025-05-01"), model("south/only", "2024-01-01"),
      made("a/0", "2024-03-31"), made("a/1", "2024-04-01"), made("a/2", "2024-05-10"),
      made("b/3", "2024-06-20", from: "lab/one-big"), made("b/4", "2024-06-30"),
      made("c/5", "2024-07-01"), made("lab/own", "2024-07-02"),
      model("d/both", "2024-08-01", card: #""base_model": ["lab/one", "lab/two"]"#),
      made("f/1", "2024-11-01", from: "lab/two"), made("f/2", "2024-11-15", from: "lab/two"),
      made("f/3", "2024-12-10", from: "lab/two"), made("f/4", "2024-12-20", from: "lab/two"),
      made("f/5", "2025-01-05", from: "lab/two"), made("g/6", "2025-03-02", from: "lab/two"),
    ]

    private static let study = """
      study: series
      title: Two labs
      citation: Nobody, "Two labs"
      date: 2025-06-01
      sources: {OURS: Our reading}
      projects:
        - id: lab
          name: The Lab
          organizations: [{ids: lab, source: OURS, status: confirmed}]
          roots:
            - ids: [lab/one, lab/one-big, lab/two, lab/three, lab/four]
              source: OURS
              status: confirmed
        - id: south
          name: South
          organizations: [{ids: south, source: OURS, status: confirmed}]
          roots: [{ids: south/only, source: OURS, status: confirmed}]
      """

    @Test func ofAProjectItIsTheMedianOverItsReleases() async throws {
      try await Trial.of(try World(lines: Self.series)) { trial in
        try await trial.sweep(on: "2025-06-01")
        try Cache(path: trial.path(), access: .write).write { connection in
          _ = try StudyStage(connection: connection).write(
            StudyFile(name: "series.yaml", bytes: Data(Self.study.utf8))
          )
        }
        let effects = try trial.answers().measures("successor-effect", ofStudy: "series")
        let effect = try #require(effects.first)
        // 1/4 - 1 = -0.75 and 3/2 - 1 = 0.5; the median of two is their mean. The last two
        // successions count for nothing: nobody built on the third, and the fourth is too young.
        let value = try #require(effect.value)
        #expect(abs(value + 0.125) < 1e-12)
        let changes = effect.points.filter { $0.label.hasSuffix(": change") }
        #expect(
          changes.map(\.label) == [
            "lab/one then lab/two: change", "lab/two then lab/three: change",
            "lab/three then lab/four: change",
          ]
        )
        let values = changes.map(\.value)
        #expect(abs((values[0] ?? 0) + 0.75) < 1e-12 && abs((values[1] ?? 0) - 0.5) < 1e-12)
        #expect(values[2] == nil)
        // Of both releases is none of the older one's: six are, and one of them came after.
        let shares = effect.points.filter { $0.label.hasSuffix("share made after") }
        #expect(shares.map(\.note) == ["1 of 6", "4 of 7", "0 of 0"])
        #expect(
          effect.notes == [
            "lab/three then lab/four: the 91 days after the successor are not over: right-censored."
          ]
        )
        let single = try #require(effects.last)
        #expect(single.value == nil && single.points == [])
        #expect(single.reason == "no two releases of it with known dates are in the cache")
      }
    }

    /// Two of the three parts of the window before are older than a release of 40 days.
    @Test func aReleaseYoungerThanTheWindowIsComparedOverItsLife() async throws {
      let world = [
        Self.model("lab/one", "2024-05-22", card: #""new_version": "lab/two""#),
        Self.model("lab/two", "2024-07-01"),
        Self.made("a/1", "2024-05-30"), Self.made("a/2", "2024-06-30"),
        Self.made("a/3", "2024-07-10"),
      ]
      try await Trial.of(try World(lines: world)) { trial in
        try await trial.sweep(on: "2025-01-01")
        let effect = try trial.answers().measure("successor-effect", of: "lab/one")
        // 2 in 40 days and 1 in 91: (1/91) / (2/40) - 1 = 40/182 - 1.
        let value = try #require(effect.value)
        #expect(abs(value - (40.0 / 182 - 1)) < 1e-12)
        #expect(effect.points[1].note == "over 40 days")
        #expect(effect.points.map(\.value).dropFirst(4) == [nil, 1, 1, 1, 0, 0])
        #expect(
          effect.points.map(\.note).dropFirst(4).prefix(3) == [
            "before its release", "derivatives in 10 days", "derivatives",
          ]
        )
      }
    }

    /// Of the first day that the Hub knows nothing tells whether it is the day of making.
    @Test func whatMayBeOlderThanTheHubsDatesIsInNoWindow() async throws {
      let world = [
        Self.model("lab/one", "2022-03-02", card: #""new_version": "lab/two""#),
        Self.model("lab/two", "2022-04-01"),
        Self.made("a/old", "2022-03-02"), Self.made("a/older", "2022-03-02"),
        Self.made("a/1", "2022-03-20"), Self.made("a/2", "2022-05-01"),
      ]
      try await Trial.of(try World(lines: world)) { trial in
        try await trial.sweep(on: "2023-01-01")
        let effect = try trial.answers().measure("successor-effect", of: "lab/one")
        // 1 in the 30 days from 2022-03-02 on, not 3, and 1 in 91: (1/91) / (1/30) - 1.
        let value = try #require(effect.value)
        #expect(abs(value - (30.0 / 91 - 1)) < 1e-12)
        #expect(effect.points.first { $0.label.hasSuffix("share made after") }?.note == "1 of 4")
        #expect(
          effect.notes == [
            "lab/one then lab/two: 2 derivatives bear 2022-03-02, the first day that the Hub knows, "
              + "and are in no window: they may be older."
          ]
        )
      }
    }
  }
}
