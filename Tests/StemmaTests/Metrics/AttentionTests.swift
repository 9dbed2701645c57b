import Stemma
import StemmaAnalysis
import StemmaReports
import StemmaStandIn
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
  }
}
