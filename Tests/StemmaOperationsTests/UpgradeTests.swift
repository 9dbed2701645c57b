import Foundation
import Stemma
import StemmaCore
@testable import StemmaOperations
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Caches that earlier versions made: a world of five models harvested twice, in between a license
  /// that changed, a model that went and one that came; a study with its verdicts, and an import.
  ///
  /// They were made by those versions and are never made anew.
  @Suite(.timeLimit(.minutes(2))) struct Upgrades {
    /// Unpacks a stored cache, and gives its path to `body`.
    private func withCache(_ name: String, _ body: (URL, String) async throws -> Void) async throws
    {
      let stored = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Caches/\(name).tar.xz")
      try await withScratchFolder { folder in
        let ending = try await ChildProcess.start(
          URL(filePath: "/usr/bin/env"),
          ["tar", "-xJf", stored.path, "-C", folder.path],
          in: folder
        ).ending()
        #expect(ending.status == 0, "\(ending.errors)")
        try await body(folder, folder.appending(path: "stemma.sqlite").path)
      }
    }

    /// What must be there whatever the way was.
    private static let facts = [
      "SELECT id || plan || outcome FROM harvest ORDER BY id": [
        "1sweepcomplete", "2sweepcomplete",
      ],
      "SELECT name FROM repo WHERE kind = 'model' ORDER BY name": [
        "ann/tuned", "ann/tuned-GGUF", "bob/merge", "cy/lost-child", "dee/late", "north/base",
      ],
      "SELECT license FROM repo WHERE name = 'north/base'": ["mit"],
      "SELECT claim || harvest || verdict FROM verdict ORDER BY harvest": [
        "N11supported", "N12supported",
      ],
      "SELECT title FROM study": ["Two models of the north"],
      "SELECT count(*) FROM study_item": ["3"],
      "SELECT count(*) FROM imported_counter": ["2"],
      "SELECT count(*) > 10 FROM measure WHERE harvest = 1": ["1"],
      """
      SELECT child.name || ' ' || parent.name || ' ' || coalesce(edge.relation, '')
      FROM edge JOIN repo AS child ON child.id = edge.child
      JOIN node AS parent ON parent.id = edge.parent WHERE edge.last_seen IS NULL ORDER BY 1
      """: [
        "ann/tuned north/base finetune", "ann/tuned-GGUF ann/tuned quantized",
        "bob/merge ann/tuned merge", "bob/merge north/base merge",
        "cy/lost-child nobody/gone finetune",
        "dee/late bob/merge finetune",
      ],
      """
      SELECT all_total FROM family JOIN repo ON repo.id = family.model
      WHERE name = 'north/base'
      """: ["4"],
      "SELECT value FROM repo_history WHERE field = 'license'": ["apache-2.0"],
      """
      SELECT tag.value || ' ' || repo_tag.first_seen || ' ' || coalesce(repo_tag.last_seen, '')
      FROM repo_tag JOIN tag ON tag.id = repo_tag.tag JOIN repo ON repo.id = repo_tag.repo
      WHERE repo.name = 'north/base' AND tag.value NOT LIKE 'base_model:%' ORDER BY 1
      """: ["license:apache-2.0 1 1", "license:mit 2 ", "region:us 1 "],
    ]

    private func expectFacts(in path: String, _ comment: String) throws {
      for (query, rows) in Self.facts {
        let found = try Cache(path: path, access: .read).read { connection in
          try connection.rows(query) { $0.optionalText(0) ?? "" }
        }
        #expect(found == rows, "\(comment): \(query)")
      }
    }

    @Test(arguments: ["layout-1", "layout-1-compacted"])
    func keepAllThatEarlierVersionsKept(stored: String) async throws {
      try await withCache(stored) { folder, path in
        let before = try Data(contentsOf: URL(filePath: path))
        let lines = Locked<[String]>([])
        let pipeline = Pipeline(cachePath: path) { line in lines.withLock { $0.append(line) } }
        let summary = try #require(try pipeline.upgrade())
        #expect(summary.from == 1)
        #expect(summary.damage == nil)
        #expect(summary.replies > 0)
        let told = lines.withLock { $0 }
        #expect(told.contains { $0.contains(summary.copy) })
        try expectFacts(in: path, stored)
        #expect(try Maintenance(cachePath: path).faults() == [])
        // The copy is the cache as it was.
        #expect(try Data(contentsOf: URL(filePath: summary.copy)).count == before.count)
        #expect(try CacheLayout(at: summary.copy) == .earlier(1))
        #expect(try pipeline.upgrade() == nil)
        // It goes on as one of this version.
        let (replies, damage) = try pipeline.derive()
        #expect(damage == [] && replies == summary.replies)
        try expectFacts(in: path, "derived anew")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.filter { $0.contains("upgrade") && !$0.contains("before") } == [])
      }
    }

    @Test func keepDerivedTablesWhereTheArchiveIsMissing() async throws {
      try await withCache("layout-1") { folder, path in
        try FileManager.default.removeItem(at: folder.appending(path: "stemma-archive"))
        let summary = try #require(try Pipeline(cachePath: path).upgrade())
        #expect(summary.replies == 0)
        #expect(summary.damage?.contains("missing") == true)
        try expectFacts(in: path, "no archive")
      }
    }

    @Test func areDoneByTheFirstCommandThatWrites() async throws {
      try await withCache("layout-1") { _, path in
        #expect(throws: CacheError.self) { try Answers(cachePath: path) }
        try Pipeline(cachePath: path).analyze()
        try expectFacts(in: path, "analyzed")
        #expect(FileManager.default.fileExists(atPath: path + ".before-\(Version.text)"))
      }
    }

    @Test func aReaderStopsThemAndLosesNothing() async throws {
      try await withCache("layout-1") { _, path in
        // The stored file is none with a log; a reader of the time had one.
        do {
          let reader = try Database(path: path, .reading)
          try reader.prepareForReading()
          try reader.execute("BEGIN; SELECT count(*) FROM repo")
          #expect(throws: CacheError.self) { try Pipeline(cachePath: path).upgrade() }
          try reader.execute("COMMIT")
          withExtendedLifetime(reader) {}
        }
        #expect(try CacheLayout(at: path) == .earlier(1))
        #expect(try Pipeline(cachePath: path).upgrade() != nil)
      }
    }
  }
}
