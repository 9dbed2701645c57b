import StemmaCore
import Stemma
import Foundation
import StemmaHarvest
import StemmaStandIn
import StemmaStore
package import StemmaStudies
import StemmaTestSupport
import Testing

/// A world in which a claim gets a verdict.
package struct ClaimWorld: Sendable, CustomTestStringConvertible {
  package let claim: String
  package let verdict: Verdict
  /// The lines of the world.
  package let lines: [String]
  /// Statements that fill the tables of the details.
  package let details: [String]
  /// How often each repository counts: millions of rows would take minutes to write.
  package let times: Int
  /// Models that are harvested by name before all are listed: a listing has no configurations.
  package let named: [String]

  package init(
    _ claim: String,
    _ verdict: Verdict,
    _ lines: [String],
    details: [String] = [],
    times: Int = 1,
    named: [String] = []
  ) {
    (self.claim, self.verdict, self.lines, self.details) = (claim, verdict, lines, details)
    (self.times, self.named) = (times, named)
  }

  package var testDescription: String { "\(claim) \(verdict.rawValue)" }
}

extension ClaimWorld {
  /// The claims that the package brings along.
  package static let folder = ClaimFolder(
    in: QueryFolder(of: Shared.package.appending(path: "queries"))
  )

  package static let all = postRelease + training + context

  package static func repo(
    _ kind: String,
    _ id: String,
    _ card: String,
    _ at: String,
    _ more: String
  ) -> String {
    let fields = more.isEmpty ? "" : ", \(more)"
    return #"{"\#(kind)": {"id": "\#(id)", "createdAt": "\#(at)T00:00:00.000Z", "#
      + #""cardData": {\#(card)}\#(fields)}}"#
  }

  package static func model(
    _ id: String,
    _ card: String = "",
    at: String = "2024-08-01",
    _ more: String = ""
  ) -> String { repo("model", id, card, at, more) }

  package static func dataset(_ id: String, _ card: String = "", at: String = "2024-02-01")
    -> String
  {
    repo("dataset", id, card, at, "")
  }

  package static func space(_ id: String, _ models: String = "", at: String = "2024-09-01")
    -> String
  {
    repo("space", id, "", at, #""models": [\#(models)]"#)
  }

  package static func based(on parent: String, relation: String? = nil) -> String {
    #""base_model": "\#(parent)""#
      + (relation.map { #", "base_model_relation": "\#($0)""# } ?? "")
  }

  package static func using(_ dataset: String) -> String { #""datasets": ["\#(dataset)"]"# }
}

extension ClaimWorld {
  package static func account(_ name: String) -> String {
    "INSERT OR IGNORE INTO account (name, first_seen) VALUES ('\(name)', 1);"
  }

  package static func commit(_ repo: String, _ name: String, at: String) -> String {
    let oid = "\(name)-\(at)"
    return account(name) + """
      INSERT INTO repo_commit (repo, oid, committed_at, title, first_seen)
      SELECT id, '\(oid)', '\(at)T12:00:00Z', 'Upload', 1 FROM repo WHERE name = '\(repo)';
      INSERT INTO commit_author (repo, oid, account, position)
      SELECT repo.id, '\(oid)', account.id, 0 FROM repo, account
      WHERE repo.name = '\(repo)' AND account.name = '\(name)';
      """
  }

  package static func discussion(_ repo: String, _ num: Int, _ name: String, at: String) -> String {
    account(name) + """
      INSERT INTO discussion
        (repo, num, account, title, status, is_pull_request, created_at, first_seen)
      SELECT repo.id, \(num), account.id, 'A bug', 'open', 0, '\(at)T12:00:00Z', 1
      FROM repo, account WHERE repo.name = '\(repo)' AND account.name = '\(name)';
      """
  }

  /// That the discussions of a repository were read, be there any or not.
  package static func read(_ repo: String) -> String {
    """
    INSERT INTO detail_mark (repo, part, mark, harvest)
    SELECT id, 'discussions', 'x', 1 FROM repo WHERE name = '\(repo)';
    """
  }

  package static func card(_ repo: String, _ text: String) -> String {
    """
    INSERT INTO card_text (repo, sha, text, first_seen)
    SELECT id, 'x', '\(text)', 1 FROM repo WHERE name = '\(repo)';
    """
  }
}

extension Trial {
  /// Harvests the world as of late 2026, fills the details, and loads the study.
  package func prepare(_ world: ClaimWorld) async throws {
    if !world.named.isEmpty {
      try await harvest(HarvestRequest(subjects: world.named, plan: .walk), on: "2026-10-01")
    }
    try await sweep(on: "2026-10-01")
    try Cache(path: path(), access: .write).tamper { connection in
      for script in world.details { try connection.execute(script) }
      try StudyStage(connection: connection).write(Self.cartography())
    }
  }

  package static func cartography() throws -> StudyFile {
    try StudyFile(
      contentsOf: Shared.package.appending(path: "queries/studies/cartography-2025.yaml")
    )
  }

  /// Checks the world's claim, with each repository as often as the world has it.
  package func check(_ world: ClaimWorld) throws -> ClaimCheck {
    guard world.times > 1 else { return try check(world.claim) }
    let claims = try ClaimWorld.folder.claims([world.claim])
    let cache = try Cache(path: path(), access: .write)
    let checks = try cache.withoutTransaction { connection in
      try connection.execute(
        """
        CREATE TEMP VIEW repo AS
        WITH RECURSIVE number(n) AS (
          SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(world.times)
        )
        SELECT repo.* FROM main.repo CROSS JOIN number
        """
      )
      return try ClaimChecks(claims, in: connection) { throw $0 }
    }
    return try #require(checks.checks.first)
  }

  package func check(_ claim: String, asOf date: String? = nil) throws -> ClaimCheck {
    let claims = try ClaimWorld.folder.claims([claim])
    return try #require(try answers(asOf: date).check(claims).checks.first)
  }

  /// Forgets all that was harvested, but not that it was.
  package func forget() throws {
    let kept: Set<Stage> = [.study, .check]
    try Cache(path: path(), access: .write).tamper { connection in
      for (stage, tables) in Schema.tablesByStage where !kept.contains(stage) {
        for table in tables where table != "harvest" {
          try connection.run("DELETE FROM \(table)")
        }
      }
    }
  }
}
