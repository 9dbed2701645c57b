internal import Dispatch
package import StemmaCache
package import StemmaRecords

/// The rows that a query of the user's own gives.
package struct QueryRows: Sendable, Hashable {
  package let columns: [String]
  package let rows: [[JSONValue]]

  /// Runs one statement that changes nothing; it is interrupted after `seconds`.
  package init(_ sql: String, in cache: Cache, within seconds: Double) throws {
    let timer = DispatchSource.makeTimerSource()
    timer.setEventHandler { cache.interrupt() }
    timer.schedule(deadline: .now() + seconds)
    timer.resume()
    defer { timer.cancel() }
    (columns, rows) = try cache.read { connection in
      let statement = try connection.prepare(sql)
      guard statement.isReadOnly else {
        throw AnswerError(.misuse, "Only queries that change nothing may be asked.")
      }
      let rows = try statement.rows { row in (0..<row.columnCount).map { row.value($0).json } }
      return (statement.columnNames, rows)
    }
  }
}
