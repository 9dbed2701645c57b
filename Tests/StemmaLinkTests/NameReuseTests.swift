import StemmaCore
@testable import StemmaHarvest
@testable import StemmaLink
import StemmaStandIn
import StemmaTrialSupport
@testable import StemmaStore
import Testing

extension EndToEnd {
  /// A name that several repositories had in turn leads everybody to the same one of them.
  @Suite(.timeLimit(.minutes(1))) struct NameReuse {
    /// Everybody who resolves a name.
    private struct Meanings: Equatable {
      var edge: Int64?
      var prose: Int64?
      var person: Int64?
      var cohort: Int64?
      var imported: Int64?

      static func all(_ id: Int64?) -> Meanings {
        Meanings(edge: id, prose: id, person: id, cohort: id, imported: id)
      }
    }

    private static let lines = [
      #"{"model": {"id": "lab/first"}}"#, #"{"model": {"id": "lab/second"}}"#,
      #"{"model": {"id": "ann/chat", "tags": [], "cardData": {"base_model": "lab/shared"}}}"#,
      #"{"model": {"id": "bob/words"}}"#,
    ]

    /// What `name` means to everybody once `change`, with the numbers of the repository met first and
    /// of that met second, was made.
    private func meanings(
      of name: String = "lab/shared",
      after change: (Connection, _ first: Int64, _ second: Int64) throws -> Void
    ) async throws -> (meant: Meanings, first: Int64, second: Int64) {
      var told: (Meanings, Int64, Int64)?
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest(maxNames: 0)
        let cache = try Cache(path: trial.path(), access: .write)
        told = try cache.tamper { connection in
          func id(_ name: String) throws -> Int64 {
            try connection.first("SELECT id FROM repo WHERE name = ?", name) { $0.integer(0) } ?? 0
          }
          // By their numbers, whichever the listing gave first.
          let pair = try [id("lab/first"), id("lab/second")].sorted()
          try connection.run(
            """
            INSERT INTO card_text (repo, sha, text, first_seen)
            VALUES ((SELECT id FROM repo WHERE name = 'bob/words'), 'a', 'Fine-tuned from lab/shared', 1)
            """
          )
          try connection.run("INSERT INTO imported_name (kind, name) VALUES ('model', ?)", name)
          try change(connection, pair[0], pair[1])
          try LinkStage().run(on: connection)
          func number(_ query: String) throws -> Int64? {
            try connection.first(query) { $0.integer(0) }
          }
          let meant = Meanings(
            edge: try number("SELECT parent FROM edge"),
            prose: try number("SELECT parent FROM inferred_edge"),
            person: try NamedNode(name, in: connection).id,
            cohort: try CohortReader(connection).repo(CohortMember(.model, name))?.id,
            imported: try number("SELECT repo FROM imported_repo")
          )
          return (meant, pair[0], pair[1])
        }
      }
      return try #require(told)
    }

    private func see(_ id: Int64, in harvest: Int, _ connection: Connection) throws {
      try connection.run("INSERT OR REPLACE INTO sighting VALUES (?, ?)", id, harvest)
    }

    // People's questions went by the number once, edges by the last sighting.
    @Test func theOneSeenLastHasTheNameThoughItWasMetFirst() async throws {
      let (meant, first, _) = try await meanings { connection, first, second in
        try connection.run("UPDATE repo SET name = 'lab/shared' WHERE id IN (?, ?)", first, second)
        try see(first, in: 3, connection)
        try see(second, in: 2, connection)
      }
      #expect(meant == .all(first))
    }

    @Test func aListedOneComesBeforeOneThatIsGone() async throws {
      let (meant, _, second) = try await meanings { connection, first, second in
        try connection.run("UPDATE repo SET name = 'lab/shared' WHERE id IN (?, ?)", first, second)
        try connection.run("UPDATE repo SET gone_since = 3 WHERE id = ?", first)
        try see(first, in: 3, connection)
        try see(second, in: 2, connection)
      }
      #expect(meant == .all(second))
    }

    @Test func ofFormerNamesTooTheOneSeenLastIsMeant() async throws {
      let (meant, first, _) = try await meanings { connection, first, second in
        for (id, harvest) in [(first, 1), (second, 2)] {
          try connection.run(
            """
            INSERT INTO alias (kind, name, repo, evidence, first_seen)
            VALUES ('model', 'lab/shared', ?, 'redirect', ?)
            """,
            id,
            harvest
          )
        }
        try see(first, in: 3, connection)
        try see(second, in: 2, connection)
      }
      #expect(meant == .all(first))
    }

    @Test func theNameItselfComesBeforeOtherLetterCaseAndThatBeforeAFormerName() async throws {
      let exact = try await meanings { connection, first, second in
        try connection.run("UPDATE repo SET name = 'lab/shared' WHERE id = ?", first)
        try connection.run("UPDATE repo SET name = 'Lab/Shared' WHERE id = ?", second)
        try see(second, in: 3, connection)
      }
      #expect(exact.meant == .all(exact.first))
      let folded = try await meanings { connection, first, second in
        try connection.run("UPDATE repo SET name = 'Lab/Shared' WHERE id = ?", first)
        try connection.run(
          """
          INSERT INTO alias (kind, name, repo, evidence, first_seen)
          VALUES ('model', 'lab/shared', ?, 'redirect', 1)
          """,
          second
        )
        try see(second, in: 3, connection)
      }
      #expect(folded.meant == .all(folded.first))
    }
  }
}
