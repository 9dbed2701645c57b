import Foundation
import Stemma
import StemmaCore
import StemmaDerive
import StemmaGraph
import StemmaHub
@testable import StemmaLink
import StemmaMetrics
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// Models that programs and lessons upload by the thousand.
@Suite struct MassUploadTests {
  @Test(
    arguments: [
      ("manbull/google-gemma-7b-1722153752", [.timestamp]),
      ("a/run_1722153752123", [.timestamp]),
      // A number, another century, and nothing but a time.
      ("a/model-1234567890", []), ("a/model-3722153752", []), ("a/1722153752", []),
      ("0x1202/5ade6481-31d8-4723-b9cd-2a0bf0232506", [.uuid]),
      ("a/5ade6481-31d8-4723-b9cd-2a0bf02325067", []),
      ("a/5ade6481-31d8-4723-b9cd-2a0bf023250", []),
      ("a/cm3x9k2lq0000v8m4h2t1abcd", [.cuid]), ("a/run-CM3X9K2LQ0000V8M4H2T1ABCD", [.cuid]),
      ("a/conversationalrecommender1", []),
      ("gradients-io-tournaments/augmented-4a271cf76e39cfe1", [.hash]),
      ("a/1234567812345678", []), ("a/deadbeefdeadbeef", []),
      ("h/blockassist-bc-bellowing_pouncing_horse_1753675374", [.timestamp, .blockassist]),
      ("0xgr3y/Qwen3-0.6B-Gensyn-Swarm-tall_tame_panther", [.gensynSwarm]),
      ("m/omega_x8Qz1", [.omega]), ("m/omega_x8Qz1-v2", []),
      ("mcditoos/PPO-LunarLander-v2", [.course]), ("a/q-Taxi-v3", [.course]),
      ("a/rl_course_vizdoom_health_gathering_supreme", [.course]), ("a/ppo-summarizer", []),
      ("a/test", [.test]), ("a/GPT_test", [.test]), ("a/my-test09-model", [.test]),
      ("a/contest", []), ("a/latest", []),
      // What no rule may flag.
      ("meta-llama/Llama-3.1-8B-Instruct", []), ("TheBloke/phi-2-GGUF", []),
      ("RichardErkhov/EleutherAI_-_gpt-neo-1.3B-8bits", []), ("openai/whisper-tiny", []),
    ] as [(String, [MassUploadRule])]
  )
  func areToldByTheirNames(_ name: String, _ rules: [MassUploadRule]) {
    #expect(UploadName(name).rules == rules)
  }

  @Test func aShapeIsANameWithoutItsSerialNumbers() {
    #expect(UploadName("a/run-0a1b2c3-x").shape == UploadName("b/RUN-99999999-X").shape)
    #expect(UploadName("a/run-0a1b2c3-x").shape != UploadName("a/ran-0a1b2c3-x").shape)
    #expect(UploadName("a/llama-7b-chat").shape == nil)
    // Letters alone are a word.
    #expect(UploadName("a/facade-deedeed").shape == nil)
  }

