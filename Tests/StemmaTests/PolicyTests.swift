import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStandIn
import StemmaStore
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Policies, and the replies that facts rest on.
  @Suite(.timeLimit(.minutes(5))) struct PolicyTests {
    private static let world = [
      #"{"dataset": {"id": "d/set", "createdAt": "2025-06-01T00:00:00.000Z", "cardData": {"license": "cc-by-nc-4.0"}}}"#,
      #"{"model": {"id": "l/root", "createdAt": "2024-01-01T00:00:00.000Z", "cardData": {"license": "llama2"}, "gated": "manual"}}"#,
      #"{"model": {"id": "m/mid", "createdAt": "2025-06-01T00:00:00.000Z", "cardData": {"license": "other", "license_name": "acme-1", "base_model": ["l/root", "no/where"], "datasets": "d/set"}}}"#,
      #"{"model": {"id": "a/leaf", "createdAt": "2025-12-20T00:00:00.000Z", "cardData": {"license": "mit", "base_model": "m/mid"}}}"#,
      #"{"model": {"id": "b/silent", "cardData": {"base_model": "a/leaf"}}}"#,
    ]

    /// The rules that `yaml` finds broken on the way to a model, each with the hops.
    private static func broken(_ yaml: String, of model: String, in trial: Trial) throws
      -> [String]
    {
      let policy = try Policy(yaml: "policy: p\n" + yaml, file: "p.yaml")
      let check = try trial.answers().check(policy, of: [model], on: "2026-01-02")
      return check.models.flatMap(\.breaches).map { "\($0.rule.rawValue) \($0.id)" }
    }

    @Test(arguments: [
      ("house/rules.v2.yaml", "rules.v2"), ("p", "p"), (".hidden", ".hidden"), ("-", "-"),
    ])
    func aPolicyWithoutANameHasThatOfItsFile(file: String, name: String) throws {
      #expect(try Policy(yaml: "gated: refuse", file: file).name == name)
      #expect(try Policy(yaml: "policy: other", file: file).name == "other")
    }

    @Test func everyKeyOfAPolicyFindsWhatBreaksIt() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-01-02")
        let cases: [(String, [String])] = [
          ("", []), ("gated: refuse", ["gated l/root"]), ("ghosts: refuse", ["ghost no/where"]),
          ("gated: allow", []),
          ("licenses: {refuse: [non-commercial]}", ["license-refused d/set"]),
          ("licenses: {refuse: [cc-by-nc-4.0], datasets: skip}", []),
          (
            "licenses: {allow: [mit, LLAMA2], datasets: skip}", ["license-not-allowed m/mid"]
          ),
          ("licenses: {allow: [permissive, llama2], other: [Acme-1], datasets: skip}", []),
          (
            "licenses: {allow: [permissive], other: [acme-2]}",
            [
              "license-not-allowed d/set", "license-not-allowed l/root",
              "license-not-allowed m/mid",
            ]
          ),
          ("licenses: {looser: refuse}", ["license-looser a/leaf"]),
          ("owners: {refuse: [M]}", ["owner-refused m/mid"]),
          (
            "owners: {allow: [a, m, d, no]}", ["owner-not-allowed l/root"]
          ),
          (
            "countries: {of: {l: US, m: NL}, refuse: [us]}", ["country-refused l/root"]
          ),
          (
            "countries: {of: {l: US, m: NL, no: NL, d: NL}, allow: [US, NL], unknown: refuse}",
            ["country-unknown a/leaf"]
          ),
          ("age: {least_days: 30}", ["too-young a/leaf"]),
          ("age: {most_days: 365}", ["too-old l/root"]),
          ("evidence: {most_days: 10}", []),
        ]
        for (yaml, rules) in cases {
          #expect(
            try Self.broken(yaml, of: "a/leaf", in: trial).sorted() == rules.sorted(),
            "\(yaml)"
          )
        }
        #expect(
          try Self.broken("licenses: {}", of: "b/silent", in: trial) == [
            "license-unstated b/silent"
          ]
        )
        #expect(try Self.broken("licenses: {unstated: allow}", of: "b/silent", in: trial).isEmpty)
        #expect(
          try Self.broken("evidence: {require: [license, parents]}", of: "b/silent", in: trial)
            == ["evidence-missing b/silent"]
        )
      }
    }

    @Test(arguments: [
      ("", "The policy p.yaml is empty."),
      ("gated:\n  - refuse", "The policy p.yaml, line 2: write refuse or allow."),
      ("policy: p\ngatet: refuse", "The policy p.yaml, line 2: gatet is no key of a policy"),
      ("policy: p\ngated: yes", "The policy p.yaml, line 2: write refuse or allow."),
      ("policy: p\nlicenses: {deny: [mit]}", "deny is no key of licenses"),
      ("policy: p\nlicenses: {unstated: maybe}", "maybe is none of refuse, allow, inherit"),
      ("policy: p\nage: {least_days: -1}", "least_days is no number of days"),
      ("policy: [", "The policy p.yaml is no YAML"), ("- a", "it has no keys"),
    ])
    func aBrokenPolicyIsNotGuessedAt(yaml: String, says: String) {
      let error = #expect(throws: PolicyError.self) { try Policy(yaml: yaml, file: "p.yaml") }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }

    /// What the archive says at the place that is told, read with another program.
    @Test(.enabled("needs python3 with warcio") { Python.canImport("warcio") })
    func evidenceLeadsToTheRecordThatSaysIt() async throws {
      // Many pages, so that they are halved.
      let others = (0..<60).map {
        #"{"model": {"id": "z/m\#($0)", "createdAt": "2024-02-01T00:\#($0 % 60 / 10)\#($0 % 10):00.000Z", "cardData": {"license": "mit"}}}"#
      }
      try await Trial.of(try World(lines: Self.world + others)) { trial in
        var request = HarvestRequest(subjects: [], plan: .sweep)
        request.pageSize = 4
        try await trial.harvest(request, on: "2026-01-02")
        let answers = try trial.answers()
        for (name, field, said) in [
          ("m/mid", "license", #""other""#), ("z/m37", "license", #""mit""#),
          ("l/root", "gated", #""manual""#), ("datasets/d/set", "license", #""cc-by-nc-4.0""#),
          ("a/leaf", "parents", #""m/mid""#),
          ("z/m0", "created_at", #""2024-02-01T00:00:00.000Z""#),
        ] {
          let evidence = try answers.evidence(of: name, field: field)
          let reply = try #require(evidence.reply, "\(name) \(field)")
          #expect(evidence.pieces.first?.value.text == said, "\(name) \(field)")
          #expect(reply.harvest == 1)
          let lines = try Python.run(
            "read_record.py",
            [reply.archive, "\(reply.offset)", evidence.id]
          )
          let record = try JSONValue(parsing: String(decoding: lines, as: UTF8.self))
          #expect(
            record == [
              "record": .string(reply.record), "url": .string(reply.url),
              "date": .string(reply.receivedAt), "names": .bool(true),
            ]
          )
        }
        #expect(throws: AnswerError.self) { try answers.evidence(of: "a/leaf", field: "colour") }
        // What no archive has is told without one.
        try FileManager.default.removeItem(atPath: trial.archive(of: 1))
        let lost = try answers.evidence(of: "a/leaf", field: "license")
        #expect(lost.value == "mit")
        #expect(lost.reply == nil)
      }
    }

    @Test func aPolicyTellsTheReplyAndIsSARIF() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-01-02")
        let policy = try Policy(
          yaml: "policy: <p>\ngated: refuse\nlicenses:\n  refuse: [non-commercial]\n",
          file: "my policies/p\u{1B}.yaml"
        )
        let check = try trial.answers().check(policy, of: ["a/leaf", "b/silent"], on: "2026-01-02")
        #expect(!check.isKept)
        let first = try #require(check.models.first?.breaches.first { $0.rule == .gated })
        #expect(first.isFirst)
        #expect(first.line == 2)
        #expect(first.basis.day == "2026-01-02")
        #expect(first.basis.reply?.archive == trial.archive(of: 1))
        let sarif = try JSONValue(parsing: check.sarif.inertText)
        #expect(sarif == check.sarif)
        try Self.expectShape(of: sarif, results: check.models.flatMap(\.breaches).count)
        #expect(!check.text.unicodeScalars.contains("\u{1B}"))
      }
    }

    /// The parts of SARIF 2.1.0 that its readers rely on (OASIS, §3.13 to §3.34).
    private static func expectShape(of sarif: JSONValue, results count: Int) throws {
      let log = try #require(
        JSONSerialization.jsonObject(with: Data(sarif.text.utf8)) as? [String: Any]
      )
      #expect(log["version"] as? String == "2.1.0")
      let run = try #require((log["runs"] as? [[String: Any]])?.first)
      let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
      let rules = try #require(driver["rules"] as? [[String: Any]])
      let results = try #require(run["results"] as? [[String: Any]])
      #expect(results.count == count)
      for result in results {
        let index = try #require(result["ruleIndex"] as? Int)
        #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
        #expect(["none", "note", "warning", "error"].contains(result["level"] as? String ?? ""))
        #expect(((result["message"] as? [String: Any])?["text"] as? String)?.isEmpty == false)
        let place = try #require(
          (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
        )
        let artifact = try #require(place["artifactLocation"] as? [String: Any])
        #expect(artifact["uri"] as? String == "my%20policies/p%1B.yaml")
        #expect((place["region"] as? [String: Any])?["startLine"] as? Int ?? 0 >= 1)
      }
    }

    @Test(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
    func theCommandEndsWithOneWhenAPolicyIsBroken() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-01-02")
        let file = trial.folder.appending(path: "p.yaml")
        try Data("policy: p\ngated: refuse\n".utf8).write(to: file)
        func status(_ arguments: String...) async throws -> Int32 {
          try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            arguments + ["--cache", trial.path()],
            in: trial.folder
          ).ending().status
        }
        #expect(try await status("policy", "check", "a/leaf", "--policy", file.path) == 1)
        #expect(try await status("policy", "check", "z/none", "--policy", file.path) == 2)
        #expect(
          try await status(
            "policy",
            "check",
            "a/leaf",
            "--policy",
            file.path,
            "--format",
            "sarif"
          ) == 1
        )
        try Data("policy: p\n".utf8).write(to: file)
        #expect(try await status("policy", "check", "a/leaf", "--policy", file.path) == 0)
        #expect(try await status("licenses", "a/leaf", "--fail") == 1)
        #expect(try await status("licenses", "m/mid", "--fail") == 0)
        #expect(try await status("licenses", "l/root", "--down", "--fail") == 1)
      }
    }
  }
}
