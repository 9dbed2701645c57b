import Stemma
import Foundation
import StemmaCore
import StemmaLink
import StemmaMetrics
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Who uses a dataset, from the world to the answer.
  @Suite(.timeLimit(.minutes(5))) struct ReuseOfDatasets {
    @Test func isExactInAWorldDrawnAtRandom() async throws {
      for seed in seeds(6, of: "Reuse") {
        let drawn = DrawnReuse(seed: seed)
        try await Trial.of(try World(lines: drawn.lines)) { trial in
          try await trial.harvest()
          var question = ReuseQuestion(dataset: DrawnReuse.dataset)
          question.owners = [DrawnReuse.staff]
          let reuse = try trial.answers().reuse(question)
          let window = try #require(reuse.windows.first { $0.days == 92 })
          #expect(window.from == "2024-06-13" && window.to == "2024-09-13", "seed \(seed)")
          let copies = drawn.quantized + drawn.merged
          #expect(window.declaredBy == drawn.external + drawn.own + copies, "seed \(seed)")
          #expect(window.external == drawn.external + copies, "seed \(seed)")
          #expect(window.trained == drawn.external, "seed \(seed)")
          let listed = try reuse.rows(named: "92d.trained").map(\.id)
          #expect(Set(listed) == drawn.trained, "seed \(seed)")
          let outside = drawn.before + drawn.after
          #expect(reuse.models.count == window.declaredBy + outside, "seed \(seed)")
          #expect(reuse.before.count == drawn.before, "seed \(seed)")
          #expect(reuse.models.count(where: \.isOwn) == drawn.own, "seed \(seed)")
          try Self.everyNumberListsItsRows(reuse, seed)
          let folded = question.dataset.lowercased()
          question.dataset = folded
          #expect(try trial.answers().reuse(question) == reuse, "seed \(seed)")
        }
      }
    }

    /// Each number is the length of the list it names, and each list is of such models only.
    private static func everyNumberListsItsRows(_ reuse: Reuse, _ seed: UInt64) throws {
      let counts: [(String, Int)] =
        [
          ("declared_by", reuse.models.count), ("external", reuse.external),
          ("trained", reuse.trained), ("before", reuse.before.count),
          ("own", reuse.models.count - reuse.external),
          ("converted", reuse.external - reuse.trained),
        ]
        + reuse.windows.flatMap {
          [
            ("\($0.days)d", $0.declaredBy), ("\($0.days)d.external", $0.external),
            ("\($0.days)d.trained", $0.trained),
          ]
        }
        + reuse.byRelation.map { ("relation.\($0.value ?? "unknown")", $0.external + $0.own) }
        + reuse.byPublisher.map { ("publisher.\($0.value ?? "")", $0.external + $0.own) }
        + reuse.byMonth.map { ("month.\($0.value ?? "")", $0.external + $0.own) }
      for (name, count) in counts {
        let rows = try reuse.rows(named: name)
        #expect(rows.count == count && Set(rows).count == count, "\(name), seed \(seed)")
      }
      for crossing in reuse.crossed {
        let since = reuse.models.filter {
          $0.isExternal && ($0.createdAt ?? "") >= DrawnReuse.from
            && ($0.createdAt ?? "", $0.id) <= (crossing.date + "T99", "~")
        }
        #expect(since.count >= crossing.count, "seed \(seed)")
      }
    }

    private static let small = [
      #"{"dataset": {"id": "lab/data", "createdAt": "2024-03-01T12:00:00.000Z", "gated": "manual"}}"#,
      #"{"rename": {"kind": "dataset", "from": "old/data", "to": "lab/data"}}"#,
      #"""
      {"model": {"id": "a/one", "createdAt": "2024-03-05T00:00:00.000Z", \#
      "tags": ["dataset:old/data"]}}
      """#,
      #"""
      {"model": {"id": "b/two-GGUF", "createdAt": "2024-03-31T00:00:00.000Z", "tags": \#
      ["base_model:a/one", "base_model:quantized:a/one"], "cardData": {"datasets": ["Lab/Data"]}}}
      """#,
      #"""
      {"model": {"id": "lab/own", "createdAt": "2024-03-02T00:00:00.000Z", "tags": [], \#
      "cardData": {"datasets": ["lab/data"]}}}
      """#,
      #"""
      {"model": {"id": "c/heir", "createdAt": "2024-05-02T00:00:00.000Z", \#
      "tags": ["base_model:a/one", "base_model:finetune:a/one"]}}
      """#,
      #"{"model": {"id": "d/pictures", "tags": ["dataset:imagefolder"]}}"#,
    ]

    @Test func readsWellInATerminal() async throws {
      try await Trial.of(try World(lines: Self.small)) { trial in
        try await trial.harvest()
        var question = ReuseQuestion(dataset: "old/data", windows: [30, 90])
        question.includesInherited = true
        question.thresholds = [3]
        #expect(
          try trial.answers().reuse(question).text == """
            Models that declare lab/data (also Lab/Data, old/data)

            3 models: 2 of others by 2 publishers, 1 of its own people (lab, old).
            Of those of others 1 were trained and 1 are quantized or merged copies, which inherit the line.

            DAYS  FROM        TO          DECLARED BY  EXTERNAL  TRAINED  OVER
              30  2024-03-01  2024-03-31            2         1        1  yes
              90  2024-03-01  2024-05-30            3         2        1  yes

            OTHERS REACHED  ON           WITH
                         1  2024-03-05   a/one
                         3  not reached  -

            RELATION   EXTERNAL  OWN
            -                 1    1
            quantized         1    0

            Relations by the word of the Hub, else the card, else our own reading.

            PUBLISHER  EXTERNAL  OWN
            a                 1    0
            b                 1    0
            lab               0    1

            MONTH    EXTERNAL  OWN
            2024-03         2    1

            1 more models descend from these and declare nothing themselves, 1 of them of others.

            Windows start at the creation of the repository, not at the release.
            The dataset is gated (manual): its files are given on request only, and how many asked is not public.
            Declaring a dataset is voluntary, so every number is a lower bound.

            """
        )
      }
    }

    @Test func keepsTheShapeThatProgramsRelyOn() async throws {
      try await Trial.of(try World(lines: Self.small)) { trial in
        try await trial.harvest()
        let json = try trial.answers().reuse(ReuseQuestion(dataset: "lab/data", windows: [30])).json
        #expect(json["dataset"] == "lab/data")
        #expect(json["aliases"] == ["Lab/Data", "old/data"])
        #expect(json["declared_by"] == 3)
        #expect(json["external"] == 2)
        #expect(json["publishers"] == 3)
        #expect(
          json["windows"]?.text == """
            [{"days":30,"from":"2024-03-01","to":"2024-03-31","declared_by":2,"external":1,\
            "trained":1,"over":true}]
            """
        )
        #expect(
          json["crossed"]?.text == #"[{"count":1,"date":"2024-03-05","model":"a/one"}]"#
        )
        #expect(
          json["models"]?.array?.last?.text == """
            {"id":"b/two-GGUF","created_at":"2024-03-31T00:00:00Z","own":false,\
            "relation":"quantized","owner":"b","trained":false,"copied":true,"sources":["card"]}
            """
        )
      }
    }

    @Test func ownPeopleCountWhenAsked() async throws {
      try await Trial.of(try World(lines: Self.small)) { trial in
        try await trial.harvest()
        var question = ReuseQuestion(dataset: "lab/data")
        question.includesOwn = true
        question.thresholds = [3]
        let crossed = try trial.answers().reuse(question).crossed
        #expect(crossed.map { "\($0.count) \($0.date)" } == ["1 2024-03-02", "3 2024-03-31"])
        question.owners = ["A"]
        #expect(try trial.answers().reuse(question).external == 1)
      }
    }

    @Test func aLoadersNameIsNoDataset() async throws {
      try await Trial.of(try World(lines: Self.small)) { trial in
        try await trial.harvest()
        let reuse = try trial.answers().reuse(ReuseQuestion(dataset: "ImageFolder"))
        #expect(reuse.placeholder == "loader")
        #expect(reuse.windows.isEmpty)
        #expect(reuse.text.contains("imagefolder is not a dataset but a loader"))
        // It is of nobody.
        #expect(reuse.text.contains("0 of its own people.\n"))
        let named = try trial.answers().reuse(ReuseQuestion(dataset: "lab/data"))
        #expect(named.placeholder == nil)
      }
    }

    @Test func aPastDateSeesTheUsersOfThen() async throws {
      try await Trial.of(try World(lines: Array(Self.small.prefix(3)))) { trial in
        try await trial.sweep(on: "2026-01-01")
        let question = ReuseQuestion(dataset: "lab/data")
        let first = try trial.answers().reuse(question)
        trial.standIn.serve(try World(lines: Self.small))
        try await trial.sweep(on: "2026-02-01")
        let then = try trial.answers(asOf: "2026-01-15").reuse(question)
        #expect(then.models == first.models && then.windows == first.windows)
        var heirs = question
        heirs.includesInherited = true
        #expect(try trial.answers().reuse(heirs).inherited?.map(\.model.id) == ["c/heir"])
        #expect(try trial.answers(asOf: "2026-01-15").reuse(heirs).inherited == [])
        #expect(
          try trial.answers(asOf: "2026-02-01").reuse(heirs).inherited?.map(\.model.id)
            == ["c/heir"]
        )
        #expect(try trial.answers().reuse(question).models.count == 3)
      }
    }

    @Test func hostileNamesAreInert() async throws {
      let hostile = "\u{1B}[2J\u{202E}<script>"
      let user = DatasetUser(
        id: "=cmd()/\(hostile)",
        createdAt: nil,
        owner: hostile,
        isOwn: false
      )
      let list = DatasetUserList([user])
      for format in [TableFormat.table, .csv, .markdown] {
        let text = list.text(as: format)
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"), "\(format)")
      }
      #expect(list.text(as: .csv).contains("'=cmd()"))
      #expect(list.text(as: .markdown).contains("\\<script\\>"))
    }

    @Test func namesWhatItCannotList() async throws {
      try await Trial.of(try World(lines: Self.small)) { trial in
        try await trial.harvest()
        let reuse = try trial.answers().reuse(ReuseQuestion(dataset: "lab/data"))
        #expect(throws: AnswerError.self) { try reuse.rows(named: "17d") }
        #expect(throws: AnswerError.self) {
          try trial.answers().reuse(ReuseQuestion(dataset: "no/such"))
        }
        var question = ReuseQuestion(dataset: "lab/data")
        question.from = "2024-13-01"
        #expect(throws: AnswerError.self) { try trial.answers().reuse(question) }
      }
    }
  }
}