  /// Real names, labelled one by one: what is no mass upload is not flagged by any rule on names.
  // Needs the reference material beside the project.
  @Test(.enabled(if: Shared.file("real-hub/edges") != nil, "needs the reference material"))
  func agreeWithLabelledNames() throws {
    let file = try #require(Shared.file("real-hub/edges/name-patterns.csv.gz"))
    let lines = try Gzip.inflate(Data(contentsOf: file), limit: 1 << 20).split(separator: 0x0A)
      .dropFirst()
      .map { $0.split(separator: 0x2C).prefix(3).map { String(decoding: $0, as: UTF8.self) } }
    #expect(lines.count == 389)
    var found: [MassUploadRule: [String: Int]] = [:]
    for line in lines {
      let (name, pattern, label) = (line[0], line[1], line[2])
      let rules = UploadName(name).rules.filter(\.isLeftOut)
      #expect(rules.isEmpty || pattern != "control" && label != "no", "\(name): \(rules)")
      for rule in rules { found[rule, default: [:]][label, default: 0] += 1 }
    }
    #expect(
      found == [
        .timestamp: ["yes": 53], .uuid: ["yes": 60], .hash: ["yes": 1],
        .blockassist: ["yes": 1], .gensynSwarm: ["yes": 7], .course: ["yes": 18],
      ]
    )
  }

  private static func facts(_ number: Int, _ name: String, base: String? = nil) -> RepoFacts {
    let identity = "65" + String(repeating: "0", count: 16) + String(100_000 + number)
    var record = RepoRecord(kind: .model, hubID: identity, name: name)
    record.author = RepoName.owner(of: name)
    record.cardData = base.map { ["base_model": .string($0)] } ?? [:]
    return RepoFacts(record, asked: ["cardData", "author"])
  }

  private func withCache(_ body: (Cache) throws -> Void) throws {
    try withScratchFolder { folder in
      try body(Cache(path: folder.appending(path: "one.sqlite").path, access: .write))
    }
  }

  private static func flags(_ connection: Connection) throws -> Set<String> {
    Set(
      try connection.rows("SELECT model || ' ' || rule AS flag FROM mass_upload_model") {
        $0.text("flag")
      }
    )
  }

  @Test func ofManyAccountsOrInASeriesAreToldWhenTheyBecomeMany() throws {
    try withCache { cache in
      let derive = try cache.read { try DeriveStage($0) }
      func add(_ models: [RepoFacts], _ harvest: Int64) throws -> (Set<String>, Set<String>) {
        try cache.write { connection in
          for facts in models { try derive.apply(facts, harvest: harvest) }
          _ = try LinkStage(largestShare: 1)
            .update(after: DeclarationMark(endOf: connection), on: connection)
          let bitByBit = try Self.flags(connection)
          try LinkStage().run(on: connection)
          return (bitByBit, try Self.flags(connection))
        }
      }
      let lessons = (0..<50).map { Self.facts($0, "user\($0)/my-first-model") }
      let series = (0..<50).map { Self.facts(100 + $0, "maker/run-\(900_000 + $0)") }
      let copies = (0..<60).map { Self.facts(200 + $0, "fan\($0)/Famous-7B") }
      let children = (0..<20).map { Self.facts(300 + $0, "lab/c\($0)", base: "fan0/Famous-7B") }
      let first = try add(Array(lessons.dropLast() + series.dropLast() + copies + children), 1)
      #expect(first.0 == first.1 && first.0.isEmpty)
      let second = try add([lessons[49], series[49]], 2)
      let all =
        lessons.map { "\($0.name) tutorial" } + series.map { "\($0.name) serial" }
      #expect(second.0 == second.1 && second.0 == Set(all))
      // One is named anew: they are few again.
      let third = try add([Self.facts(0, "user0/poems"), Self.facts(100, "maker/poems")], 3)
      #expect(third.0 == third.1 && third.0.isEmpty)
      // They come back under the names of another publisher and in other letters.
      let fourth = try add(
        [Self.facts(0, "user0/My-First-Model"), Self.facts(100, "other/run-900000")],
        4
      )
      #expect(fourth.0 == fourth.1 && fourth.0.count == 50)
      let fifth = try add([Self.facts(100, "maker/run-900000")], 5)
      #expect(fifth.0 == fifth.1 && fifth.0.count == 100)
      // One of a lesson's models becomes an original, and one of a series is made into another.
      let more = (0..<20).map { Self.facts(400 + $0, "lab/d\($0)", base: "user7/my-first-model") }
      let sixth = try add(more + [Self.facts(101, "maker/run-900001-b")], 6)
      #expect(sixth.0 == sixth.1 && sixth.0.isEmpty)
    }
  }
}

