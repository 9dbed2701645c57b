@testable import StemmaGraph
@testable import StemmaHarvest
@testable import StemmaLink
import StemmaStandIn
@testable import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Each table has one writing stage, and a stage reads only what it and earlier stages wrote.
  @Suite(.timeLimit(.minutes(2))) struct StageLaws {
    /// A stage that can be run alone.
    enum Stage: String, CaseIterable, Sendable {
      case derive, link, analyze

      func run(on connection: Connection, cachePath: String) throws {
        switch self {
        case .derive:
          _ = try Rederivation(cachePath: cachePath, connection: connection).run()
        case .link: try LinkStage(connection: connection).run()
        case .analyze: try AnalyzeStage(connection).run()
        }
      }

      var tables: [String] {
        Schema.tablesByStage.first { $0.stage == rawValue }?.tables ?? []
      }

      var laterTables: [String] {
        Schema.tablesByStage.drop { $0.stage != rawValue }.dropFirst().flatMap(\.tables)
      }
    }

    /// Thrown to undo what a test did to a cache.
    private struct Undo: Error {}

    @Test(arguments: Stage.allCases)
    func aStageWritesItsOwnTablesOnly(stage: Stage) async throws {
      try await harvested { trial, cache in
        try undoing(cache) { connection in
          // What the stage finds is changed, so that it has something to write.
          for table in stage.tables.reversed() where stage != .derive {
            try connection.run("DELETE FROM \(table)")
          }
          if stage == .derive { try connection.run("UPDATE repo SET license = 'spoilt'") }
          let before = try Self.contents(connection)
          try stage.run(on: connection, cachePath: trial.path())
          let after = try Self.contents(connection)
          let changed = Set(before.keys.filter { before[$0] != after[$0] })
          #expect(!changed.isEmpty)
          #expect(changed.subtracting(stage.tables) == [])
        }
      }
    }

    @Test(arguments: Stage.allCases)
    func aStageReadsNoLaterTable(stage: Stage) async throws {
      try await harvested { trial, cache in
        try undoing(cache) { connection in
          // A statement that names a table that is not there cannot be prepared.
          for table in stage.laterTables.reversed() { try connection.run("DROP TABLE \(table)") }
          try stage.run(on: connection, cachePath: trial.path())
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
        try cache.write { connection in
          try connection.run("PRAGMA defer_foreign_keys = ON")
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
