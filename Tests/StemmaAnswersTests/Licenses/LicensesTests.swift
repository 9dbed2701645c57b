import StemmaGraph
import StemmaAnswers
import StemmaCore
import Stemma
import StemmaStandIn
import StemmaTrialSupport
import Testing

/// Licenses along families, from the world to the answer.
@Suite(.timeLimit(.minutes(2))) struct LicensesTests {
  private static let world = [
    #"{"model": {"id": "meta/base", "cardData": {"license": "llama3.1"}}}"#,
    #"{"model": {"id": "meta/chat", "cardData": {"license": "llama3.1", "base_model": "meta/base"}}}"#,
    #"{"model": {"id": "ann/silent", "cardData": {"base_model": "meta/chat"}}}"#,
    #"{"model": {"id": "ann/free", "cardData": {"license": "mit", "base_model": "ann/silent"}}}"#,
    #"{"model": {"id": "ann/freer", "cardData": {"license": "cc0-1.0", "base_model": "ann/free"}}}"#,
    #"{"model": {"id": "bob/nc", "cardData": {"license": "cc-by-nc-4.0"}}}"#,
    #"""
    {"model": {"id": "bob/mix", "cardData":
      {"license": "llama3.1", "base_model": ["meta/chat", "bob/nc"]}}}
    """#.replacing("\n", with: " "),
    #"{"model": {"id": "bob/mix-gguf", "cardData": {"base_model": "bob/mix"}}}"#,
    #"{"model": {"id": "eve/loop", "cardData": {"license": "mit", "base_model": "eve/loop"}}}"#,
    #"{"model": {"id": "eve/lost", "cardData": {"license": "mit", "base_model": "gone/ghost"}}}"#,
  ]

  private func answering(_ body: (Answers) throws -> Void) async throws {
    try await Trial.of(World(lines: Self.world)) { trial in
      try await trial.harvest()
      try body(try trial.answers())
    }
  }

  @Test func areShownDownToTheModel() async throws {
    try await answering { answers throws in
      let path = try answers.licenses(of: "ann/freer")
      #expect(path.first?.id == "ann/free")
      #expect(
        path.text == """
          Licenses down to ann/freer

          4  meta/base  (llama3.1, llama3.x)
          3  meta/chat  (llama3.1, llama3.x)
          2  ann/silent  (not stated)
          1  ann/free  (mit, permissive)
               declared license looser than inherited:
               - acceptable use policy passed on: Llama 2, 3, 3.1, 3.2, 3.3 and 4 Community \
          Licenses §1.b.iv, from meta/chat (llama3.1)
               - name prefix: Llama 3.1, 3.2, 3.3 and 4 Community Licenses §1.b.i, from meta/chat \
          (llama3.1)
               - agreement passed on: Llama 2, 3, 3.1, 3.2, 3.3 and 4 Community Licenses §1.b.i, \
          §1.b.iii, from meta/chat (llama3.1)
          0  ann/freer  (cc0-1.0, public domain)
               declared license looser than inherited:
               - attribution: MIT License, second paragraph, from ann/free (mit)

          1 of 5 were not judged: 1 without a stated license.

          """
      )
    }
  }

  @Test func countEachParentOfAMerge() async throws {
    try await answering { answers throws in
      #expect(
        try answers.licenses(of: "bob/mix").text(as: .json) == """
          {"model":"bob/mix","first":"bob/mix","not_judged":0,"hops":[\
          {"id":"meta/base","kind":"model","distance":2,"license":"llama3.1","license_name":null,\
          "license_link":null,"family":"llama3.x",\
          "finding":null},\
          {"id":"bob/nc","kind":"model","distance":1,"license":"cc-by-nc-4.0","license_name":null,\
          "license_link":null,"family":"non-commercial",\
          "finding":null},\
          {"id":"meta/chat","kind":"model","distance":1,"license":"llama3.1","license_name":null,\
          "license_link":null,"family":"llama3.x",\
          "finding":null},\
          {"id":"bob/mix","kind":"model","distance":0,"license":"llama3.1","license_name":null,\
          "license_link":null,"family":"llama3.x",\
          "finding":{"wording":"declared license looser than inherited","rules":[\
          {"rule":"cc-nc","condition":"non-commercial","source":"CC BY-NC 4.0 §2.a.1",\
          "parent":"bob/nc","origin":"bob/nc","license":"cc-by-nc-4.0"}]}}]}

          """
      )
    }
  }

  @Test func areListedForAWholeFamily() async throws {
    try await answering { answers throws in
      let looser = try answers.looserLicenses(below: "meta/base")
      #expect(
        looser.text == """
          Below meta/base: declared license looser than inherited

          DISTANCE  ID        LICENSE  MODELS  RULES                                    FROM\
                 INHERITED
                 3  ann/free  mit           2  llama-use,llama3.1-name,llama-agreement  meta/chat\
            llama3.1

          STEPS  RULE             CONDITION                        SOURCE
              1  llama-use        acceptable use policy passed on  Llama 2, 3, 3.1, 3.2, 3.3 and 4 \
          Community Licenses §1.b.iv
              1  llama3.1-name    name prefix                      Llama 3.1, 3.2, 3.3 and 4 \
          Community Licenses §1.b.i
              1  llama-agreement  agreement passed on              Llama 2, 3, 3.1, 3.2, 3.3 and 4 \
          Community Licenses §1.b.i, §1.b.iii

          First steps: 1, on the way to 2 of 6 descendants, 4 of which state a license; 2 of 6 were not \
          judged.

          """
      )
    }
  }

  @Test func ofAFamilyGoOnWithWhatIsAskedAbove() async throws {
    try await answering { answers throws in
      let looser = try answers.looserLicenses(below: "ann/silent", in: .init(depth: 1))
      #expect(looser.descendants == 1)
      #expect(looser.steps.map(\.hop.id) == ["ann/free"])
      #expect(looser.steps.first?.hop.distance == 1)
      #expect(looser.steps.first?.hop.finding?.breaches.first?.origin == "meta/chat")
    }
  }

  /// `MIT` and `mit` were two licenses, and `other` said nothing of which.
  @Test func areReadInAnyCaseAndByTheirNames() async throws {
    try await Trial.of(
      #"{"model": {"id": "a/base", "cardData": {"license": "MIT"}}}"#,
      #"{"model": {"id": "b/two", "cardData": {"license": ["Apache-2.0", "Mine"], "base_model": "a/base"}}}"#,
      #"""
      {"model": {"id": "c/other", "cardData": {"license": "other", "license_name": "house-rules", \#
      "license_link": "https://example.org/rules", "base_model": "b/two"}}}
      """#
    ) { trial in
      try await trial.harvest()
      #expect(
        try trial.rows("SELECT license FROM repo ORDER BY name") == [
          "mit", "apache-2.0,Mine", "other",
        ]
      )
      #expect(
        try trial.answers().licenses(of: "c/other").text == """
          Licenses down to c/other

          2  a/base  (mit, permissive)
          1  b/two  (apache-2.0,Mine, permissive,other)
          0  c/other  (other, house-rules, https://example.org/rules)

          2 of 3 were not judged: 2 under one that has to be read.

          """
      )
    }
  }

  @Test func ofDatasetsCount() async throws {
    try await Trial.of(
      #"{"dataset": {"id": "d/nc", "cardData": {"license": "cc-by-nc-4.0"}}}"#,
      #"{"model": {"id": "a/base", "cardData": {"license": "mit", "datasets": ["d/nc", "d/gone"]}}}"#
    ) { trial in
      try await trial.sweep(on: "2026-01-01")
      let path = try trial.answers().licenses(of: "a/base")
      #expect(path.hops.map(\.id) == ["d/gone", "d/nc", "a/base"])
      #expect(path.hops.map(\.isDataset) == [true, true, false])
      #expect(path.first?.finding?.breaches.map(\.origin) == ["d/nc"])
      #expect(path.unjudged.map(\.id) == ["d/gone"])
    }
  }

  @Test func followTheRelationsAskedForOnly() async throws {
    try await answering { answers throws in
      #expect(
        try answers.licenses(of: "bob/mix", in: .init(relations: ["finetune"])).hops.count == 1
      )
      #expect(
        try answers.looserLicenses(below: "bob/nc", in: .init(relations: ["finetune"])).steps == []
      )
      #expect(try answers.looserLicenses(below: "bob/nc").steps.map(\.hop.id) == ["bob/mix"])
    }
  }

  @Test func surviveLoopsAndGhosts() async throws {
    try await answering { answers throws in
      #expect(
        try answers.licenses(of: "eve/loop").text == """
          Licenses down to eve/loop

          0  eve/loop  (mit, permissive)

          """
      )
      #expect(
        try answers.licenses(of: "eve/lost").table.text(as: .csv) == """
          "distance","id","license","license_name","license_link","family","finding","rules"\r
          1,gone/ghost,not stated,,,,,\r
          0,eve/lost,mit,,,permissive,,\r

          """
      )
      #expect(
        try answers.looserLicenses(below: "gone/ghost").text == """
          No declared license looser than inherited below gone/ghost: 1 of 1 descendants state a \
          license.

          """
      )
    }
  }
}
