import Foundation
@testable import Stemma
import StemmaAnswers
import StemmaCore
import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// A past that was made once is kept, and answers as a fresh one does.
extension EndToEnd.AsOf {
  private static let date = "2026-03-02"

  @Test func aKeptPastAnswersAsAFreshOne() async throws {
    for seed in seeds(2, of: "kept pasts") {
      try await Self.lived(seed: seed) { trial, names in
        for day in 1...3 {
          let date = "2026-03-0\(day)"
          let fresh = try told(by: trial.answers(asOf: date), of: names)
          for isKept in [false, true, true] {
            let answers = try trial.keeping(date)
            #expect(try answers.areKept == isKept)
            #expect(differences(fresh, try told(by: answers, of: names)) == [], "seed \(seed)")
          }
        }
        #expect(trial.kept.count == 3, "each date has its own: \(trial.kept)")
        #expect(try trial.damage() == [])
      }
    }
  }

  /// What changed since is undone, or everything is made again: both give the same, to the last row.
  @Test func anUndonePastIsTheOneThatIsMadeAgain() async throws {
    for seed in seeds(1, of: "undone pasts") {
      try await Self.lived(seed: seed, days: 5) { trial, names in
        for day in 1...4 {
          let date = "2026-03-0\(day)"
          let again = try Answers(
            cachePath: trial.path(),
            asOf: date,
            keepingOver: .seconds(99),
            undoing: 0
          )
          let fresh = try told(by: again, of: names)
          let rows = try again.cache.read(Self.rows)
          for isKept in [false, true] {
            let answers = try trial.undoing(date)
            #expect(try answers.areUndone)
            #expect(trial.kept.contains { $0.hasPrefix("\(day)-") && $0.hasSuffix(".pages") })
            let place = Comment("STEMMA_SEED=\(seed), as of \(date), kept: \(isKept)")
            #expect(differences(rows, try answers.cache.read(Self.rows)) == [], place)
            #expect(differences(fresh, try told(by: answers, of: names)) == [], place)
          }
        }
        #expect(trial.kept.count == 4)
        #expect(try trial.damage() == [])
      }
    }
  }

  /// The rows of the link and graph stages, with names for the numbers of ghosts.
  private static func rows(_ connection: Connection) throws -> [String] {
    let ghosts = Dictionary(
      uniqueKeysWithValues: try connection.rows("SELECT id, kind, name FROM ghost") {
        ($0.integer(0), "[\($0.text(1)) \($0.text(2))]")
      }
    )
    let tables = (Schema.tables(of: .link) + Schema.tables(of: .graph) + ["repo"])
      .filter { !GraphLines.tables.contains($0) && $0 != "link_mark" }
    let rows = try tables.flatMap { table in
      try connection.rows("SELECT * FROM \(table)") { row in
        let cells = (0..<row.columnCount).map { column in
          let number = row.integer(column)
          return row.isNull(column) ? "-" : number < 0 ? ghosts[number] ?? "?" : row.text(column)
        }
        return "\(table): " + cells.joined(separator: " | ")
      }
    }
    return (rows + (try GraphLines.lines(in: connection))).sorted()
  }

