internal import CSQLite

/// A SQLite file that is none of ours.
package enum OtherDatabase {
  package struct Failure: Error { package let code: Int32 }

  package static func make(at path: String) throws {
    try run("CREATE TABLE note (text); INSERT INTO note VALUES ('mine');", at: path)
  }

  /// Runs a script as any program may, and returns how many rows it gave.
  @discardableResult
  package static func run(_ script: String, at path: String) throws -> Int {
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    let opened = sqlite3_open(path, &connection)
    guard opened == SQLITE_OK else { throw Failure(code: opened) }
    var rows = 0
    let ran = sqlite3_exec(
      connection,
      script,
      { rows, _, _, _ in
        rows?.assumingMemoryBound(to: Int.self).pointee += 1
        return 0
      },
      &rows,
      nil
    )
    guard ran == SQLITE_OK else { throw Failure(code: ran) }
    return rows
  }
}
