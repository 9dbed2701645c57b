import Foundation
import StemmaGraph
import StemmaAnswers
import StemmaCore
import Stemma
import StemmaDerive
import StemmaStandIn
import StemmaTestSupport
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

  /// Reported: whoever is on a cycle with the model was no descendant here.
  @Test func belowAModelOnACycleAllDescendantsAreJudged() async throws {
    try await Trial.of(
      #"{"model": {"id": "o/a", "cardData": {"license": "cc-by-nc-4.0", "base_model": "o/c"}}}"#,
      #"{"model": {"id": "o/b", "cardData": {"license": "mit", "base_model": "o/a"}}}"#,
      #"{"model": {"id": "o/c", "cardData": {"base_model": "o/b"}}}"#,
      #"{"model": {"id": "o/d", "cardData": {"license": "mit", "base_model": "o/c"}}}"#
    ) { trial in
      try await trial.harvest()
      let below = try trial.answers().looserLicenses(below: "o/a")
      #expect((below.descendants, below.stated, below.looser) == (3, 2, 3))
      #expect(below.steps.map(\.hop.id) == ["o/b"])
      #expect(below.steps.map(\.hop.distance) == [1])
      #expect(try trial.answers().derivatives(of: "o/a").all.total == below.descendants)
      // Seen from below, the others of the cycle stand above.
      let path = try trial.answers().licenses(of: "o/d")
      #expect(path.hops.map { "\($0.distance) \($0.id)" } == ["3 o/a", "2 o/b", "1 o/c", "0 o/d"])
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

          1 of 5 was not judged: 1 without a stated license.
          Relations by the word of the Hub, else the card, else our own reading.

          """
      )
    }
  }

  @Test func countEachParentOfAMerge() async throws {
    try await answering { answers throws in
      #expect(
        try answers.licenses(of: "bob/mix").text(as: .json) == """
          {"model":"bob/mix","first":"bob/mix","not_judged":0,\
          "relation_by":["hub","declared","own"],"hops":[\
          {"id":"meta/base","kind":"model","distance":2,"license":"llama3.1","license_name":null,\
          "license_link":null,"family":"llama3.x",\
          "finding":null,"reading":null,"inherited":null},\
          {"id":"bob/nc","kind":"model","distance":1,"license":"cc-by-nc-4.0","license_name":null,\
          "license_link":null,"family":"non-commercial",\
          "finding":null,"reading":null,"inherited":null},\
          {"id":"meta/chat","kind":"model","distance":1,"license":"llama3.1","license_name":null,\
          "license_link":null,"family":"llama3.x",\
          "finding":null,"reading":null,"inherited":null},\
          {"id":"bob/mix","kind":"model","distance":0,"license":"llama3.1","license_name":null,\
          "license_link":null,"family":"llama3.x",\
          "finding":{"wording":"declared license looser than inherited","rules":[\
          {"rule":"cc-nc","condition":"non-commercial","source":"CC BY-NC 4.0 §2.a.1",\
          "parent":"bob/nc","origin":"bob/nc","license":"cc-by-nc-4.0"}]},"reading":null,"inherited":null}]}

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

          DISTANCE  ID        LICENSE   MODELS  RULES                                    FROM\
                 INHERITED
                 2  bob/mix   llama3.1       2  cc-nc                                    bob/nc\
               cc-by-nc-4.0
                 3  ann/free  mit            2  llama-use,llama3.1-name,llama-agreement  meta/chat\
            llama3.1

          STEPS  RULE             CONDITION                        SOURCE
              1  cc-nc            non-commercial                   CC BY-NC 4.0 §2.a.1
              1  llama-use        acceptable use policy passed on  Llama 2, 3, 3.1, 3.2, 3.3 and 4 \
          Community Licenses §1.b.iv
              1  llama3.1-name    name prefix                      Llama 3.1, 3.2, 3.3 and 4 \
          Community Licenses §1.b.i
              1  llama-agreement  agreement passed on              Llama 2, 3, 3.1, 3.2, 3.3 and 4 \
          Community Licenses §1.b.i, §1.b.iii

          First steps: 2, on the way to 4 of 6 descendants, 4 of which state a license; 2 of 6 were not \
          judged.
          Relations by the word of the Hub, else the card, else our own reading.

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
          Relations by the word of the Hub, else the card, else our own reading.

          """
      )
    }
  }

  /// A name or an address that others read tells a family; whose judgement it is stands beside it.
  @Test func areToldByNamesAndAddressesThatOthersRead() async throws {
    func model(_ id: String, _ name: String, _ link: String, base: String? = nil) -> String {
      let parent = base.map { #", "base_model": "\#($0)""# } ?? ""
      return #"""
        {"model": {"id": "\#(id)", "cardData": {"license": "other", "license_name": "\#(name)", \#
        "license_link": "\#(link)"\#(parent)}}}
        """#
    }
    try await Trial.of(
      model("q/base", "Qwen-Research", "LICENSE"),
      #"{"model": {"id": "a/free", "cardData": {"license": "mit", "base_model": "q/base"}}}"#,
      model("v/terms", "lfm1.0", "LICENSE", base: "a/free"),
      // Its name says nothing, and its address was read.
      model("m/max", "other", "http://github.com/MiniMax-AI/MiniMax-M2.7/blob/main/LICENSE/"),
      model("o/mine", "other", "https://example.org"),
      model("s/xl", "sdxl-license", "LICENSE")
    ) { trial in
      try await trial.harvest()
      let answers = try trial.answers()
      let path = try answers.licenses(of: "v/terms")
      #expect(path.hops.map(\.family) == ["non-commercial", "permissive", "vendor terms"])
      #expect(path.first?.id == "a/free")
      #expect(path.first?.finding?.breaches.map(\.rule.id) == ["named-nc"])
      #expect(path.unjudged.map(\.id) == ["v/terms"])
      #expect(
        path.text.contains(
          "2  q/base  (other, non-commercial, as others read it, Qwen-Research, LICENSE)\n"
        )
      )
      #expect(path.json["hops"]?.array?[0]["reading"]?["as_of"] == "2026-09-26")
      let families = try ["m/max", "o/mine", "s/xl"].map {
        try answers.licenses(of: $0).hops[0].family
      }
      #expect(families == ["non-commercial", "other", "open-rail"])
      #expect(try answers.licenses(of: "o/mine").hops[0].reading == nil)
    }
  }

  @Test func ofTheHubsListAreAllKnown() {
    let known = Set(LicenseFamily.members.flatMap(\.licenses).map(\.rawValue))
    #expect(HubLicense.ids.subtracting(known) == [])
  }

  // Needs the reference material beside the project.
  @Test(
    .enabled(if: Shared.file("real-hub/license-classes.csv") != nil, "needs reference material")
  )
  func areReadAsOthersReadThem() throws {
    let file = try #require(Shared.file("real-hub/license-classes.csv"))
    let classes: [String: Set<LicenseFamily>] = [
      "permissive": [.permissive, .publicDomain, .weakCopyleft],
      "copyleft": [.strongCopyleft, .weakCopyleft, .shareAlike], "responsible_ai": [.openRAIL],
      "vendor_custom": [.llama2, .llama3, .llama4, .gemma, .vendorTerms],
      "noncommercial": [.nonCommercial], "no_derivatives": [.noDerivatives],
      "other": [.other, .permissive], "unknown": [.unknown],
    ]
    var (count, names) = (0, 0)
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if cells[0] == "license_name" {
        names += 1
        // This name says nothing by itself; the address of the text that was read for it does.
        if cells[1] == "other" {
          #expect(NamedLicense.known(name: cells[1], link: nil) == nil)
          let link = cells.first { $0.hasPrefix("https://") }
          #expect(NamedLicense.known(name: cells[1], link: link)?.family == .nonCommercial)
          continue
        }
        let known = try #require(NamedLicense.known(name: cells[1], link: nil), "\(cells[1])")
        #expect(classes[cells[2]]?.contains(known.family) == true, "\(cells[1]): \(known.family)")
        #expect(NamedLicense.known(name: cells[1].uppercased(), link: nil) == known)
      }
      guard cells[0] == "license" else { continue }
      count += 1
      #expect(HubLicense.ids.contains(cells[1]))
      let family = LicenseFamily(of: License(rawValue: cells[1]))
      #expect(classes[cells[2]]?.contains(family) == true, "\(cells[1]): \(family.rawValue)")
    }
    #expect(count == 83)
    #expect(names == 68)
  }

  /// `MIT` to `mit` counted as a change.
  @Test func doNotChangeByTheirLetters() async throws {
    try await Trial.of(
      #"{"model": {"id": "a/base", "cardData": {"license": "MIT"}}}"#,
      #"{"model": {"id": "b/one", "cardData": {"license": "mit", "base_model": "a/base"}}}"#,
      #"{"model": {"id": "b/two", "tags": ["license:Mit", "base_model:finetune:a/base"]}}"#
    ) { trial in
      try await trial.harvest()
      let changes = try trial.answers().changes(of: .license)
      #expect(changes.json["total"]?["edges"] == 2)
      #expect(changes.json["total"]?["changed"] == 0)
      // Nor do those of a license that the Hub has no id for, from one day to the next.
      for license in ["House-License-1", "house-license-1"] {
        trial.standIn.serve(
          try World(lines: [#"{"model": {"id": "a/base", "cardData": {"license": "\#(license)"}}}"#]
          )
        )
        try await trial.harvest()
      }
      #expect(
        try trial.rows("SELECT license FROM repo WHERE name = 'a/base'") == ["house-license-1"]
      )
      let diff = try trial.answers().difference(from: 2, to: 3)
      #expect(diff.licenses.map(\.name) == [])
    }
  }

  /// Copies that state nothing have what their originals state, told apart from what is stated.
  @Test func andTasksAndLanguagesOfOriginalsAreInheritedByCopies() async throws {
    func model(_ id: String, _ rest: String) -> String { #"{"model": {"id": "\#(id)"\#(rest)}}"# }
    try await Trial.of(
      model(
        "lab/base-7b",
        #", "pipeline_tag": "text-generation", "createdAt": "2024-01-01T00:00:00.000Z""#
          + #", "cardData": {"license": "mit", "language": "de"}"#
      ),
      model("q/base-7b-AWQ", #", "cardData": {"base_model": "lab/base-7b", "language": "fr"}"#),
      model("q/twice-GGUF", #", "cardData": {"base_model": "q/base-7b-AWQ"}"#),
      // Told by its name alone, and no copy at all.
      model("r/base-7b-GGUF", #", "createdAt": "2025-01-01T00:00:00.000Z""#),
      model("t/tuned", #", "cardData": {"base_model": "lab/base-7b"}"#),
      model("u/loop-GGUF", #", "cardData": {"base_model": "u/loop-GGUF"}"#)
    ) { trial in
      try await trial.harvest()
      let rows = try trial.rows(
        """
        SELECT repo.name, field, value, source.name, basis, distance
        FROM inherited_attribute
        JOIN repo ON repo.id = inherited_attribute.repo
        JOIN repo AS source ON source.id = inherited_attribute.source
        ORDER BY repo.name, field
        """
      )
      #expect(
        rows == [
          "q/base-7b-AWQ | license | mit | lab/base-7b | declared | 1",
          "q/base-7b-AWQ | pipeline_tag | text-generation | lab/base-7b | declared | 1",
          "q/twice-GGUF | languages | fr | q/base-7b-AWQ | declared | 1",
          "q/twice-GGUF | license | mit | lab/base-7b | declared | 2",
          "q/twice-GGUF | pipeline_tag | text-generation | lab/base-7b | declared | 2",
          "r/base-7b-GGUF | languages | de | lab/base-7b | inferred | 1",
          "r/base-7b-GGUF | license | mit | lab/base-7b | inferred | 1",
          "r/base-7b-GGUF | pipeline_tag | text-generation | lab/base-7b | inferred | 1",
        ]
      )
      let answers = try trial.answers()
      var told: [String] = []
      for name in try trial.rows("SELECT name FROM repo ORDER BY name") {
        told += try answers.info(on: name).inherited.sorted { $0.field < $1.field }.map {
          "\(name) | \($0.field) | \($0.value) | \($0.source) | \($0.basis) | \($0.distance)"
        }
      }
      #expect(told == rows)
      let path = try answers.licenses(of: "q/twice-GGUF")
      #expect(path.hops.map(\.license) == ["mit", nil, nil])
      #expect(path.hops.map { $0.inherited?.value } == [nil, "mit", "mit"])
      #expect(path.unjudged.count == 2)
      #expect(path.text.contains("0  q/twice-GGUF  (not stated, inherited: mit of lab/base-7b)"))
      // What is stated is counted as before.
      let groups = try answers.derivatives(of: "lab/base-7b", by: .license).groups
      #expect(groups.map(\.value) == [nil])
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

  /// What is found of one model is the same for all who ask.
  ///
  /// Asked from above, nothing was known of datasets and of the other parents of merges.
  @Test func areFoundAlikeFromAboveAndAlongTheWay() async throws {
    func model(_ id: String, _ card: String) -> String {
      #"{"model": {"id": "\#(id)", "cardData": {\#(card)}}}"#
    }
    try await Trial.of(
      #"{"dataset": {"id": "d/sa", "cardData": {"license": "cc-by-sa-4.0"}}}"#,
      #"{"dataset": {"id": "d/nc", "cardData": {"license": "cc-by-nc-4.0"}}}"#,
      model("a/base", #""license": "mit", "datasets": ["d/sa"]"#),
      model("b/keeps", #""license": "cc-by-sa-4.0", "base_model": "a/base", "datasets": "d/sa""#),
      model("b/drops", #""license": "apache-2.0", "base_model": "b/keeps", "datasets": "d/nc""#),
      model("c/far", #""license": "cc-by-nc-4.0""#),
      model("c/silent", #""base_model": "c/far", "datasets": "d/sa""#),
      model("b/merged", #""license": "mit", "base_model": ["a/base", "c/silent"]"#),
      model("b/fine", #""license": "mit", "base_model": "a/base""#),
      model("b/silent", #""base_model": "b/fine", "datasets": "d/nc""#)
    ) { trial in
      try await trial.sweep(on: "2026-01-01")
      let answers = try trial.answers()
      func found(_ hops: [LicenseHop]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: hops.map { ($0.id, $0.finding?.rules ?? "") })
      }
      let below = try answers.looserLicenses(below: "a/base")
      #expect(
        found(below.steps.map(\.hop)) == [
          "a/base": "cc-sa", "b/drops": "cc-nc,cc-sa", "b/merged": "cc-nc,cc-sa",
        ]
      )
      #expect(
        below.text.hasSuffix(
          "First steps: 2, on the way to 2 of 5 descendants, 4 of which state a license; 1 of 5 was "
            + "not judged; the model itself is looser.\n"
            + "Relations by the word of the Hub, else the card, else our own reading.\n"
        )
      )
      #expect(below.descendants == 5)
      #expect(below.looser == 2)
      #expect(below.unjudged == 1)
      let family = ["a/base", "b/keeps", "b/drops", "b/merged", "b/fine", "b/silent", "c/silent"]
      for name in family {
        let own = try answers.licenses(of: name).hops.filter { $0.id == name && $0.finding != nil }
        let atOnce = try answers.looserLicenses(below: name).steps.map(\.hop).filter {
          $0.id == name
        }
        #expect(found(atOnce) == found(own), "\(name)")
        // As of a family so large that the whole graph is read for it.
        let ofAll = try StoredGraph.$lookedUp.withValue(0) {
          try answers.looserLicenses(below: name)
        }
        #expect(try ofAll == answers.looserLicenses(below: name), "\(name)")
        #expect(
          name == "c/silent"
            || found(below.steps.map(\.hop).filter { $0.id == name }) == found(own),
          "\(name)"
        )
      }
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

          Relations by the word of the Hub, else the card, else our own reading.

          """
      )
      #expect(
        try answers.licenses(of: "eve/lost").table.text(as: .csv) == """
          "distance","id","license","license_name","license_link","family","finding","rules"
          1,gone/ghost,not stated,,,,,
          0,eve/lost,mit,,,permissive,,

          """
      )
      #expect(
        try answers.looserLicenses(below: "gone/ghost").text == """
          No declared license looser than inherited below gone/ghost: 1 of 1 descendant states a \
          license.
          Relations by the word of the Hub, else the card, else our own reading.

          """
      )
    }
  }
}
