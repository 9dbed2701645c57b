@testable import StemmaGraph
@testable import StemmaHarvest
@testable import StemmaLink
import StemmaStandIn
@testable import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Each table has one writing stage, and a stage reads only what it and earlier stages wrote.
  ///
  /// That a statement which breaks this is refused, the tests of the store show; these run the stages.
  @Suite(.timeLimit(.minutes(2))) struct StageLaws {
    /// The stages that can be run alone.
    private static let stages: [Stage] = [.derive, .link, .graph]

    private static func run(
      _ stage: Stage,
      on connection: Connection,
      cachePath: String
    ) throws {
      switch stage {
      case .derive: _ = try Rederivation(cachePath: cachePath, connection: connection).run()
      case .link: try LinkStage().run(on: connection)
      default: try GraphStage().run(on: connection)
      }
    }

    /// Thrown to undo what a test did to a cache.
    private struct Undo: Error {}

    @Test(arguments: Self.stages)
    func aStageWritesItsOwnTablesOnly(stage: Stage) async throws {
      try await harvested { trial, cache in
        try undoing(cache) { connection in
          // What the stage finds is changed, so that it has something to write.
          for table in stage.tables.reversed() where stage != .derive {
            try connection.run("DELETE FROM \(table)")
          }
          if stage == .derive { try connection.run("UPDATE repo SET license = 'spoilt'") }
          let before = try Self.contents(connection)
          try Self.run(stage, on: connection, cachePath: trial.path())
          let after = try Self.contents(connection)
          let changed = Set(before.keys.filter { before[$0] != after[$0] })
          #expect(!changed.isEmpty)
          #expect(changed.subtracting(stage.tables) == [])
        }
      }
    }

    @Test(arguments: Self.stages)
    func aStageReadsNoLaterTable(stage: Stage) async throws {
      try await harvested { trial, cache in
        try undoing(cache) { connection in
          let later = Schema.tablesByStage.drop { $0.stage != stage }.dropFirst()
          // A statement that names a table that is not there cannot be prepared.
          for table in later.flatMap(\.tables).reversed() {
            try connection.run("DROP TABLE \(table)")
          }
          try Self.run(stage, on: connection, cachePath: trial.path())
        }
      }
    }

    /// On a pipeline's own connections, in a cache that went all the way.
    @Test func aStatementOfAnotherStageIsRefusedInTheMiddleOfARun() async throws {
      try await harvested { trial, cache in
        let link = try cache.write { $0.as(.link) }
        let derive = try cache.write { try HarvestTables($0) }
        for (connection, sql) in [
          (link, "UPDATE repo SET name = name"),
          (link, "SELECT count(*) FROM lineage"),
          (derive.connection, "INSERT INTO owner (name) VALUES ('x')"),
        ] {
          let error = #expect(throws: CacheError.self, "\(sql)") {
            try cache.write { _ in try connection.run(sql) }
          }
          #expect(error?.code == .unlawful)
        }
      }
    }

    private func harvested(_ body: (Trial, Cache) throws -> Void) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        try body(trial, Cache(path: trial.path(), access: .write))
      }
    }

    private func undoing(_ cache: Cache, _ body: (Connection) throws -> Void) throws {
      do {
        try cache.tamper { connection in
          try body(connection)
          throw Undo()
        }
      } catch is Undo {}
    }

    /// Every table with its rows as they are.
    private static func contents(_ connection: Connection) throws -> [String: [[SQLValue]]] {
      var contents: [String: [[SQLValue]]] = [:]
      for table in Schema.tablesByStage.flatMap(\.tables) {
        contents[table] = try connection.rows("SELECT * FROM \(table)") { row in
          (0..<row.columnCount).map(row.value)
        }
      }
      return contents
    }
  }
}
