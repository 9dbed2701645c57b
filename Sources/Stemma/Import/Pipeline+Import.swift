import Crypto
import Foundation
import StemmaCache
import StemmaHub
import StemmaRecords

extension Pipeline {
  /// Imports past snapshots of the Hub as back history.
  ///
  /// Each file lands in one transaction. A file that was imported before with the same columns
  /// changes nothing. What is odd in a file becomes findings with their lines, and stops nothing.
  ///
  /// - Parameter request: Which files, and how they read.
  /// - Returns: What each file brought.
  /// - Throws: An error of one line when a file or the cache cannot be used, or when a file lacks a
  ///   column that was named or that of the name or the date.
  public func importHistory(_ request: ImportRequest) throws -> [ImportSummary] {
    try importHistory(request, at: Surroundings.machine.now())
  }

  /// Imports as if it were `now`, in seconds since 1970.
  package func importHistory(_ request: ImportRequest, at now: Double) throws -> [ImportSummary] {
    for file in request.files where !FileManager.default.isReadableFile(atPath: file) {
      throw ImportError(description: "\(file) cannot be read. Check its name and permissions.")
    }
    let time = Timestamp.text(secondsSince1970: Int64(now))
    let cache = try Cache(path: cachePath, access: .write)
    let lock = try WriterLock(cachePath: cachePath, startedAt: time)
    defer { withExtendedLifetime(lock) {} }
    return try request.files.map { file in
      try ImportRun(request: request, file: file, time: time).run(on: cache)
    }
  }
}

/// The import of one file.
private struct ImportRun {
  let request: ImportRequest
  let file: String
  let time: String

  func run(on cache: Cache) throws -> ImportSummary {
    let digest = try digest()
    return try cache.write { connection in
      var rows = try ImportRows(request, file: file)
      var summary = ImportSummary(file: file, number: 0)
      summary.columns = rows.columns.map { "\($0.key.rawValue)=\($0.value)" }.sorted()
      let columns = "\(request.kind.rawValue): " + summary.columns.joined(separator: " ")
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
        case .success(let observation): try tables.add(observation, line: line)
        case .failure(let oddity): try tables.note(oddity, line: line)
        }
      }
      try tables.finish(rows: count, into: &summary)
      return summary
    }
  }

  private func observation(of cells: ImportCells) -> Result<ImportObservation, ImportOddity> {
    do throws(ImportOddity) {
      return .success(try ImportObservation(cells, kind: request.kind, today: tomorrow))
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
    ) { ($0.integer(0), $0.int(1)) }
  }

  private func digest() throws -> String {
    let handle = try FileHandle(forReadingFrom: URL(filePath: file))
    var hash = SHA256()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hash.update(data: piece)
    }
    return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
