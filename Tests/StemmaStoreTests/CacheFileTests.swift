import Foundation
import StemmaTestSupport
import Testing

@testable import StemmaStore

/// The cache as a file: what is left of it when it is closed, copied, shared or broken.
struct CacheFileTests {
  @Test func isOneFileOnceItIsClosed() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      try fill(Cache(path: path, access: .write))
      #expect(try names(in: folder) == ["s.sqlite"])
      #expect(try owners(Cache(path: path, access: .read)) == ["lab"])
    }
  }

  @Test func aStatementThatOutlivesItsCacheKeepsTheFileOpenUntilItIsGone() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      do {
        let statement = try Cache(path: path, access: .write).write(as: .derive) {
          try $0.prepare("INSERT INTO owner (name) VALUES (?)")
        }
        try statement.run("lab")
      }
      #expect(try names(in: folder) == ["s.sqlite"])
      #expect(try owners(Cache(path: path, access: .read)) == ["lab"])
    }
  }

  @Test func aTransactionThatThrowsLeavesNothing() throws {
    struct Undo: Error {}
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      #expect(throws: Undo.self) {
        try cache.write(as: .derive) { connection in
          try connection.run("INSERT INTO owner (name) VALUES ('lost')")
          throw Undo()
        }
      }
      try fill(cache)
      #expect(try owners(cache) == ["lab"])
    }
  }

  @Test func aReadSeesOneMomentWhileAnotherWrites() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      let writer = try Cache(path: path, access: .write)
      let reader = try Cache(path: path, access: .read)
      try reader.read { connection in
        let count = "SELECT count(*) FROM owner"
        #expect(try connection.count(count) == 0)
        try fill(writer)
        #expect(try connection.count(count) == 0)
      }
      #expect(try owners(reader) == ["lab"])
    }
  }

  @Test func whatWasPreparedForWritingWritesNothingWhileReading() throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      let insert = try cache.read {
        try $0.as(.derive).prepare("INSERT INTO owner (name) VALUES ('lab')")
      }
      #expect(throws: CacheError.self) { try cache.read { _ in try insert.run() } }
      try cache.write { _ in try insert.run() }
      #expect(try owners(cache) == ["lab"])
    }
  }

  @Test func threadsWaitForEachOther() async throws {
    try await withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<50 {
          group.addTask {
            try cache.write(as: .derive) { connection in
              let id = try connection.count("SELECT coalesce(max(id), 0) + 1 FROM owner")
              try connection.run("INSERT INTO owner VALUES (?, ?)", id, "\(number)")
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try owners(cache).count == 50)
    }
  }

  @Test func aCopyIsWhole() throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      try fill(cache)
      let copy = folder.appending(path: "copy.sqlite").path
      try cache.backup(to: copy, home: cache.file)
      #expect(try owners(Cache(path: copy, access: .read)) == ["lab"])
      let nowhere = folder.appending(path: "none/copy.sqlite").path
      let error = #expect(throws: CacheError.self) {
        try cache.backup(to: nowhere, home: cache.file)
      }
      #expect(error?.code == .unwritable)
      #expect(error?.message.hasPrefix(nowhere) == true)
    }
  }

  @Test(arguments: [Cache.Access.read, .write])
  func aFileThatIsNoDatabaseIsRefused(access: Cache.Access) throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      let text = Data(String(repeating: "This is no database. ", count: 100).utf8)
      try text.write(to: URL(filePath: path))
      let error = #expect(throws: CacheError.self) { try Cache(path: path, access: access) }
      #expect(error?.code == .notACache)
      #expect(error?.message == "\(path): The file is not a Stemma cache.")
      #expect(try Data(contentsOf: URL(filePath: path)) == text)
    }
  }

  @Test(arguments: [Cache.Access.read, .write])
  func otherDatabasesAndOtherLayoutsAreRefused(access: Cache.Access) throws {
    try withScratchFolder { folder in
      for (script, code) in [
        ("DELETE FROM grdb_migrations", CacheError.Code.otherLayout),
        ("INSERT INTO grdb_migrations VALUES ('2 more')", .otherLayout),
        ("INSERT INTO grdb_migrations VALUES ('3 more')", .newerLayout),
        ("DROP TABLE grdb_migrations", .notACache), ("DROP TABLE harvest", .notACache),
      ] {
        let path = folder.appending(path: UUID().uuidString).path
        try Cache(path: path, access: .write).tamper { try $0.execute(script) }
        let error = #expect(throws: CacheError.self) { try Cache(path: path, access: access) }
        #expect(error?.code == code, "\(script)")
      }
    }
  }

  @Test func aScriptIsRunToItsEnd() throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      try cache.write(as: .derive) { connection in
        try connection.execute(
          """
          -- One after the other.
          INSERT INTO owner (name) VALUES ('a');
          INSERT INTO owner (name) VALUES ('b');;
          -- The end.
          """
        )
        let error = #expect(throws: CacheError.self) {
          try connection.execute("INSERT INTO owner (name) VALUES ('c'); SELEC 1")
        }
        #expect(error?.code == .refused)
      }
      #expect(try owners(cache) == ["a", "b", "c"])
    }
  }

  @Test func aTextInDoubleQuotesIsAName() throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      #expect(throws: CacheError.self) { try cache.read { try $0.prepare("SELECT \"no_column\"") } }
    }
  }

  private func fill(_ cache: Cache) throws {
    try cache.write(as: .derive) { try $0.run("INSERT INTO owner (name) VALUES ('lab')") }
  }

  private func owners(_ cache: Cache) throws -> [String] {
    try cache.read { try $0.rows("SELECT name FROM owner ORDER BY name") { $0.text(0) } }
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}
