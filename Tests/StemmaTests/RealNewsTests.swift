import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaOperations
import StemmaStandIn
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// News, feeds and policies about real records, some of which are changed between two harvests.
  @Suite(.timeLimit(.minutes(10))) struct RealNewsTests {
    private static let edges = Shared.file("real-hub/edges/base-model-edges.csv.gz")

    /// A day of changes: every so many of the models are gone, relicensed, gated or made from nothing.
    private struct Changes {
      var lines: [String] = []
      var told: Set<String> = []
      var licenses: [String: String] = [:]
      var gated: Set<String> = []

      init(to world: [JSONValue]) {
        var place = 0
        for record in world {
          guard let id = record["model"]?["id"]?.string else {
            lines.append(record.text)
            continue
          }
          place += 1
          var model = record["model"]?.object ?? []
          var card = record["model"]?["cardData"]?.object ?? []
          func setting(_ key: String, _ value: JSONValue, in members: [JSONValue.Member])
            -> [JSONValue.Member]
          {
            members.filter { $0.key != key } + [.init(key, value)]
          }
          switch place % 400 {
          case 1:
            told.insert("gone \(id)")
            continue
          case 2 where model.allSatisfy { $0.key != "readme" }:
            card = setting("license", .string("wtfpl"), in: card)
            model = setting("cardData", .object(card), in: model)
            told.insert("relicensed \(id)")
          case 3:
            model = setting("gated", .string("manual"), in: model)
            told.insert("gated \(id)")
            gated.insert(id)
          default: break
          }
          lines.append(JSONValue.object([.init("model", .object(model))]).text)
        }
        lines.append(#"{"model": {"id": "newcomer/one"}}"#)
        told.insert("new newcomer/one")
      }
    }

    @Test(.enabled("needs real edges and python3") { edges != nil && Python.succeeds("") })
    func areWhatWasChanged() async throws {
      let hub = try #require(Shared.file("real-hub"))
      try await withScratchFolder { folder in
        let file = folder.appending(path: "world.jsonl")
        _ = try Python.run("../StemmaTestSupport/real_world.py", [hub.path, file.path])
        let text = try String(contentsOf: file, encoding: .utf8)
        let world = try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        let changes = Changes(to: world)
        try await Trial.of(try World(contentsOf: file)) { trial in
          try await trial.sweep(on: "2026-01-01")
          let owners = try trial.rows(
            """
            SELECT owner.name FROM repo JOIN owner ON owner.id = repo.owner
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3
            """
          )
          let entries = try trial.answers().watchEntries(for: owners, at: "2026-01-01T00:00:00Z")
          trial.standIn.serve(try World(lines: changes.lines))
          // Gone is two misses on different days.
          for day in 2...3 { try await trial.sweep(on: "2026-01-0\(day)") }
          let answers = try trial.answers()
          let news = try answers.difference(from: 1, to: 3, naming: 100_000).news
          let told = Set(
            news.items.filter { [.new, .gone, .relicensed, .gated].contains($0.event) }
              .map { "\($0.event.rawValue) \($0.id)" }
          )
          #expect(changes.told.count > 20)
          #expect(
            told == changes.told,
            "\(told.symmetricDifference(changes.told).sorted().prefix(9))"
          )
          try Self.expectFeeds(of: entries, answers, changes)
          if Python.canImport("networkx") {
            try Self.expectDigest(of: entries, trial)
            try Self.expectRelicensing(trial)
          }
          try Self.expectPolicies(trial, changes)
        }
      }
    }

    /// What the feeds say is what changed of these owners and below them, as another program reads them.
    private static func expectFeeds(
      of entries: [WatchList.Entry],
      _ answers: Answers,
      _ changes: Changes
    ) throws {
      let digest = try answers.feed(of: entries, since: 1)
      #expect(digest.hasNews)
      for format in [DigestFormat.atom, .rss] {
        let data = try Python.run(
          "read_feed.py",
          ["--strict"],
          input: Data(format.text(of: digest).utf8)
        )
        let titles = try JSONDecoder().decode([String].self, from: data)
        #expect(!titles.isEmpty)
        for title in titles {
          let words = title.split(separator: " ")
          let event = "\(words[0].dropLast()) \(words[1])"
          let isReparented = title.hasPrefix("reparented")
          #expect(isReparented || changes.told.contains(event), "\(title)")
        }
      }
    }

    /// What the digest tells is what networkx finds in the tables of the two days.
    private static func expectDigest(of entries: [WatchList.Entry], _ trial: Trial) throws {
      let days: [String: JSONValue] = try ["before": "2026-01-01", "after": "2026-01-03"].mapValues
      {
        let answers = try trial.answers(asOf: $0)
        func rows(_ sql: String) throws -> JSONValue {
          .array(try answers.rows(of: sql).rows.map { .array($0) })
        }
        return [
          "repositories": try rows(
            "SELECT id, name, license, gated, gone_since IS NOT NULL FROM repo"
          ),
          "edges": try rows("SELECT child, parent FROM edge WHERE last_seen IS NULL"),
        ]
      }
      var data = days
      data["owners"] = .array(entries.map { .string($0.subject) })
      let input = JSONValue.object(data.map { .init($0.key, $0.value) })
      let output = try Python.run("recount_digest.py", input: Data(input.text.utf8))
      let expected = try JSONDecoder().decode([String: [String]].self, from: output)
      let digest = try trial.answers().digest(of: entries, since: 1).digest
      #expect(digest.news.count == entries.count)
      var count = 0
      for news in digest.news {
        let told = news.items.filter { $0.event != .dataset }.map {
          "\($0.event.rawValue) \($0.id)"
        }
        #expect(told.sorted() == expected[news.subject], "\(news.subject)")
        #expect(news.counts.values.reduce(0, +) == news.items.count)
        count += told.count
      }
      #expect(count > 0)
    }

    /// What a new license of those that most was made from breaks is what networkx finds that it breaks,
    /// which follows each rule by itself.
    private static func expectRelicensing(_ trial: Trial) throws {
      let answers = try trial.answers()
      var licenses: [JSONValue.Member] = []
      var met: Set<License> = ["gemma", "cc-by-nc-4.0", "gpl-3.0"]
      for row in try answers.rows(
        of: """
          SELECT kind || ' ' || name, license, license_name, license_link FROM repo
          WHERE license <> ''
          """
      ).rows {
        let stated = DeclaredLicenses(row[1].string, name: row[2].string, link: row[3].string)
        met.formUnion(stated.licenses)
        let ids = stated.licenses.map { JSONValue.string($0.rawValue) }
        licenses.append(.init(row[0].string ?? "", .array(ids)))
      }
      let pairs = try answers.rows(
        of: """
          SELECT 'model ' || child.name, 'model ' || parent.name
          FROM edge JOIN node AS child ON child.id = child JOIN node AS parent ON parent.id = parent
          WHERE edge.last_seen IS NULL
          UNION ALL
          SELECT 'model ' || user.name, 'dataset ' || data.name
          FROM dataset_use JOIN node AS user ON user.id = repo JOIN node AS data ON data.id = dataset
          WHERE dataset_use.last_seen IS NULL AND user.kind = 'model'
          """
      ).rows
      let largest = try trial.rows(
        """
        SELECT name FROM family JOIN repo ON repo.id = model WHERE gone_since IS NULL
        ORDER BY all_total DESC, name LIMIT 6
        """
      )
      let asked = largest.flatMap { name in
        ["gemma", "cc-by-nc-4.0", "gpl-3.0"].map { [name, $0] }
      }
      func list(_ licenses: some Sequence<License>) -> JSONValue {
        .array(licenses.map(\.rawValue).sorted().map(JSONValue.string))
      }
      let input: JSONValue = [
        "edges": .array(pairs.map { .array($0) }), "licenses": .object(licenses),
        "rules": .array(
          LicenseRule.all.map { rule in
            [
              "id": .string(rule.id), "lays": list(rule.licenses),
              "drops": list(met.filter { !rule.isKept(by: $0) }),
            ]
          }
        ),
        "asked": .array(asked.map { [.string("model \($0[0])"), .string($0[1])] }),
      ]
      let output = try Python.run("recount_relicensed.py", input: Data(input.text.utf8))
      let broken = try JSONDecoder().decode([[String: Set<String>]].self, from: output)
      var count = 0
      for (asked, expected) in zip(asked, broken) {
        let impact = try answers.impact(of: asked[0], if: .relicensed(asked[1]))
        let told = impact.affected.filter { !$0.rules.isEmpty }.map {
          ("model \($0.id)", Set($0.rules))
        }
        #expect(Dictionary(told) { $0.union($1) } == expected, "\(asked)")
        count += expected.count
      }
      #expect(broken.count == asked.count)
      #expect(count > 10)
    }

    /// Which models have something gated above them, by the plain edges.
    private static func expectPolicies(_ trial: Trial, _ changes: Changes) throws {
      let policy = try Policy(yaml: "gated: refuse", file: "p.yaml")
      let answers = try trial.answers()
      var parents: [String: [String]] = [:]
      for row in try trial.rows(
        """
        SELECT child.name, parent.name FROM edge
        JOIN repo AS child ON child.id = edge.child
        JOIN repo AS parent ON parent.id = edge.parent
        WHERE edge.last_seen IS NULL
        """
      ) {
        let ends = row.components(separatedBy: " | ")
        parents[ends[0], default: []].append(ends[1])
      }
      let gated = Set(try trial.rows("SELECT name FROM repo WHERE gated IN ('auto', 'manual')"))
      #expect(gated.isSuperset(of: changes.gated))
      var broken = 0
      for (place, name) in parents.keys.sorted().enumerated() where place % 50 == 0 {
        var (above, rest): (Set<String>, [String]) = ([name], [name])
        while let next = rest.popLast() {
          for parent in parents[next] ?? [] where above.insert(parent).inserted {
            rest.append(parent)
          }
        }
        let check = try answers.check(policy, of: [name], on: "2026-01-03")
        let told = Set(check.models.flatMap(\.breaches).map(\.id))
        #expect(told == above.intersection(gated), "\(name)")
        broken += told.isEmpty ? 0 : 1
      }
      #expect(broken > 0)
    }
  }
}
