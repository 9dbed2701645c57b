import StemmaLink
import Foundation
@testable import Stemma
import StemmaCore
@testable import StemmaMetrics
import StemmaStandIn
@testable import StemmaStore
@testable import StemmaStudies
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What a study knows of owners, former names and staff, in reuse and in metrics.
  @Suite(.timeLimit(.minutes(2))) struct StudySubjects {
    private static let study = """
      study: small
      title: One project
      date: 2025-11-18
      sources: {OURS: Our reading}
      projects:
        - id: north
          name: The North
          organizations:
            - {ids: lab, source: OURS, status: confirmed}
            - {ids: old-lab, role: former, source: OURS, status: confirmed}
            - {ids: ann, role: staff, source: OURS, status: confirmed}
            - {ids: partner, role: other, source: OURS, status: confirmed}
          roots:
            - {ids: [lab/base], source: OURS, status: confirmed}
          datasets:
            - {ids: [lab/data, lab/none], source: OURS, status: confirmed}
            - {ids: [partner/data], role: other, source: OURS, status: confirmed}
          aliases:
            - {kind: dataset, from: lab/dta, to: lab/data, source: OURS, status: confirmed}
        - id: south
          name: The South
          role: example
          organizations:
            - {ids: far, source: OURS, status: confirmed}
      """

    private static let world = [
      #"{"dataset": {"id": "lab/data", "createdAt": "2024-03-01T12:00:00.000Z"}}"#,
      #"{"dataset": {"id": "partner/data", "createdAt": "2024-03-01T12:00:00.000Z"}}"#,
      #"{"model": {"id": "lab/base", "tags": ["dataset:lab/data"]}}"#,
      #"""
      {"model": {"id": "x/one", "createdAt": "2024-03-05T00:00:00.000Z", "downloads": 6, \#
      "tags": ["dataset:lab/dta"], "cardData": {"base_model": "lab/base"}}}
      """#,
      #"{"model": {"id": "y/two", "tags": ["dataset:old-lab/data"]}}"#,
      #"{"model": {"id": "ann/staff", "tags": ["dataset:lab/data"], "downloads": 2}}"#,
      #"{"model": {"id": "old-lab/former", "cardData": {"base_model": "lab/base"}}}"#,
      #"{"model": {"id": "partner/made", "tags": ["dataset:lab/data"]}}"#,
      #"{"model": {"id": "z/other", "tags": ["dataset:partner/data"]}}"#,
    ]

    private func studied(_ body: (Trial) throws -> Void) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let file = try StudyFile(name: "small.yaml", bytes: Data(Self.study.utf8))
        try Pipeline(cachePath: trial.path()).load(file)
        try body(trial)
      }
    }

    /// A report on such a study said 0 derivatives where the cache held all of its models.
    @Test func organizationsAloneMeanAllTheirModels() async throws {
      let study = """
        study: orgs
        title: An organization and no model
        date: 2025-11-18
        sources: {OURS: Our reading}
        projects:
          - id: lab
            name: The Lab
            organizations:
              - {ids: lab, source: OURS, status: confirmed}
              - {ids: old-lab, role: former, source: OURS, status: confirmed}
              - {ids: ann, role: staff, source: OURS, status: confirmed}
              - {ids: nowhere, source: OURS, status: confirmed}
          - id: none
            name: Nobody
            region: {value: North, source: OURS, status: confirmed}
        """
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let file = try StudyFile(name: "orgs.yaml", bytes: Data(study.utf8))
        try Pipeline(cachePath: trial.path()).load(file)
        #expect(
          try trial.rows("SELECT item, section FROM study_node ORDER BY item") == [
            "lab/base | models", "old-lab/former | models",
          ]
        )
        let made = "SELECT name FROM study_derivative JOIN repo ON repo.id = repo ORDER BY name"
        #expect(try trial.rows(made) == ["x/one"])
        let coverage = try trial.answers().methods(of: "orgs").coverage
        let models = coverage.first { $0.what == "models of the study" }
        #expect(models?.known == 2)
        #expect(models?.all == 2)
        let cache = try Cache(path: trial.path(), access: .read)
        #expect(
          try cache.read { try StudyGaps(in: file.study, and: $0) }.sentences == [
            "Line 12, lab: the cache has no repository of nowhere.",
            "none names neither an organization nor a repository: nothing of it will be found.",
          ]
        )
      }
    }

    @Test func whatTheCacheLacksIsSaidOfAStudy() async throws {
      try await studied { trial in
        let file = try StudyFile(name: "small.yaml", bytes: Data(Self.study.utf8))
        let cache = try Cache(path: trial.path(), access: .read)
        #expect(
          try cache.read { try StudyGaps(in: file.study, and: $0) }.sentences == [
            "Line 16, north: the cache has no dataset lab/none.",
            "Line 24, south: the cache has no repository of far.",
          ]
        )
        #expect(StudyGaps(in: file.study).sentences == [])
      }
    }

    @Test func reuseTakesOwnersAndFormerNamesFromTheStudy() async throws {
      try await studied { trial in
        var question = ReuseQuestion(dataset: "lab/data")
        let alone = try trial.answers().reuse(question)
        #expect(alone.models.filter(\.isExternal).map(\.id) == ["ann/staff", "partner/made"])
        question.study = "small"
        for name in ["lab/data", "LAB/Data", "old-lab/data", "lab/dta"] {
          question.dataset = name
          let reuse = try trial.answers().reuse(question)
          #expect(reuse.dataset == "lab/data")
          #expect(
            reuse.models.filter(\.isExternal).map(\.id).sorted()
              == ["partner/made", "x/one", "y/two"],
            "\(name)"
          )
          #expect(reuse.models.filter(\.isOwn).map(\.id).sorted() == ["ann/staff", "lab/base"])
          #expect(reuse.owners == ["ann", "lab", "old-lab"])
          #expect(reuse.aliases.contains("lab/dta") && reuse.aliases.contains("old-lab/data"))
          #expect(reuse.projects == ["small/north"])
          #expect(reuse.json["projects"]?.text == #"["small/north"]"#)
          #expect(reuse.text.contains("Its owners are the accounts of small/north."))
        }
      }
    }

    @Test func reuseSaysWhatTheStudyDoesNotKnow() async throws {
      try await studied { trial in
        var question = ReuseQuestion(dataset: "partner/data")
        question.study = "small"
        #expect {
          try trial.answers().reuse(question)
        } throws: { "\($0)".contains("small lists no project that made partner/data") }
        question.study = "no-such"
        #expect {
          try trial.answers().reuse(question)
        } throws: { "\($0)".contains("stemma study load no-such") }
      }
    }

    @Test func projectsAreMeasured() async throws {
      try await studied { trial in
        let answers = try trial.answers()
        let shares = try answers.measures("own-share", ofStudy: "small")
        #expect(shares.map(\.subject) == ["small/north", "small/south"])
        #expect(shares.map(\.value) == [0.5, nil])
        #expect(
          try answers.measures("own-share", ofStudy: "small", project: "the north").count == 1
        )
        let users = try answers.measures("dataset-users", ofStudy: "small", project: "north")[0]
        #expect(users.value == 3)
        #expect(
          users.points.map { "\($0.label) \($0.value ?? -1)" }
            == ["lab/data 1.0", "lab/dta 1.0", "old-lab/data 1.0"]
        )
        #expect(try trial.rows(users.evidence).count == 5)
        let downloads = try answers.measures("family-downloads", ofStudy: "small", project: "north")
        #expect(downloads[0].value == 2)
        #expect(throws: AnswerError.self) {
          try answers.measures("own-share", ofStudy: "small", project: "west")
        }
        #expect(throws: AnswerError.self) { try answers.measures("likes", ofStudy: "small") }
      }
    }

    @Test func theMeasuresOfALoadedStudyAreKeptByEachHarvest() async throws {
      try await studied { trial in
        let kept = """
          SELECT subject, value, harvest FROM measure WHERE metric = 'own-share' ORDER BY 1, 3
          """
        #expect(try trial.rows(kept) == ["small/north | 0.5 | 1", "small/south | - | 1"])
        try Pipeline(cachePath: trial.path()).analyze()
        #expect(try trial.rows(kept).count == 2)
        let metrics = MetricList.all.filter { $0.definition.scopes.contains(.project) }
        #expect(
          try trial.rows("SELECT count(*), count(DISTINCT metric) FROM measure")
            == ["\(metrics.count * 2) | \(metrics.count)"]
        )
      }
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-01-01")
        #expect(try trial.rows("SELECT count(*) FROM measure") == ["0"])
      }
    }

    @Test func measuringWritesNoTableButMeasure() async throws {
      try await studied { trial in
        let cache = try Cache(path: trial.path(), access: .write)
        try cache.tamper { connection in
          try connection.execute("DELETE FROM measure")
          // A statement that names a table that is not there cannot be prepared.
          try connection.execute("DROP TABLE verdict")
          let tables = Schema.tablesByStage.flatMap(\.tables).filter {
            $0 != "measure" && $0 != "verdict"
          }
          func sizes() throws -> [String] {
            try tables.map { "\($0) \(try connection.count("SELECT count(*) FROM \($0)"))" }
          }
          let before = try sizes()
          try MeasureStage().run(on: connection)
          #expect(try sizes() == before)
          #expect(try connection.count("SELECT count(*) FROM measure") > 0)
        }
      }
    }

    @Test func listsReadWell() async throws {
      try await studied { trial in
        let shares = try trial.answers().measures("own-share", ofStudy: "small")
        #expect(
          MeasureList(shares).text == """
            SUBJECT      VALUE  UNIT  WHY NOT
            small/north    0.5  1     -
            small/south      -  1     nothing was made from it

            """
        )
        #expect(MeasureList(shares).json.array?.count == 2)
        #expect(
          MeasureList(shares).text(as: .csv).hasPrefix(#""metric","subject","label","value""#)
        )
      }
    }
  }
}
