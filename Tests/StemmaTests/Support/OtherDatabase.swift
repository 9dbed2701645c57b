import GRDBSQLite

/// A SQLite file that is none of ours.
enum OtherDatabase {
  struct Failure: Error { var code: Int32 }

  static func make(at path: String) throws {
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    let opened = sqlite3_open(path, &connection)
    guard opened == SQLITE_OK else { throw Failure(code: opened) }
    let script = "CREATE TABLE note (text); INSERT INTO note VALUES ('mine');"
    let written = sqlite3_exec(connection, script, nil, nil, nil)
    guard written == SQLITE_OK else { throw Failure(code: written) }
  }
}
