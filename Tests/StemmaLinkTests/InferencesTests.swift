import Foundation
import StemmaAnswers
import Stemma
import StemmaCore
import StemmaDerive
import StemmaGraph
import StemmaHub
@testable import StemmaLink
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Bases that nobody declares, told from names, configurations and prose.
  @Suite(.timeLimit(.minutes(2))) struct Inferred {
    private static func model(_ id: String, _ year: Int = 2024, _ rest: String = "") -> String {
      #"{"model": {"id": "\#(id)", "createdAt": "\#(year)-01-01T00:00:00.000Z"\#(rest)}}"#
    }

    private static let lines = [
      model("lab/Base-7B"), model("q/base-7b-Q4_K_M-GGUF"), model("lab/Base-7B-AWQ"),
      model("ann/Base-7B-poems"), model("lab/Base-7B-chat"),
      // Two of one name: nobody knows which.
      model("x/Twin-1B"), model("y/Twin-1B"), model("z/Twin-1B-GGUF"),
      // The base would be younger than its copy.
      model("o/Late-2B-GGUF", 2023), model("p/Late-2B", 2024),
      // Somebody names a parent, be it a lost one.
      model("q/Base-7B-GPTQ", 2024, #", "cardData": {"base_model": "gone/thing"}"#),
      // Naming itself is naming none.
      model("r/Base-7B-int8", 2024, #", "cardData": {"base_model": "r/Base-7B-int8"}"#),
      model("ann/tuned", 2024, #", "cardData": {"finetuned_from": "LAB/base-7b"}"#),
      model("ann/words"), model("q/Other-GGUF"),
    ]

    private func edges(_ trial: Trial) throws -> [String] {
      try trial.rows(
        """
        SELECT child.name, parent.name, method, confidence, relation
        FROM inferred_edge
        JOIN repo AS child ON child.id = inferred_edge.child
        JOIN repo AS parent ON parent.id = inferred_edge.parent
        ORDER BY child.name, parent.name
        """
      )
    }

    @Test func comeFromNamesAndOldSpellings() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        #expect(
          try edges(trial) == [
            "ann/Base-7B-poems | lab/Base-7B | name: stem | 0.25 | -",
            "ann/tuned | lab/Base-7B | finetuned_from | - | finetune",
            "lab/Base-7B-AWQ | lab/Base-7B | name: mark | 0.95 | quantized",
            "q/base-7b-Q4_K_M-GGUF | lab/Base-7B | name: mark | 0.95 | quantized",
            "r/Base-7B-int8 | lab/Base-7B | name: mark | 0.95 | quantized",
          ]
        )
        #expect(
          try trial.rows("SELECT evidence FROM inferred_edge ORDER BY evidence") == [
            "ann/Base-7B-poems without -poems: lab/Base-7B is the only model of that name",
            "finetuned_from: LAB/base-7b",
            "lab/Base-7B-AWQ without -AWQ: its owner has lab/Base-7B",
            "q/base-7b-Q4_K_M-GGUF without -Q4_K_M-GGUF: lab/Base-7B is the only model of that name",
            "r/Base-7B-int8 without -int8: lab/Base-7B is the only model of that name",
          ]
        )
      }
    }

    @Test func comeFromNamesWithOwnersMirrorsAndPaths() async throws {
      let children = (0..<20).map {
        Self.model("c/m\($0)", 2024, #", "cardData": {"base_model": "lab/Famous-7B"}"#)
      }
      let lines =
        children + [
          Self.model("lab/Famous-7B"), Self.model("fan/famous-7b", 2025),
          // Made before it, by its own people, and with a parent of its own.
          Self.model("early/Famous-7B", 2023), Self.model("lab/other"),
          Self.model("d/Famous-7B", 2025, #", "cardData": {"base_model": "lab/other"}"#),
          Self.model("q/lab_-_Famous-7B-4bits"), Self.model("q/lab.Famous-7B-GGUF"),
          Self.model("q/nobody_-_Famous-7B"),
          Self.model(
            "p/tuned",
            2025,
            #", "cardData": {"base_model": "/root/.cache/hub/models--lab--other/snapshots/1"}"#
          ),
          Self.model("p/folder", 2025, #", "cardData": {"base_model": "/root/lab/other"}"#),
        ]
      try await Trial.of(try World(lines: lines)) { trial in
        try await trial.harvest()
        #expect(
          try edges(trial) == [
            "fan/famous-7b | lab/Famous-7B | mirror | 0.75 | -",
            "p/tuned | lab/other | path | - | -",
            "q/lab.Famous-7B-GGUF | lab/Famous-7B | name: author | 0.95 | quantized",
            "q/lab_-_Famous-7B-4bits | lab/Famous-7B | name: author | 0.95 | quantized",
          ]
        )
        #expect(
          try trial.rows("SELECT evidence FROM inferred_edge WHERE method = 'path'") == [
            "base_model: /root/.cache/hub/models--lab--other/snapshots/1"
          ]
        )
        let answers = try trial.answers()
        #expect(try answers.derivatives(of: "lab/Famous-7B").all.total == 20)
        let followed = FamilyScope(leastConfidence: 0.7)
        #expect(try answers.derivatives(of: "lab/Famous-7B", in: followed).all.total == 23)
        // How often paths are right was not measured.
        #expect(try answers.derivatives(of: "lab/other", in: followed).all.total == 1)
        let usual = FamilyScope(leastConfidence: FamilyScope.usualConfidence)
        #expect(try answers.derivatives(of: "lab/other", in: usual).all.total == 2)
      }
    }

    @Test func comeFromTitlesOfCommits() async throws {
      try await Trial.of(
        Self.model("lab/Base-7B"),
        Self.model("me/copy", 2025),
        Self.model("me/other", 2025)
      ) { trial in
        try await trial.harvest()
        try Cache(path: trial.path(), access: .write).tamper { connection in
          for (name, title) in [
            ("me/copy", "Duplicate from lab/Base-7B"), ("me/other", "Duplicate from lab/Nothing"),
            ("lab/Base-7B", "Duplicate from lab/Base-7B"),
          ] {
            try connection.run(
              """
              INSERT INTO repo_commit (repo, oid, title, first_seen)
              VALUES ((SELECT id FROM repo WHERE name = ?), 'a', ?, 1)
              """,
              name,
              title
            )
          }
        }
        try Pipeline(cachePath: trial.path()).analyze()
        #expect(
          try edges(trial) == ["me/copy | lab/Base-7B | duplicate | - | -"]
        )
      }
    }

    /// What one model's name tells depends on how many were made from another.
    @Test func ofMirrorsComeAndGoWithThePopularityOfTheOriginal() throws {
      try withScratchFolder { folder in
        let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
        let derive = try cache.read { try DeriveStage($0) }
        func facts(_ number: Int, _ name: String, base: String? = nil) -> RepoFacts {
          let identity = "65" + String(repeating: "0", count: 16) + String(100_000 + number)
          var record = RepoRecord(kind: .model, hubID: identity, name: name)
          record.cardData = base.map { ["base_model": .string($0)] } ?? [:]
          return RepoFacts(record, asked: ["cardData"])
        }
        func step(_ models: [RepoFacts], _ harvest: Int64) throws -> [[String]] {
          try cache.write { connection in
            for facts in models { try derive.apply(facts, harvest: harvest) }
            func edges() throws -> [String] {
              try connection.rows(
                "SELECT child || ' ' || method AS edge FROM inferred_edge ORDER BY child"
              ) { $0.text("edge") }
            }
            _ = try LinkStage(largestShare: .infinity)
              .update(after: DeclarationMark(endOf: connection), on: connection)
            let bitByBit = try edges()
            try LinkStage().run(on: connection)
            return [bitByBit, try edges()]
          }
        }
        let children = (1...20).map { facts($0, "c/m\($0)", base: "lab/famous") }
        let first = [facts(100, "lab/famous"), facts(101, "fan/famous")] + children.dropLast()
        #expect(try step(first, 1) == [[], []])
        #expect(try step([children[19]], 2) == [["2 mirror"], ["2 mirror"]])
        #expect(try step([facts(20, "c/m20", base: "lab/else")], 3) == [[], []])
        // The owner's name stands in a copy's, and the original comes later.
        #expect(try step([facts(200, "q/ann_-_poet-GGUF")], 4) == [[], []])
        let told = ["23 name: author"]
        #expect(try step([facts(201, "ann/poet")], 5) == [told, told])
        #expect(try step([facts(201, "ann/bard")], 6) == [told, told])
      }
    }

    @Test func speakAgainstDeclaredParents() async throws {
      func of(_ id: String, _ type: String, _ size: Int? = nil, on base: String? = nil) -> String {
        let size = size.map {
          #", "safetensors": {"parameters": {"BF16": \#($0)}, "total": \#($0)}"#
        }
        let card = base.map { #", "cardData": {"base_model": \#($0)}"# }
        let config = #", "config": {"model_type": "\#(type)"}"#
        return Self.model(id, 2024, config + (size ?? "") + (card ?? ""))
      }
      try await Trial.of(
        of("d/r1", "deepseek_v3"),
        of("l/base", "llama", 100),
        of("a/wrong", "llama", on: #""d/r1""#),
        of("a/right", "llama", on: #""l/base""#),
        of("a/big", "llama", 200, on: #""l/base""#),
        of("a/mix", "llama", on: #"["l/base", "d/r1"]"#),
        Self.model("a/silent", 2025, #", "cardData": {"base_model": "d/r1"}"#)
      ) { trial in
        try await trial.harvest()
        #expect(
          try trial.rows(
            """
            SELECT child.name, parent.name, code, detail
            FROM lineage_finding
            JOIN repo AS child ON child.id = lineage_finding.child
            JOIN repo AS parent ON parent.id = lineage_finding.parent
            ORDER BY 1, 2
            """
          ) == [
            "a/big | l/base | parameters | 200 parameters, and the parent has 100",
            "a/wrong | d/r1 | architecture | llama, and the parent is deepseek_v3",
          ]
        )
      }
    }

    /// A configuration that details bring outweighs the tags; where there is none, the tags tell.
    @Test func speakByTheConfigurationWhereTheHarvestHasIt() async throws {
      func tagged(_ id: String, _ tag: String, _ config: String) -> String {
        let tags = #"["\#(tag)", "base_model:l/base", "base_model:finetune:l/base"]"#
        return Self.model(
          id,
          2024,
          #", "tags": \#(tags), "cardData": {"base_model": "l/base"}\#(config)"#
        )
      }
      try await Trial.of(
        Self.model("l/base", 2023, #", "config": {"model_type": "qwen2"}, "tags": ["llama"]"#),
        tagged("a/alike", "llama", #", "config": {"model_type": "qwen2"}"#),
        tagged("a/other", "qwen2", #", "config": {"model_type": "llama"}"#),
        tagged("a/listed", "mistral", "")
      ) { trial in
        func findings() throws -> [String] {
          try trial.rows(
            """
            SELECT child.name, detail
            FROM lineage_finding
            JOIN repo AS child ON child.id = lineage_finding.child
            ORDER BY 1
            """
          )
        }
        try await trial.harvest()
        #expect(
          try findings() == [
            "a/listed | mistral, and the parent is llama",
            "a/other | qwen2, and the parent is llama",
          ]
        )
        try await trial.harvest("l/base", "a/alike", "a/other")
        #expect(
          try findings() == [
            "a/listed | mistral, and the parent is qwen2",
            "a/other | llama, and the parent is qwen2",
          ]
        )
        #expect(
          try trial.rows("SELECT name, architecture FROM repo ORDER BY 1") == [
            "a/alike | qwen2", "a/listed | -", "a/other | llama", "l/base | qwen2",
          ]
        )
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    /// Nobody measured how often these are right: no number is given, and less than that is followed.
    @Test func withoutAMeasureAreFollowedUnlessMoreIsAskedFor() async throws {
      try await Trial.of(
        Self.model("l/base", 2023, ""),
        Self.model("a/said", 2024, #", "cardData": {"finetuned_from": "l/base"}"#)
      ) { trial in
        try await trial.harvest()
        #expect(try trial.rows("SELECT confidence FROM inferred_edge") == ["-"])
        for (least, count) in [(0, 1), (FamilyScope.usualConfidence, 1), (0.51, 0)] {
          let scope = FamilyScope(leastConfidence: least)
          #expect(try trial.answers().derivatives(of: "l/base", in: scope).all.total == count)
          let tree = try trial.answers().tree(of: "l/base", direction: .down, in: scope)
          #expect(tree.json["edges"]?.array?.count == count)
          let mark = "[finetune, inferred by finetuned_from, not measured] a/said"
          #expect(TreeDrawing(tree).text.contains(mark) == (count == 1))
          for edge in tree.json["edges"]?.array ?? [] {
            #expect(edge["inference"]?["confidence"] == .null)
          }
        }
      }
    }

    @Test func comeFromProseWhereACardIsKept() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let cards = [
          ("ann/words", "old", "based on p/Late-2B", 1),
          (
            "ann/words", "new", "Based on lab/Nothing, fine-tuned from `x/Twin-1B`, of ann/words.",
            2
          ),
          // The words of a copy's card are about the original.
          ("q/Other-GGUF", "a", "fine-tuned from x/Twin-1B", 1),
          ("z/Twin-1B-GGUF", "a", "Converted to GGUF format from [y](https://hf.co/y/Twin-1B)", 1),
          ("lab/Base-7B", "a", "fine-tuned from lab/Base-7B", 1),
        ]
        try Cache(path: trial.path(), access: .write).tamper { connection in
          for (name, sha, text, harvest) in cards {
            try connection.run(
              """
              INSERT INTO card_text (repo, sha, text, first_seen)
              VALUES ((SELECT id FROM repo WHERE name = ?), ?, ?, ?)
              """,
              name,
              sha,
              text,
              harvest
            )
          }
        }
        try Pipeline(cachePath: trial.path()).analyze()
        #expect(
          try edges(trial).filter { $0.contains("prose") } == [
            "ann/words | x/Twin-1B | prose: fine-tuned | 0.95 | finetune",
            "z/Twin-1B-GGUF | y/Twin-1B | prose: converted | 0.85 | quantized",
          ]
        )
      }
    }

    @Test func comeFromConfigurations() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"{"model": {"id": "a/x", "config": {"_name_or_path": "l/base"}}}"#,
        #"{"model": {"id": "a/y", "config": {"_name_or_path": "/root/out"}}}"#
      ) { trial in
        try await trial.harvest("a/x", "a/y", "l/base")
        #expect(try edges(trial) == ["a/x | l/base | config | - | -"])
        #expect(try trial.edges() == [])
        #expect(try trial.ghosts() == [])
      }
    }

    @Test func areFollowedWhenAskedForAndMarked() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        #expect(try answers.derivatives(of: "lab/Base-7B").all.total == 0)
        let usual = FamilyScope(leastConfidence: FamilyScope.usualConfidence)
        let sure = try answers.derivatives(of: "lab/Base-7B", in: usual)
        #expect(sure.all.total == 4)
        // What names itself has a relation of the Hub's own, which outweighs the mark.
        #expect(sure.all.quantized == 2)
        #expect(sure.all.finetune == 2)
        #expect(sure.inferred == 4)
        let all = FamilyScope(leastConfidence: 0)
        #expect(try answers.derivatives(of: "lab/Base-7B", in: all).all.total == 5)
        let tree = try answers.tree(of: "ann/tuned", direction: .up, in: usual)
        #expect(
          tree.json["edges"]?.array?.first?["inference"] == [
            "method": "finetuned_from", "confidence": nil,
            "evidence": "finetuned_from: LAB/base-7b",
          ]
        )
        #expect(tree.inferred == 1)
        #expect(try answers.ancestors(of: "ann/tuned", in: usual).inferred == 1)
        let path = try answers.path(from: "ann/tuned", to: "lab/Base-7B-AWQ", in: usual)
        #expect(path.path == ["ann/tuned", "lab/Base-7B", "lab/Base-7B-AWQ"])
        #expect(path.inferred == 2)
        #expect(throws: AnswerError.self) {
          try answers.path(from: "ann/tuned", to: "lab/Base-7B-AWQ")
        }
        let finetunes = FamilyScope(relations: ["finetune"], leastConfidence: 0.5)
        #expect(try answers.derivatives(of: "lab/Base-7B", in: finetunes).all.total == 1)
        var sources: [[String]] = []
        let choice = FamilyChoice([try FamilySelector("lab/Base-7B+")])
        try answers.read(choice, in: usual) { family in
          try family.forEachEdge { if !$0.isLoop { sources.append($0.sources) } }
        }
        #expect(sources == Array(repeating: ["inferred"], count: 4))
      }
    }

    @Test func changeNothingUnlessAskedFor() async throws {
      try await Trial.of(try World(lines: Self.lines + Trial.family)) { trial in
        try await trial.harvest()
        let names = try trial.rows("SELECT name FROM repo WHERE kind = 'model' ORDER BY name")
        #expect(try edges(trial).count > 4)
        let before = try Self.told(of: names, by: trial.answers())
        try Cache(path: trial.path(), access: .write).tamper {
          try $0.run("DELETE FROM inferred_edge")
        }
        #expect(try Self.told(of: names, by: trial.answers()) == before)
      }
    }

    /// Every answer about every model, as programs get it.
    private static func told(of names: [String], by answers: Answers) throws -> [String] {
      var told = [try answers.families(limit: .max).text(as: .json)]
      for name in names {
        told.append(try answers.derivatives(of: name).text(as: .json))
        told.append(try answers.derivatives(of: name, by: .relation).text(as: .json))
        told.append(
          try answers.derivatives(of: name, in: FamilyScope(relations: ["merge"])).text(as: .json)
        )
        told.append(try answers.tree(of: name).text(as: .json))
        told.append(try answers.tree(of: name, direction: .up).text(as: .json))
        told.append(try answers.ancestors(of: name).text(as: .json))
        told.append(try answers.siblings(of: name).text(as: .json))
        told.append(try answers.timing(below: name).text(as: .json))
      }
      try answers.read(FamilyChoice()) { family in
        try family.forEachNode { told.append("\($0)") }
        try family.forEachEdge { told.append("\($0)") }
      }
      return told
    }
  }
}
