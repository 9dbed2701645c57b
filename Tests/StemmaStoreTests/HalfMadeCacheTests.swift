import Foundation
import StemmaStore
import StemmaTestSupport
import Testing

/// A harvest that is killed while its cache is made leaves a journal: the next one goes on.
struct HalfMadeCacheTests {
  @Test func isMadeByTheNextWhoWrites() throws {
    try withHalfMadeCache { path in
      let cache = try Cache(path: path, access: .write)
      #expect(try cache.read { try $0.count("SELECT count(*) FROM repo") } == 0)
    }
  }

  /// A schedule asks whether a harvest is due while another makes the cache.
  @Test(arguments: [emptyDatabase, []], [journal, nil])
  func isNoneForThoseWhoRead(database: [UInt8], journal: [UInt8]?) throws {
    try withHalfMadeCache(database, journal) { path in
      let error = #expect(throws: CacheError.self) { try Cache(path: path, access: .read) }
      #expect(error?.code == .absent)
    }
  }

  private func withHalfMadeCache(
    _ database: [UInt8] = emptyDatabase,
    _ journal: [UInt8]? = journal,
    _ body: (String) throws -> Void
  ) throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "one.sqlite").path
      try Data(database).write(to: URL(filePath: path))
      try journal.map { try Data($0).write(to: URL(filePath: path + "-journal")) }
      try body(path)
    }
  }

  /// One page, as SQLite writes it when a new database is switched to write-ahead logging.
  private static let emptyDatabase: [UInt8] = {
    var page = Array("SQLite format 3\0".utf8)
    page += [0x10, 0, 2, 2, 0, 0x40, 0x20, 0x20, 0, 0, 0, 1, 0, 0, 0, 1]
    page += Array(repeating: 0, count: 60) + [0, 0, 0, 1, 0, 0x2E, 0x63, 1]
    page += [0x0D, 0, 0, 0, 0, 0x10, 0, 0]
    return page + Array(repeating: 0, count: 4096 - page.count)
  }()

  /// The head of a rollback journal of a database that had no pages.
  private static let journal: [UInt8] = {
    let head: [UInt8] = [
      0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78,
      0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x10, 0,
    ]
    return head + Array(repeating: 0, count: 512 - head.count)
  }()
}
