import StemmaMetrics
import Foundation
@testable import Stemma
import StemmaStandIn
@testable import StemmaStore
@testable import StemmaStudies
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Activity of a study's projects, and who goes from one to another.
  @Suite(.timeLimit(.minutes(3))) struct ActivityProjects {
    private static func model(_ id: String, _ day: String, _ commits: String...) -> String {
      #"""
      {"model": {"id": "\#(id)", "createdAt": "\#(day)T00:00:00.000Z"}, \#
      "commits": [\#(commits.joined(separator: ", "))]}
      """#
    }

    private static let world = [
      model(
        "lab/a",
        "2024-01-10",
        LivelyWorld.commit("12", "More", "2024-01-11", by: "bo"),
        LivelyWorld.commit("11", "First", "2024-01-10", by: "ann")
      ),
      model(
        "lab/b",
        "2024-03-01",
        LivelyWorld.commit("22", "More", "2024-03-03", by: "cy"),
        LivelyWorld.commit("21", "First", "2024-03-02", by: "ann")
      ),
      model(
        "zed/c",
        "2024-05-01",
        LivelyWorld.commit("32", "More", "2024-05-03", by: "dee"),
        LivelyWorld.commit("31", "First", "2024-05-02", by: "bo")
      ),
      model("south/only", "2024-01-01"),
    ]

    private static let study = """
      study: two
      title: Two labs
      citation: Nobody, "Two labs"
      date: 2025-01-15
      sources: {OURS: Our reading}
      projects:
        - id: lab
          name: The Lab
          organizations: [{ids: lab, source: OURS, status: confirmed}]
          roots: [{ids: [lab/a, lab/b], source: OURS, status: confirmed}]
        - id: south
          name: South
          organizations: [{ids: south, source: OURS, status: confirmed}]
          roots: [{ids: south/only, source: OURS, status: confirmed}]
      """

    private static func withStudy(_ body: (Answers) throws -> Void) async throws {
      try await Trial.of(try World(lines: world)) { trial in
        try await trial.sweep(on: "2025-01-15")
        try await trial.details(of: "lab/a", "lab/b", "zed/c", on: "2025-01-15")
        try Cache(path: trial.path(), access: .write).write { connection in
          _ = try StudyStage(connection: connection).write(
            StudyFile(name: "two.yaml", bytes: Data(study.utf8))
          )
        }
        try body(trial.answers())
      }
    }

    @Test func aProjectWithoutHistoryHasNoNumbersBesideOneThatHasThem() async throws {
      try await Self.withStudy { answers in
        // Ann, Ann, Bo and Cy: one of three made half. All were pushed, so that they are lab's.
        // Both of a's commits and both of b's came within 48 hours.
        for (name, value) in [
          ("contributor-absence-factor", 1.0), ("elephant-factor", 1), ("dump-index", 1),
          // Both ended, a after 1 day and b after 2: S is 1/2 after 1.
          ("repository-survival", 1),
          // Ann was active in both, of three.
          ("newcomer-overlap", 1.0 / 3),
        ] {
          let measures = try answers.measures(name, ofStudy: "two")
          #expect(measures.map(\.subject) == ["two/lab", "two/south"])
          #expect(abs((measures[0].value ?? -1) - value) < 1e-12, "\(name)")
          #expect(measures[1].value == nil && measures[1].points == [], "\(name)")
          #expect(
            measures[1].reason
              == "unknown: not harvested, run `stemma harvest --study two --details study`"
          )
        }
      }
    }

    @Test func whoGoesFromOneToAnotherIsCounted() async throws {
      try await Self.withStudy { answers in
        let ofProject = try answers.measures("newcomer-overlap", ofStudy: "two")[0]
        #expect(ofProject.points.map(\.label) == ["lab/a and lab/b"])
        #expect(
          ofProject.points.map(\.note) == ["1 shared; 1 of 2 newcomers came from the first"]
        )
        // Of the cache both of lab's are one, and zed is its own: of Ann, Bo, Cy and Dee, Bo was in
        // both, and in lab's first.
        let ofAll = try answers.measure("newcomer-overlap", of: "")
        #expect(ofAll.value == 0.25)
        #expect(ofAll.points.map(\.label) == ["The Lab and zed"])
        #expect(ofAll.points.map(\.value) == [0.25])
        #expect(ofAll.points.map(\.note) == ["1 shared; 1 of 2 newcomers came from the first"])
      }
    }
  }
}
