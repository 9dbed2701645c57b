import Foundation
import StemmaCore
package import StemmaStore

/// The import of one file.
package struct ImportRun {
  private let request: ImportRequest
  private let file: String
  private let time: String

  /// Imports `file` as if `time`, in ISO 8601 and UTC, were now.
  package init(_ request: ImportRequest, file: String, at time: String) {
    (self.request, self.file, self.time) = (request, file, time)
  }

  /// Undoes an import that took nothing, so that the next try is none of a file that is known.
  private struct Nothing: Error { var summary: ImportSummary }

  /// Brings the file in, in one transaction; where nothing of it could be taken, nothing is written.
  ///
  /// - Throws: `ImportError` when the file cannot be read or lacks a column; `CacheError`.
  package func run(on cache: Cache) throws -> ImportSummary {
    let digest = try digest()
    do {
      return try write(digest, to: cache)
    } catch let nothing as Nothing {
      var summary = nothing.summary
      summary.number = 0
      return summary
    }
  }

  private func write(_ digest: String, to cache: Cache) throws -> ImportSummary {
    try cache.write { connection in
      var rows = try ImportRows(request, file: file)
      var summary = ImportSummary(file: file, number: 0)
      summary.columns = rows.columns.map { "\($0.key.rawValue)=\($0.value)" }.sorted()
      let form =
        (request.dateFormat.map { [" (\($0))"] } ?? [])
        + (request.date.map { ["date: \($0)"] } ?? [])
      let columns =
        "\(request.kind.rawValue): " + (summary.columns + form).joined(separator: " ")
      if let known = try Self.known(digest, columns, in: connection) {
        (summary.number, summary.rows, summary.isKnown) = (known.number, known.rows, true)
        return summary
      }
      let tables = try ImportTables(
        connection,
        source: request.source ?? URL(filePath: file).lastPathComponent,
        digest: digest,
        columns: columns,
        at: time
      )
      var count = 0
      while let (line, row) = try rows.next() {
        count += 1
        switch row.flatMap(observation) {
        case .success(let observation):
          summary.taken += 1
          try tables.add(observation, line: line)
        case .failure(let oddity):
          summary.firstUnread =
            summary.firstUnread ?? oddity.sentence(line: line, in: rows.columns)
          try tables.note(oddity, line: line)
        }
      }
      try tables.finish(rows: count, into: &summary)
      if summary.tookNothing { throw Nothing(summary: summary) }
      return summary
    }
  }

  private func observation(of cells: ImportCells) -> Result<ImportObservation, ImportOddity> {
    do throws(ImportOddity) {
      return .success(
        try ImportObservation(
          cells,
          kind: request.kind,
          today: tomorrow,
          format: request.dateFormat
        )
      )
    } catch {
      return .failure(error)
    }
  }

  // Another part of the world may be a day ahead.
  private var tomorrow: String {
    let seconds = (Timestamp.secondsSince1970(in: time) ?? 0) + 86_400
    return String(Timestamp.text(secondsSince1970: seconds).prefix(10))
  }

  private static func known(
    _ digest: String,
    _ columns: String,
    in connection: Connection
  ) throws -> (number: Int64, rows: Int)? {
    try connection.first(
      "SELECT id, row_count FROM import WHERE digest = ? AND columns = ?",
      digest,
      columns
    ) { $0.inOrder { ($0.integer(), $0.int()) } }
  }

  private func digest() throws -> String {
    let handle = try UserFile.open(file)
    var hash = SHA256()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hash.update(piece)
    }
    return hash.finish().hexadecimal
  }
}
