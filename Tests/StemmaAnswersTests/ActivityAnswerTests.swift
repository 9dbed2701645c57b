import StemmaHarvest
import StemmaAnswers
import Foundation
import Stemma
import StemmaCore
import StemmaMetrics
import StemmaStandIn
import StemmaStore
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What `stemma activity` answers: what is known, of when, and of whom.
  @Suite(.timeLimit(.minutes(3))) struct Activities {
    private static let base = ActivityQuestion(of: ["lab/base"])

    @Test func whatWasNotHarvestedIsUnknownAndNeverZero() async throws {
      try await Trial.of(try World(lines: LivelyWorld().lines)) { trial in
        try await trial.sweep(on: "2025-01-15")
        let activity = try trial.answers().activity(Self.base)
        let reason = "unknown: not harvested, run `stemma harvest lab/base --details study`"
        #expect(activity.reason == reason)
        #expect(activity.months == [])
        #expect(activity.text == "Activity of model lab/base: released 2024-01-10\n\(reason)\n")
        for metric in MetricList.all where metric is any ActivityMetric {
          let scope = metric.definition.scopes[0]
          let measure = try trial.answers().measure(
            metric.definition.name,
            of: "lab/base",
            scope: scope
          )
          let hint = scope == .family ? reason.replacing("study", with: "all") : reason
          #expect(measure.value == nil && measure.points == [])
          #expect(measure.reason == hint, "\(metric.definition.name)")
        }
      }
    }

    @Test func whatTheHubDoesNotShowIsNotZeroEither() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        request.path.hasSuffix("/lab/base/discussions")
          ? Fault(.reply(.error(403, "not here"))) : nil
      }
      try await Trial.of(try World(lines: LivelyWorld().lines), options: options) { trial in
        try await trial.details(of: "lab/base", on: "2025-01-15")
        let answers = try trial.answers()
        #expect(
          try answers.measure("closure-ratio", of: "lab/base").reason
            == "unknown: the Hub does not show its discussions: switched off, gated or missing"
        )
        let activity = try answers.activity(Self.base)
        #expect(activity.months.map(\.discussions) == Array(repeating: nil, count: 13))
        #expect(activity.months.compactMap(\.commits).reduce(0, +) == 6)
        #expect(activity.notes.first == "The Hub does not show its discussions.")
      }
    }

    @Test func familiesOwnersAndProjectsAddUp() async throws {
      try await LivelyWorld().harvested { trial in
        try await trial.sweep(on: "2025-01-15")
        let answers = try trial.answers()
        var family = ActivityQuestion(of: ["lab/base"], scope: .family)
        let partial = try answers.activity(family)
        #expect((partial.repositories, partial.commitsKnown) == (2, 1))
        #expect(
          partial.notes.first
            == "The commits of 1 of 2 repositories are known; what happened in the others is not "
            + "counted: not harvested, run `stemma harvest lab/base --details all`."
        )
        try await trial.details(of: "lab/base", plan: .walk, .all, on: "2025-01-15")
        let whole = try trial.answers().activity(family)
        #expect((whole.repositories, whole.commitsKnown, whole.discussionsKnown) == (2, 2, 2))
        family.scope = .owner
        family.subjects = ["lab"]
        #expect(try trial.answers().activity(family).repositories == 1)
        let owner = try trial.answers().activity(ActivityQuestion(of: ["LAB"]))
        #expect((owner.scope, owner.subject) == (.owner, "lab"))
        let project = try trial.answers().activity(ActivityQuestion(of: ["lab/base", "ann/chat"]))
        #expect((project.scope, project.subject) == (.project, "lab/base ann/chat"))
        #expect(project.months == whole.months)
        #expect(throws: AnswerError.self) {
          try trial.answers().activity(ActivityQuestion(of: ["nobody"]))
        }
      }
    }

    @Test func aPastDateSeesWhatItsHarvestKnew() async throws {
      try await LivelyWorld().harvested { trial in
        let before = try trial.answers().activity(Self.base).json
        var later = LivelyWorld()
        later.commits.insert(
          LivelyWorld.commit("9", "New, with an old date", "2024-05-05", by: "zoe"),
          at: 0
        )
        later.threads[4] = LivelyWorld.thread(
          5,
          "2024-12-31",
          by: "fay",
          status: "closed",
          [
            LivelyWorld.comment("2024-12-31", by: "fay"),
            LivelyWorld.comment("2025-01-20", by: "ann", isMember: true),
            LivelyWorld.change("2025-01-21", to: "closed", by: "ann"),
          ]
        )
        later.threads.append(LivelyWorld.thread(8, "2025-02-02", by: "hal", []))
        trial.standIn.serve(try World(lines: later.lines))
        try await trial.details(of: "lab/base", on: "2025-06-01")
        let now = try trial.answers().activity(Self.base)
        #expect(now.until == "2025-06-01")
        #expect(now.months.first { $0.month == "2024-05" }?.commits == 1)
        let past = try trial.answers(asOf: "2025-03-01").activity(Self.base)
        #expect(past.json.text == before.text)
        let closure = { (answers: Answers) throws -> String? in
          try answers.measure("closure-ratio", of: "lab/base").points[0].note
        }
        #expect(try closure(try trial.answers(asOf: "2025-03-01")) == "2 of 4")
        #expect(try closure(try trial.answers()) == "3 of 5")
      }
    }

    @Test func theOldestCommitStandsInForTheFirstDayOfTheHub() async throws {
      var world = LivelyWorld()
      world.created = "2022-03-02T23:29:04.000Z"
      world.commits = [
        LivelyWorld.commit("3", "late", "2022-05-01", by: "ann"),
        LivelyWorld.commit("2", "early", "2021-12-25", by: "ann"),
        LivelyWorld.commit("1", "of another age", "1970-01-01", by: "ann"),
      ]
      world.threads = []
      try await world.harvested { trial in
        let activity = try trial.answers().activity(Self.base)
        #expect(activity.released == "2021-12-25")
        #expect(activity.months.first?.month == "2021-12")
        #expect(
          activity.notes == [
            "1 repository bears 2022-03-02, the first day that the Hub knows: their oldest commit "
              + "stands for their creation where it is older.",
            "1 contributions are older than the month of release, 2021-12, and in no month.",
          ]
        )
      }
    }

    @Test func foreignTextIsInert() async throws {
      let name = "=cmd()\u{1B}[31m\u{202E}<script>"
      var world = LivelyWorld()
      world.commits[0] = LivelyWorld.commit("8", name, "2024-12-20", by: name)
      world.threads[4] = LivelyWorld.thread(
        5,
        "2024-12-31",
        by: name,
        title: name,
        [
          LivelyWorld.comment("2024-12-31", by: name)
        ]
      )
      try await world.harvested { trial in
        let answers = try trial.answers()
        let activity = try answers.activity(Self.base)
        let absence = try answers.measure("contributor-absence-factor", of: "lab/base")
        let texts =
          [activity.text, absence.text]
          + [TableFormat.csv, .markdown, .table].flatMap {
            [activity.text(as: $0), absence.text(as: $0)]
          }
        for text in texts {
          #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        }
        #expect(!absence.text(as: .csv).contains(",="))
        #expect(!absence.text(as: .markdown).contains("<script>"))
        #expect(absence.points.contains { $0.label == name })
      }
    }

    @Test func theTextShowsCurvesMonthsAndMetrics() async throws {
      try await LivelyWorld().harvested { trial in
        let text = try trial.answers().activity(Self.base).text
        #expect(
          text.hasPrefix("Activity of model lab/base: released 2024-01-10, known up to 2025-")
        )
        #expect(text.contains("commits        █_█__▄_____▄_\n"))
        #expect(text.contains("… 1 earlier months: see --format csv\n"))
        #expect(text.contains("--include-drafts counts them."))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 200 })
      }
    }
  }
}