  @Test(arguments: ["cut", "no pages"])
  func aDamagedFileOfPagesIsMadeAnew(damage: String) async throws {
    try await Self.lived { trial, names in
      let fresh = try told(by: trial.undoing(Self.date), of: names)
      let file = URL(filePath: trial.pasts + "/" + (try #require(trial.kept.first)))
      var bytes = try Data(contentsOf: file)
      switch damage {
      case "cut": bytes = bytes.prefix(bytes.count / 2)
      default: bytes = Data(repeating: 7, count: bytes.count)
      }
      try bytes.write(to: file)
      let damaged = trial.kept
      for _ in 1...2 {
        #expect(differences(fresh, try told(by: trial.undoing(Self.date), of: names)) == [])
      }
      #expect(trial.kept.count == 1)
      #expect(trial.kept != damaged)
    }
  }

  /// What a transaction writes goes to the file before its end, where memory does not hold it; and the
  /// list of the pages is longer than SQLite's file layer takes at once.
  @Test func pagesOfAPastMayBeMoreThanMemoryHolds() throws {
    try withScratchFolder { folder in
      let base = folder.appending(path: "base.sqlite").path
      let pages = folder.appending(path: "base.pages").path
      try Database(path: base, .writing).execute(
        """
        PRAGMA page_size = 512;
        CREATE TABLE few (place INTEGER PRIMARY KEY, text TEXT);
        INSERT INTO few VALUES (1, 'one'), (2, 'two');
        """
      )
      let before = try Data(contentsOf: URL(filePath: base))
      let written = try Database(pages: pages, over: base, isNew: true)
      try written.execute(
        """
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA temp_store = FILE; PRAGMA cache_size = 10;
        """
      )
      try written.inside(.writing) {
        try written.execute(
          """
          CREATE TABLE many (place INTEGER PRIMARY KEY, bytes BLOB);
          INSERT INTO many
          WITH RECURSIVE number AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM number LIMIT 2000)
          SELECT n * 7919 % 2003, zeroblob(9000) FROM number;
          DELETE FROM many WHERE place % 3 = 0;
          UPDATE few SET text = 'three' WHERE place = 2;
          """
        )
      }
      try written.finishPages()
      #expect(try Data(contentsOf: URL(filePath: pages)).count > 32_768 * 512)
      let read = try Database(pages: pages, over: base, isNew: false).lawless
      #expect(try read.rows("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
      #expect(
        try read.count("SELECT count(*) FROM many WHERE length(bytes) = 9000")
          == (1...2000).count { $0 * 7919 % 2003 % 3 != 0 }
      )
      #expect(try read.rows("SELECT text FROM few") { $0.text(0) } == ["one", "three"])
      #expect(try Data(contentsOf: URL(filePath: base)) == before)
    }
  }

  /// Where a log is not written back, the file may change while it is read.
  @Test func nothingIsUndoneBesideAWriter() async throws {
    try await Self.lived { trial, names in
      let fresh = try told(by: trial.answers(asOf: Self.date), of: names)
      let undone = try trial.undoing(Self.date)
      #expect(try undone.areUndone)
      let writer = try Cache(path: trial.path(), access: .write)
      try writer.tamper {
        try $0.execute("INSERT INTO harvest_finding (harvest, code, detail) VALUES (4, 'x', 'y')")
      }
      // Who held the file still before goes on, and nobody else begins to.
      #expect(differences(fresh, try told(by: undone, of: names)) == [])
      let answers = try trial.undoing(Self.date)
      #expect(try !answers.areUndone)
      #expect(differences(fresh, try told(by: answers, of: names)) == [])
      withExtendedLifetime(writer) {}
    }
  }

  @Test func noUserWritesToAKeptPast() async throws {
    try await Self.lived { trial, _ in
      _ = try trial.keeping(Self.date)
      let answers = try trial.keeping(Self.date)
      for sql in ["DELETE FROM past.edge", "DROP TABLE past.repo", "DETACH past"] {
        #expect(throws: AnswerError.self) { try answers.rows(of: sql, within: 9) }
      }
    }
  }

  @Test func whatIsMadeInNoTimeIsNotKept() async throws {
    try await Self.lived { trial, _ in
      _ = try trial.answers(asOf: Self.date)
      #expect(!FileManager.default.fileExists(atPath: trial.pasts))
    }
  }

  @Test func aChangedCacheUsesNoStaleFile() async throws {
    try await Self.lived { trial, names in
      _ = try trial.keeping(Self.date)
      let old = trial.kept
      #expect(old.count == 1)
      try await trial.sweep(on: "2026-03-05")
      let fresh = try told(by: trial.answers(asOf: Self.date), of: names)
      let answers = try trial.keeping(Self.date)
      #expect(try !answers.areKept)
      #expect(differences(fresh, try told(by: answers, of: names)) == [])
      #expect(trial.kept.count == 1, "the new one alone")
      #expect(trial.kept != old)

      // A commit that no harvest tells of, while the cache is open and its log is not written back.
      let cache = try Cache(path: trial.path(), access: .write)
      for likes in [70, 71] {
        try cache.tamper { try $0.run("UPDATE repo SET likes = ?", likes) }
        let answers = try trial.keeping(Self.date)
        #expect(try !answers.areKept)
        #expect(try trial.keeping(Self.date).areKept)
      }
    }
  }

  @Test func anotherVersionMakesItsOwn() async throws {
    try await Self.lived { trial, _ in
      _ = try trial.keeping(Self.date)
      let cache = try Cache(path: trial.path(), access: .read)
      #expect(try !KeptPast(of: 2, in: cache, madeBy: "another").recede())
      #expect(try !KeptPast(of: 1, in: cache, madeBy: Version.text).recede())
      #expect(try KeptPast(of: 2, in: cache, madeBy: Version.text).recede())
    }
  }

  @Test func aFolderThatCannotBeWrittenKeepsNothing() async throws {
    try await Self.lived { trial, names in
      let fresh = try told(by: trial.answers(asOf: Self.date), of: names)
      try Data("a file where the folder should be".utf8).write(to: URL(filePath: trial.pasts))
      for _ in 1...2 {
        let answers = try trial.keeping(Self.date)
        #expect(try !answers.areKept)
        #expect(differences(fresh, try told(by: answers, of: names)) == [])
      }
    }
  }

  @Test(arguments: ["empty", "cut", "one bit", "no database"])
  func aDamagedFileIsMadeAnew(damage: String) async throws {
    try await Self.lived { trial, names in
      let fresh = try told(by: trial.keeping(Self.date), of: names)
      let file = URL(filePath: trial.pasts + "/" + (try #require(trial.kept.first)))
      var bytes = try Data(contentsOf: file)
      switch damage {
      case "empty": bytes = Data()
      case "cut": bytes = bytes.prefix(bytes.count / 2)
      case "one bit": bytes[bytes.count / 2] ^= 4
      default: bytes = Data(repeating: 7, count: bytes.count)
      }
      try bytes.write(to: file)
      for isKept in [false, true] {
        let answers = try trial.keeping(Self.date)
        #expect(try answers.areKept == isKept)
        #expect(differences(fresh, try told(by: answers, of: names)) == [])
      }
      #expect(trial.kept.count == 1)
    }
  }

  @Test func eightPastsOfOneStateAreKept() async throws {
    try await Self.lived(days: 11) { trial, _ in
      for day in 1...10 { _ = try trial.keeping("2026-03-" + (day < 10 ? "0" : "") + "\(day)") }
      #expect(trial.kept.count == 8)
      #expect(try trial.keeping("2026-03-10").areKept)
      #expect(try !trial.keeping("2026-03-01").areKept)
    }
  }

  @Test func compactingRemovesThem() async throws {
    try await Self.lived { trial, _ in
      _ = try trial.keeping(Self.date)
      #expect(trial.kept.count == 1)
      _ = try Maintenance(cachePath: trial.path()).compact(.cacheOnly)
      #expect(!FileManager.default.fileExists(atPath: trial.pasts))
    }
  }

  /// Lends a world that was harvested on so many days and lived between, and the names it had first.
  private static func lived(
    seed: UInt64 = 5,
    days: Int = 4,
    _ body: (Trial, [String]) async throws -> Void
  ) async throws {
    var living = LivingWorld(seed: seed)
    let names = living.names
    try await Trial.of(try living.world) { trial in
      for day in 1...days {
        let date = "2026-03-" + (day < 10 ? "0" : "") + "\(day)"
        try await trial.sweep(on: date)
        if day < days {
          living.pass(to: date)
          trial.standIn.serve(try living.world)
        }
      }
      try await body(trial, names)
    }
  }
}

extension Trial {
  /// The folder of the pasts that are kept.
  fileprivate var pasts: String { KeptPast.folder(of: path()) }

  fileprivate var kept: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: pasts)) ?? []).sorted()
  }

  /// Answers as of `date`, whose past is kept however soon it was made.
  fileprivate func keeping(_ date: String) throws -> Answers {
    try Answers(cachePath: path(), asOf: date, keepingOver: .zero)
  }

  /// Answers as of `date`, since when everything is undone however much it is.
  fileprivate func undoing(_ date: String) throws -> Answers {
    try Answers(cachePath: path(), asOf: date, keepingOver: .zero, undoing: .infinity)
  }
}

extension Answers {
  /// Whether they come from the present with what came later undone.
  fileprivate var areUndone: Bool {
    get throws { try cache.read { try $0.presentSchema } != "main" }
  }

  /// Whether they come from a past that was kept.
  fileprivate var areKept: Bool {
    get throws {
      try cache.read {
        try $0.count("SELECT count(*) FROM pragma_database_list WHERE name = 'past'")
      } > 0
    }
  }
}
