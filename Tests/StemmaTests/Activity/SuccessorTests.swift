import Stemma
import StemmaAnalysis
import StemmaStandIn
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
  }
}
