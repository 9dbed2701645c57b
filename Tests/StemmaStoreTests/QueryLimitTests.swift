import Foundation
import StemmaTestSupport
import Testing

@testable import StemmaStore

/// What a query of a user may write on the disk.
@Suite(.timeLimit(.minutes(2))) struct QueryLimitTests {
  /// Sorts some hundred megabytes, for which SQLite takes files of its own.
  private static let sort = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000)
    SELECT count(*) FROM (SELECT hex(zeroblob(100)) || i AS x FROM n ORDER BY x LIMIT -1 OFFSET 1)
    """

  @Test func aSortThatTakesTooMuchRoomIsStoppedAndASmallOneIsNot() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "c.sqlite").path
      _ = try Cache(path: path, access: .write)
      try Cache(path: path, access: .read).read { connection in
        func count(within bytes: Int64) throws -> Int? {
          try connection.within(60, temporaryBytes: bytes) {
            try connection.prepareQuery(Self.sort).first { $0.int(0) }
          }
        }
        let error = #expect(throws: CacheError.self) { try count(within: 8 << 20) }
        #expect(error?.code == .refused)
        #expect(error?.message == "The query sorts and gathers more than 8 MB and was stopped.")
        let whole = try count(within: 2 << 30)
        #expect(whole == 399_999)
      }
    }
  }
}