extension EndToEnd {
  /// Counts with and without mass uploads.
  @Suite(.timeLimit(.minutes(2))) struct WithoutMassUploads {
    private static func model(_ id: String, _ base: String? = nil) -> String {
      let card = base.map { #", "cardData": {"base_model": "\#($0)"}"# } ?? ""
      return #"{"model": {"id": "\#(id)", "createdAt": "2025-01-01T00:00:00.000Z"\#(card)}}"#
    }

    /// The shape of Qwen1.5-0.5B's family in the small: of 330 children three are none of a program.
    private static let lines: [String] = {
      let base = "Qwen/Qwen1.5-0.5B"
      let children = (0..<325).map {
        model("user\($0 % 40)/Qwen-Qwen1.5-0.5B-\(1_717_000_000 + $0)", base)
      }
      return [model(base)] + children + [
        model("ann/poems", base), model("bo/Qwen1.5-0.5B-GGUF", base), model("cy/my-test", base),
        // What was made from a mass upload is somebody's own work.
        model("ann/chat", "user0/Qwen-Qwen1.5-0.5B-1717000000"),
        model("eve/5ade6481-31d8-4723-b9cd-2a0bf0232506", base),
        model("eve/alone-1717000000"), model("lab/other"),
        model("eve/other-1717000000", "lab/other"),
      ]
    }()

    @Test func countsAreGivenBothWays() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let scope = FamilyScope(isWithoutMassUploads: true)
        let answers = try trial.answers()
        let whole = try answers.derivatives(of: "Qwen/Qwen1.5-0.5B")
        #expect((whole.direct.total, whole.all.total) == (329, 330))
        #expect(whole.withMassUploads == nil)
        let counts = try answers.derivatives(of: "Qwen/Qwen1.5-0.5B", in: scope)
        #expect((counts.direct.total, counts.all.total, counts.publishers) == (3, 4, 3))
        #expect(counts.maxDistance == 2)
        #expect(counts.withMassUploads?.all == whole.all)
        #expect(counts.json["with_mass_uploads"]?["all"]?["total"] == 330)
        #expect(counts.json["all"]?["total"] == 4)
        #expect(counts.text.contains("Left out: 326 mass uploads, 326 of them direct."))
        let byOwner = try answers.derivatives(of: "Qwen/Qwen1.5-0.5B", by: .owner, in: scope)
        #expect(byOwner.groups.map(\.value) == ["ann", "bo", "cy"])
        #expect(byOwner.massUploads == 326)
      }
    }

    @Test func familiesOfMassUploadsAloneAreNone() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let whole = try answers.families()
        #expect((whole.total, whole.isolated) == (2, 1))
        #expect(whole.parts.map(\.models) == [331, 2])
        let rest = try answers.families(in: FamilyScope(isWithoutMassUploads: true))
        #expect((rest.total, rest.isolated) == (1, 1))
        #expect(rest.parts.map(\.models) == [5])
        #expect(rest.parts.first?.massUploads == 326)
        #expect(rest.json["with_mass_uploads"]?["families"] == 2)
      }
    }

    @Test func metricsOfDerivativesLeaveThemOutWhenAsked() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        var filter = ActivityFilter()
        filter.includesMassUploads = false
        for (metric, whole, rest, told) in [
          ("derivative-count", 330.0, 4.0, []),
          ("downstream-organizations", 44, 3, ["The value with mass uploads: 44."]),
        ] {
          let all = try answers.measure(metric, of: "Qwen/Qwen1.5-0.5B")
          #expect(all.value == whole, "\(metric)")
          let some = try answers.measure(metric, of: "Qwen/Qwen1.5-0.5B", filter: filter)
          #expect(some.value == rest, "\(metric)")
          #expect(
            some.notes.contains(
              "Left out: 326 mass uploads; with them: 330 derivatives."
            )
          )
          #expect(some.notes.filter { $0.hasPrefix("The value with") } == told)
        }
      }
    }
  }
}
