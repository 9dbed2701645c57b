package import Foundation
internal import StemmaCore
package import StemmaDuckDB
package import StemmaStore

/// The views and tables of a cache as Parquet files, a folder for each.
package struct ParquetExport {
  /// What was written.
  package struct Summary: Sendable, Hashable {
    /// Tables and views.
    package var tables = 0
    /// Their rows together.
    package var rows = 0
    /// Their files, in order.
    package var files: [String] = []
    /// Values that are no times although their column holds times; they are missing in the files.
    package var oddTimes = 0
  }

  private let folder: URL
  private let shards: Int
  private let engine: DuckDB

  /// An export into `folder`, which is there, of `shards` files a table.
  package init(into folder: URL, shards: Int = 1, by engine: DuckDB) {
    (self.folder, self.shards, self.engine) = (folder, shards, engine)
  }

  /// Writes the tables; each file appears whole or not at all.
  ///
  /// Files of these tables that an earlier export left are replaced, or removed where it wrote more of
  /// them.
  ///
  /// - Complexity: O(*n*) over the rows, one of which is held at a time.
  package func write(
    _ names: [String] = CacheTable.names,
    of connection: Connection
  ) throws -> Summary {
    var summary = Summary()
    for name in names {
      let table = try CacheTable(name, in: connection)
      let files = try write(table, of: connection, &summary)
      try removeOthers(of: name, than: files)
      summary.files += files
      summary.tables += 1
    }
    return summary
  }

  private func write(
    _ table: CacheTable,
    of connection: Connection,
    _ summary: inout Summary
  ) throws -> [String] {
    let most = shards == 1 ? Int.max : (try table.count(in: connection) + shards - 1) / shards
    try FileManager.default.createDirectory(
      at: folder.appending(path: table.name),
      withIntermediateDirectories: true
    )
    var names: [String] = []
    var file: ParquetFile?
    func begin() throws -> ParquetFile {
      names.append(Self.name(of: table.name, shard: names.count, of: shards))
      let path = folder.appending(path: names[names.count - 1]).path
      return try ParquetFile(path, table.columns, by: engine)
    }
    func end(_ file: ParquetFile) throws {
      try file.finish()
      summary.rows += file.rows
      summary.oddTimes += file.oddTimes
    }
    do {
      var current = try begin()
      file = current
      try table.forEach(in: connection) { row in
        if current.rows == most {
          file = nil
          try end(current)
          current = try begin()
          file = current
        }
        try table.add(row, to: current)
      }
      file = nil
      try end(current)
      // Of few rows there are fewer files than were asked for: the others are empty.
      while names.count < shards { try end(try begin()) }
    } catch {
      file?.discard()
      throw error
    }
    return names
  }

  /// The file of a part of a table, in a folder of the table's name, as Spark reads them.
  static func name(of table: String, shard: Int, of count: Int) -> String {
    func padded(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
    return "\(table)/\(padded(shard))-of-\(padded(count)).parquet"
  }

  private func removeOthers(of table: String, than files: [String]) throws {
    let folder = folder.appending(path: table)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where !files.contains("\(table)/\(name)") && name.wholeMatch(of: Self.ownName) != nil {
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  private static var ownName: Regex<Substring> { /\d{5}-of-\d{5}\.parquet/ }
}
