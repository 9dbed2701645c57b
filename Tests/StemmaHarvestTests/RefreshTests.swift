import StemmaAnswers
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A refresh brings a cache to where a sweep would, for the requests that the changes take.
  @Suite(.timeLimit(.minutes(5))) struct Refresh {
    /// Everything that can happen to a repository between two harvests.
    private static let before = [
      repo("lab/base", 1, on: "2026-01-10"),
      repo("lab/old-name", 2, #""cardData": {"base_model": "lab/base", "license": "mit"}"#),
      repo("lab/quiet", 3, #""cardData": {"base_model": "lab/base"}"#),
      repo("lab/edited", 4, #""cardData": {"license": "mit"}"#),
      repo("lab/open", 5),
      repo("lab/closed", 6, #""gated": "manual""#),
      repo("lab/leaver", 7, #""cardData": {"base_model": "lab/base"}"#),
      repo("lab/left-name", 8, #""cardData": {"base_model": "lab/base"}"#),
      repo("lab/adopted", 9),
      repo("lab/back-dated", 10, #""cardData": {"license": "mit"}"#),
      #"{"dataset": {"id": "lab/data", "_id": "\#(id(20))", "gated": "auto"}}"#,
    ]

    /// Old times for all but what a commit changed: a rename, a gate or a removal moves none.
    private static let after = [
      repo("lab/base", 1, #""likes": 9"#, on: "2026-01-10"),
      repo("lab/new-name", 2, #""cardData": {"base_model": "lab/base", "license": "mit"}"#),
      #"{"rename": {"from": "lab/old-name", "to": "lab/new-name"}}"#,
      repo("lab/quiet", 3, #""cardData": {"base_model": "lab/base"}"#),
      repo(
        "lab/edited",
        4,
        #""cardData": {"license": "apache-2.0", "base_model": "lab/base"}, "sha": "\#(sha(4))""#,
        on: "2026-01-20"
      ),
      repo("lab/open", 5, #""gated": "auto""#),
      repo("lab/closed", 6),
      repo("lab/moved-away", 8, #""cardData": {"base_model": "lab/base"}"#),
      repo("lab/left-name", 11, #""cardData": {"base_model": "lab/edited"}"#, on: "2026-01-21"),
      repo(
        "lab/adopted",
        9,
        #""cardData": {"base_model": "lab/old-name"}, "sha": "\#(sha(9))""#,
        on: "2026-01-22"
      ),
      // Pushed today with a commit of long ago.
      repo("lab/back-dated", 10, #""cardData": {"license": "gpl-3.0"}, "sha": "\#(sha(10))""#),
      repo("lab/came-back", 12, #""cardData": {"base_model": "lab/base"}"#),
      repo("lab/brand-new", 13, #""cardData": {"base_model": "lab/new-name"}"#, on: "2026-01-25"),
      #"{"dataset": {"id": "lab/data", "_id": "\#(id(20))"}}"#,
      #"{"dataset": {"id": "lab/data2", "_id": "\#(id(21))", "createdAt": "2026-01-25T00:00:00Z"}}"#,
    ]

    private static func id(_ number: Int) -> String { "6400000000000000000000\(10 + number)" }
    private static func sha(_ number: Int) -> String {
      String(repeating: "\(number % 10)", count: 40)
    }

    private static func repo(
      _ name: String,
      _ number: Int,
      _ fields: String = "",
      on day: String = "2025-06-01"
    ) -> String {
      let rest = fields.isEmpty ? "" : ", " + fields
      let sha =
        fields.contains(#""sha""#) ? "" : #", "sha": "\#(String(repeating: "a", count: 40))""#
      return """
        {"model": {"id": "\(name)", "_id": "\(id(number))", \
        "createdAt": "\(number > 10 && number != 12 ? day : "2025-06-01")T00:00:00.000Z", \
        "lastModified": "\(day)T00:00:00.000Z"\(sha)\(rest)}}
        """
    }

    private static let refresh = HarvestRequest(subjects: [], plan: .refresh)
    private static let sweep = HarvestRequest(subjects: [], plan: .sweep)

    /// The state of a cache without its past: what was, who is gone and when things were seen.
    private func present(_ trial: Trial, _ cache: String) throws -> [String] {
      let past: Set = [
        "repo_history", "counter_history", "sighting", "absence", "alias", "reference", "tag",
      ]
      return try Cache(path: trial.path(cache), access: .read).read { connection in
        try Dump(
          of: connection,
          without: ["noticed_at", "first_seen", "counters_since", "children_by_relation"]
        ).lines
      }.filter { line in
        !past.contains(String(line.prefix { $0 != ":" })) && !line.contains("lab/leaver")
          && (!line.contains("last_seen=") || line.contains("last_seen=-"))
      }
    }

    @Test func theCacheEqualsAFreshSweepPlusHistory() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        try await trial.harvest(Self.sweep, on: "2026-01-15")
        trial.standIn.serve(try World(lines: Self.after))
        let first = try await trial.harvest(Self.refresh, on: "2026-02-01")
        #expect(first.outcome == .complete)
        // What is gone is believed on another day.
        try await trial.harvest(Self.refresh, on: "2026-02-02")
        try await trial.harvest(Self.sweep, on: "2026-02-02", into: "fresh")
        #expect(differences(try present(trial, "fresh"), try present(trial, "one")) == [])
        let past = try trial.rows(
          """
          SELECT repo.name, field, value FROM repo_history JOIN repo ON repo.id = repo
          WHERE field NOT IN ('sha', 'last_modified', 'children_by_relation')
          ORDER BY repo.name, field
          """
        )
        #expect(
          past == [
            "lab/back-dated | license | mit", "lab/closed | gated | manual",
            "lab/data | gated | auto", "lab/edited | license | mit",
            "lab/moved-away | name | lab/left-name",
            "lab/new-name | name | lab/old-name", "lab/open | gated | false",
          ]
        )
        #expect(
          try trial.rows("SELECT name FROM repo WHERE gone_since IS NOT NULL") == ["lab/leaver"]
        )
        #expect(try trial.damage() == [])
        let whole = try trial.dump()
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(differences(whole, try trial.dump()) == [])
      }
    }

    @Test func nothingNewChangesNothing() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        try await trial.harvest(Self.sweep, on: "2026-01-15")
        let before = try trial.dump().filter { !$0.hasPrefix("sighting:") }
        let summary = try await trial.harvest(Self.refresh, on: "2026-01-16")
        #expect(summary.tally.changes == 0)
        let after = try trial.dump().filter { !$0.hasPrefix("sighting:") }
        #expect(differences(before, after) == [])
      }
    }

    @Test func needsACompleteListingToGoOnFrom() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        await #expect {
          try await trial.harvest(Self.refresh, on: "2026-01-15")
        } throws: { "\($0)".contains("stemma harvest --plan sweep") }
        try await trial.harvest("lab/base")
        await #expect(throws: HarvestError.self) {
          try await trial.harvest(Self.refresh, on: "2026-01-16")
        }
        #expect(try trial.damage() == [])
      }
    }

    /// 3,000 models, in pages of 20: a sweep takes 150 requests.
    private static func many(changed: Int) throws -> World {
      try World(
        lines: (0..<3000).map { number in
          let day =
            number < changed
            ? "2026-01-20T00:00:00Z"
            : Timestamp.text(secondsSince1970: 1_768_000_000 - Int64(number) * 86_400)
          let license = number < changed ? "mit" : "apache-2.0"
          return """
            {"model": {"id": "lab/m\(number)", "createdAt": "2025-06-01T00:00:00.000Z", \
            "lastModified": "\(day)", "cardData": {"license": "\(license)"}, \
            "gated": \(number >= 2990 ? "\"auto\"" : "false")}}
            """
        }
      )
    }

    @Test(arguments: [0, 40, 400])
    func costsRequestsInProportionToTheChanges(changed: Int) async throws {
      try await Trial.of(try Self.many(changed: 0)) { trial in
        var sweep = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
        sweep.pageSize = 20
        try await trial.harvest(sweep, on: "2026-01-15")
        trial.standIn.serve(try Self.many(changed: changed))
        var refresh = HarvestRequest(subjects: [], plan: .refresh, kinds: [.model])
        refresh.pageSize = 20
        let summary = try await trial.harvest(refresh, on: "2026-01-21")
        // One page that is not full, one for the gates, and the last page of the sweep once more.
        #expect(summary.tally.requests.api == changed / 20 + 3)
        #expect(summary.tally.changes == changed)
        let licensed = try trial.rows("SELECT count(*) FROM repo WHERE license = 'mit'")
        #expect(licensed == ["\(changed)"])
        let cost = try trial.answers().status().costs
        #expect(
          cost.filter { $0.purpose == "changed" }.map(\.actual) == [
            summary.tally.requests.api - 2
          ]
        )
      }
    }

    /// Gates change without a commit: between two counts of everything their own listing tells.
    @Test func gatesAreFoundWithoutACensus() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        var sweep = Self.sweep
        sweep.pageSize = 1
        try await trial.harvest(sweep, on: "2026-01-15")
        trial.standIn.serve(try World(lines: Self.after))
        var refresh = Self.refresh
        refresh.census = .never
        refresh.pageSize = 1
        try await trial.harvest(refresh, on: "2026-01-27")
        #expect(
          try trial.rows(
            "SELECT name, gated FROM repo WHERE name IN ('lab/open', 'lab/closed') ORDER BY name"
          ) == ["lab/closed | false", "lab/open | auto"]
        )
        #expect(try trial.rows("SELECT name FROM repo WHERE name = 'lab/moved-away'") == [])
      }
    }

    @Test func anAnswerInAnotherOrderIsNotBelieved() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.uri.contains("sort=lastModified") else { return nil }
        return Fault(
          .reply(
            Reply.json(
              .array([
                [
                  "_id": "640000000000000000000011", "id": "a/b",
                  "lastModified": "2025-01-01T00:00:00.000Z",
                ],
                [
                  "_id": "640000000000000000000012", "id": "a/c",
                  "lastModified": "2026-01-01T00:00:00.000Z",
                ],
              ])
            )
          )
        )
      }
      try await Trial.of(try World(lines: Self.before), options: options) { trial in
        try await trial.harvest(Self.sweep, on: "2026-01-15")
        let summary = try await trial.harvest(Self.refresh, on: "2026-01-16")
        #expect(summary.outcome == .stopped)
        #expect(
          try trial.rows("SELECT DISTINCT reason FROM step WHERE state = 'incomplete'")
            == ["the Hub's answer is not in the order of change"]
        )
      }
    }
  }
}
