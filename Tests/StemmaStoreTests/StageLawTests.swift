import Foundation
import StemmaTestSupport
import Testing

@testable import StemmaStore

/// What a connection that is lent to a stage may have prepared.
struct StageLawTests {
  /// A stage and a table of another.
  struct Pair: Sendable, CustomStringConvertible {
    let stage: Stage
    let owner: Stage
    let table: String

    var description: String { "\(stage.rawValue) and \(table)" }

    static let all = Stage.allCases.flatMap { stage in
      Schema.tablesByStage.flatMap { entry in
        entry.tables.map { Pair(stage: stage, owner: entry.stage, table: $0) }
      }
    }
  }

  @Test func eachTableIsOfOneStageAndEachStageOfTheListHasTables() throws {
    let tables = Schema.tablesByStage.flatMap(\.tables)
    #expect(Set(tables).count == tables.count)
    try withCache { cache in
      let made = try cache.read {
        try $0.rows("SELECT name FROM sqlite_master WHERE type = 'table'") { $0.text(0) }
      }
      #expect(Set(made.filter { !$0.hasPrefix("sqlite_") }) == Set(tables + ["grdb_migrations"]))
    }
    #expect(Stage.allCases.filter { $0.tables.isEmpty } == [.maintenance])
  }

  @Test func aStageWritesItsOwnTablesAndNoOther() throws {
    try withCache { cache in
      for pair in Pair.all {
        let column = try Self.column(of: pair.table, in: cache)
        for sql in [
          "DELETE FROM \(pair.table)", "UPDATE \(pair.table) SET \(column) = \(column)",
          "INSERT INTO \(pair.table) DEFAULT VALUES",
          "CREATE INDEX x ON \(pair.table) (\(column))",
        ] {
          let error = Self.refusal(of: sql, to: pair.stage, in: cache)
          #expect((error == nil) == (pair.stage == pair.owner), "\(pair): \(sql)")
          if let error { #expect(error.code == .unlawful) }
        }
        for sql in ["DROP TABLE \(pair.table)", "ALTER TABLE \(pair.table) ADD COLUMN x"] {
          #expect(Self.refusal(of: sql, to: pair.stage, in: cache)?.code == .unlawful, "\(sql)")
        }
      }
    }
  }

  @Test func aStageReadsItsOwnTablesAndThoseOfStagesBeforeAndWhatItDeclares() throws {
    try withCache { cache in
      for pair in Pair.all {
        let places = Stage.allCases
        let isEarlier =
          try #require(places.firstIndex(of: pair.owner))
          <= #require(places.firstIndex(of: pair.stage))
        let isDeclared = pair.stage == .planning && pair.stage.reads.contains(pair.table)
        for sql in [
          "SELECT count(*) FROM \(pair.table)", "SELECT * FROM \(pair.table)",
          "CREATE TEMP TABLE x AS SELECT * FROM \(pair.table)",
          "WITH y AS (SELECT * FROM \(pair.table)) SELECT EXISTS (SELECT 1 FROM y)",
        ] {
          let error = Self.refusal(of: sql, to: pair.stage, in: cache)
          #expect((error == nil) == (isEarlier || isDeclared), "\(pair): \(sql)")
        }
      }
    }
  }

  @Test func aRefusalNamesStageTableAndAction() throws {
    try withCache { cache in
      let error = Self.refusal(of: "DELETE FROM lineage_span", to: .link, in: cache)
      #expect(
        error?.message
          == "The stage link may not DELETE FROM lineage_span: lineage_span is of the stage graph."
      )
      let read = Self.refusal(of: "SELECT * FROM edge", to: .derive, in: cache)
      #expect(
        read?.message == "The stage derive may not SELECT FROM edge: edge is of the stage link."
      )
    }
  }

  @Test func aViewOpensNoTableThatIsShut() throws {
    try withCache { cache in
      #expect(Self.refusal(of: "SELECT * FROM node", to: .derive, in: cache)?.code == .unlawful)
      #expect(Self.refusal(of: "SELECT * FROM node", to: .link, in: cache) == nil)
    }
  }

  @Test func whatIsLentToNoStageReadsEverythingAndWritesOnlyTemporaryTables() throws {
    try withCache { cache in
      try cache.write { connection in
        for table in Schema.tablesByStage.flatMap(\.tables) {
          _ = try connection.prepare("SELECT * FROM \(table)")
          #expect(throws: CacheError.self) { try connection.prepare("DELETE FROM \(table)") }
        }
        try connection.execute("CREATE TEMP TABLE x (a); INSERT INTO x VALUES (1); DROP TABLE x;")
        for sql in ["COMMIT", "ATTACH 'x' AS x", "CREATE TABLE x (a)", "CREATE VIEW x AS SELECT 1"]
        {
          #expect(throws: CacheError.self, "\(sql)") { try connection.execute(sql) }
        }
      }
    }
  }

  @Test func aStageEndsNoTransactionOfItsLender() throws {
    try withCache { cache in
      for stage in Stage.allCases where stage != .maintenance {
        for sql in ["COMMIT", "ROLLBACK", "SAVEPOINT x", "ATTACH 'x' AS x"] {
          #expect(Self.refusal(of: sql, to: stage, in: cache)?.code == .unlawful, "\(sql)")
        }
      }
    }
  }

  /// SQLite prepares a statement anew when the tables changed since, and asks again.
  @Test func aStatementThatIsPreparedAnewKeepsItsStage() throws {
    try withCache { cache in
      let (own, others) = try cache.write { connection in
        (
          try connection.as(.derive).prepare("INSERT INTO owner (name) VALUES (?)"),
          try connection.as(.graph).prepare("DELETE FROM lineage_span")
        )
      }
      try cache.write(as: .derive) { try $0.execute("CREATE INDEX x ON owner (name, id)") }
      try cache.write { connection in
        // Whatever was prepared last is not what is asked about.
        _ = try connection.as(.graph).prepare("SELECT 1")
        try own.run("lab")
        _ = try connection.as(.derive).prepare("SELECT 1")
        try others.run()
        #expect(try connection.count("SELECT count(*) FROM owner") == 1)
      }
    }
  }

  private static func refusal(of sql: String, to stage: Stage, in cache: Cache) -> CacheError? {
    do {
      _ = try cache.write(as: stage) { try $0.prepare(sql) }
    } catch let error as CacheError where error.code == .unlawful {
      return error
    } catch {
      // Such as a column that may not be NULL: the law lets it pass.
      return nil
    }
    return nil
  }

  private static func column(of table: String, in cache: Cache) throws -> String {
    try cache.read {
      try $0.first("SELECT name FROM pragma_table_info(?) ORDER BY cid DESC", table) { $0.text(0) }
    } ?? ""
  }

  private func withCache(_ body: (Cache) throws -> Void) throws {
    try withScratchFolder { folder in
      try body(Cache(path: folder.appending(path: "s.sqlite").path, access: .write))
    }
  }
}
