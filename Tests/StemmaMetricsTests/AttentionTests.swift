import Foundation
import Stemma
import StemmaHarvest
import StemmaMetrics
import StemmaStandIn
import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Counters over several harvests: what is known, what is not, and what is odd.
  @Suite(.timeLimit(.minutes(2))) struct Attention {
    private static func world(_ downloads: Int, _ all: Int, likes: Int) -> [String] {
      [
        #"""
        {"model": {"id": "a/one", "_id": "640000000000000000000001", "downloads": \#(downloads), \#
        "downloadsAllTime": \#(all), "likes": \#(likes)}}
        """#,
        #"""
        {"model": {"id": "b/one-GGUF", "_id": "640000000000000000000002", "downloads": 30, \#
        "likes": 0, "tags": ["base_model:a/one", "base_model:quantized:a/one"]}}
        """#,
        #"{"model": {"id": "b/two", "_id": "640000000000000000000003", "downloads": 0, "likes": 2}}"#,
      ]
    }

    private func watched(_ body: (Trial) throws -> Void) async throws {
      try await Trial.of(try World(lines: Self.world(10, 100, likes: 1))) { trial in
        try await trial.sweep(on: "2026-01-01")
        trial.standIn.serve(try World(lines: Self.world(20, 200, likes: 1)))
        try await trial.sweep(on: "2026-01-02")
        trial.standIn.serve(try World(lines: Self.world(5, 50, likes: 3)))
        try await trial.sweep(on: "2026-01-10")
        try body(trial)
      }
    }

    @Test func gapsAndResetsAreTold() async throws {
      try await watched { trial in
        let all = try trial.answers().measure("all-time-downloads", of: "a/one")
        #expect(
          all.points == [
            .init("2026-01-01", 100), .init("2026-01-02", 200),
            .init(
              "2026-01-10",
              50,
              note: "nothing is known of the 7 days before; reset: it only grows, and fell"
            ),
          ]
        )
        #expect(all.value == 50)
        #expect(all.notes == ["Unknown before 2026-01-01."])
        let likes = try trial.answers().measure("likes", of: "a/one")
        #expect(
          likes.points == [
            .init("2026-01-01", 1), .init("2026-01-02", 1),
            .init("2026-01-10", 3, note: "nothing is known of the 7 days before"),
          ]
        )
        let growth = try trial.answers().measure("attention-growth", of: "a/one")
        let likesGrowth = growth.points.first { $0.label == "likes" }?.value
        #expect(likesGrowth == 2.0 / 9)
      }
    }

    @Test func aPastDateSeesNoLaterValue() async throws {
      try await watched { trial in
        let then = try trial.answers(asOf: "2026-01-05").measure("downloads", of: "a/one")
        #expect(then.points.map(\.label) == ["2026-01-01", "2026-01-02"])
        #expect(then.value == 20)
        #expect(then.harvest == 2)
      }
    }

    @Test func concentrationKeepsTheCountersApart() async throws {
      try await watched { trial in
        let answers = try trial.answers()
        let gini = try answers.measure("download-gini", of: "")
        // 0, 5 and 30 downloads: 2 (2*5 + 3*30) / (3*35) - 4/3.
        #expect(gini.value.map { abs($0 - (200.0 / 105 - 4.0 / 3)) < 1e-12 } == true)
        #expect(gini.points[1].note == "unknown for 2 models, which are left out")
        let hhi = try answers.measure("publisher-hhi", of: "")
        #expect(hhi.value.map { abs($0 - (25.0 + 900) / 1225) < 1e-12 } == true)
        let family = try answers.measure("family-downloads", of: "a/one")
        #expect(family.value == 35)
        #expect(family.points.prefix(2).map(\.value) == [35, 5])
        let top = try answers.measure("top-share", of: "")
        #expect(top.value == 30.0 / 35)
        let lorenz = try answers.measure("download-lorenz", of: "")
        #expect(lorenz.points.count == 4)
        let owner = try answers.measure("download-gini", of: "b", scope: .owner)
        #expect(owner.value == 0.5)
      }
    }

    private static let snapshots = """
      id,date,downloads,downloads_all_time,likes
      a/one,2025-12-28,7,70,1
      a/one,2025-12-29,8,90,
      A/One,2026-01-04,9,60,2
      b/two,2026-01-04,5,,1
      gone/model,2026-01-04,40,,4
      gone/model,2026-01-06,44,,4
      """

    private func imported(_ body: (Trial) throws -> Void) async throws {
      try await watched { trial in
        let file = trial.folder.appending(path: "past.csv")
        try Self.snapshots.write(to: file, atomically: true, encoding: .utf8)
        _ = try Pipeline(cachePath: trial.path()).importHistory(ImportRequest(files: [file.path]))
        try body(trial)
      }
    }

    @Test func gapsAndResetsAreToldAcrossHarvestsAndSnapshots() async throws {
      try await imported { trial in
        let all = try trial.answers().measure("all-time-downloads", of: "a/one")
        #expect(
          all.points == [
            .init("2025-12-28", 70, note: "imported"), .init("2025-12-29", 90, note: "imported"),
            .init("2026-01-01", 100, note: "nothing is known of the 2 days before"),
            .init("2026-01-02", 200),
            .init(
              "2026-01-04",
              60,
              note:
                "nothing is known of the 1 day before; reset: it only grows, and fell; imported"
            ),
            .init(
              "2026-01-10",
              50,
              note: "nothing is known of the 5 days before; reset: it only grows, and fell"
            ),
          ]
        )
        #expect(all.notes == ["Unknown before 2025-12-28."])
        let rows = try trial.rows(all.evidence)
        #expect(rows.count == 6 && rows[0] == "2025-12-28 | 2025-12-28 | import | 70")
        let likes = try trial.answers().measure("likes", of: "a/one")
        #expect(likes.points.map(\.label).prefix(2) == ["2025-12-28", "2026-01-01"])
      }
    }

    @Test func aPastDateSeesNoLaterSnapshot() async throws {
      try await imported { (trial: Trial) throws in
        func days(_ date: String, of id: String = "a/one") throws -> [String] {
          try trial.answers(asOf: date).measure("downloads", of: id).points.map(\.label)
        }
        let first = ["2025-12-28", "2025-12-29", "2026-01-01"]
        #expect(try days("2026-01-01") == first)
        #expect(try days("2026-01-03") == first + ["2026-01-02"])
        #expect(try days("2026-01-04") == first + ["2026-01-02", "2026-01-04"])
        // Before the first harvest snapshots alone know anything.
        #expect(try days("2025-12-28") == ["2025-12-28"])
        #expect(throws: AnswerError.self) { try days("2025-12-27").isEmpty == false }
        #expect(try days("2026-01-05", of: "gone/model") == ["2026-01-04"])
      }
    }

    @Test func aNameThatNoHarvestMetHasAHistory() async throws {
      try await imported { trial in
        let downloads = try trial.answers().measure("downloads", of: "gone/model")
        #expect(downloads.points.map(\.value) == [40, 44])
        #expect(downloads.value == 44)
        #expect(try trial.rows(downloads.evidence).count == 2)
        let growth = try trial.answers().measure("attention-growth", of: "gone/model")
        #expect(growth.points.first?.value == 2)
        // What is not in a snapshot is unknown, not zero.
        #expect(throws: AnswerError.self) {
          try trial.answers().measure("derivative-count", of: "gone/model")
        }
        #expect(throws: AnswerError.self) {
          try trial.answers().measure("downloads", of: "never/seen")
        }
      }
    }

    @Test func eachDayHasTheGiniOfWhatIsKnownOfIt() async throws {
      try await imported { trial in
        let gini = try trial.answers().measure("gini-by-day", of: "")
        // On 2026-01-04 b/one-GGUF and b/two were still as the harvests before and after saw them,
        // but a snapshot says more of b/two: 30, 9, 5 and 40 downloads.
        let values = [5.0, 9, 30, 40]
        let expected = Statistics.gini(values)
        let day = gini.points.first { $0.label == "2026-01-04" }
        #expect(day?.value == expected)
        #expect(day?.note == "4 models")
        #expect(
          gini.points.map(\.label) == [
            "2025-12-28", "2025-12-29", "2026-01-01", "2026-01-02", "2026-01-04", "2026-01-06",
            "2026-01-10",
          ]
        )
        #expect(try trial.rows(gini.evidence).count >= 9)
      }
    }

    /// A harvest of another family is no look at this one's counters.
    @Test func whatHeldUntilIsTheLastLook() async throws {
      let families = [
        #"{"model": {"id": "a/one", "_id": "640000000000000000000001", "downloads": 1}}"#,
        #"{"model": {"id": "b/two", "_id": "640000000000000000000002", "downloads": 2}}"#,
      ]
      try await Trial.of(try World(lines: families)) { trial in
        try await trial.sweep(on: "2026-01-01")
        try await trial.sweep(on: "2026-01-02")
        let walk = HarvestRequest(subjects: ["b/two"], plan: .walk)
        try await trial.harvest(walk, on: "2026-01-08")
        let changed = families[0].replacing(#""downloads": 1"#, with: #""downloads": 9"#)
        trial.standIn.serve(try World(lines: [changed, families[1]]))
        try await trial.sweep(on: "2026-01-10")
        let points = try trial.answers().measure("downloads", of: "a/one").points
        #expect(
          points == [
            .init("2026-01-01", 1, note: "the same when last seen on 2026-01-02"),
            .init("2026-01-10", 9, note: "nothing is known of the 7 days before"),
          ]
        )
        let other = try trial.answers().measure("downloads", of: "b/two").points
        #expect(
          other == [.init("2026-01-01", 2, note: "the same when last seen on 2026-01-10")]
        )
        let then = try trial.answers(asOf: "2026-01-09").measure("downloads", of: "a/one").points
        #expect(then == [points[0]])
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(try trial.answers().measure("downloads", of: "a/one").points == points)
        #expect(try trial.damage() == [])
      }
    }
  }
}
