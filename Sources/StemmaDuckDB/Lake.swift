package import Foundation
internal import StemmaCore

/// A folder of Parquet that grows by what changed: a partition `harvest=N` for each harvest that was
/// added, in it a folder for each table with the rows that are other than in the partitions before.
///
/// A partition has its name when it is whole: whoever reads `harvest=*` never sees half of one.
package struct Lake: Sendable {
  /// What one harvest added.
  package struct Partition: Sendable, Hashable {
    /// Its harvest's number in the cache that it is of.
    package let harvest: Int64
    /// The id of that cache.
    package let cache: String
    /// When the harvest began.
    package let startedAt: String
    /// The tables it has rows of.
    package let tables: Set<String>
    /// The SHA-256 of its description, which holds those of its files.
    package let digest: String

    /// The folder of a harvest's partition.
    package static func name(of harvest: Int64) -> String { "harvest=\(harvest)" }

    /// The file in a partition that describes it.
    package static let description = "partition.json"

    /// What the description says of its form.
    package static let format = "stemma lake 1"
  }

  /// Where it stands.
  package let folder: URL
  /// Its partitions, the oldest first.
  package let partitions: [Partition]

  /// Looks at the lake in `folder`, which may be empty.
  ///
  /// - Throws: `DuckDBError` when a partition cannot be read, or they are of several caches.
  package init(in folder: URL) throws(DuckDBError) {
    self.folder = folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var found: [Partition] = []
    for name in names where name.hasPrefix("harvest=") {
      found.append(try Partition(in: folder.appending(path: name)))
    }
    partitions = found.sorted { $0.harvest < $1.harvest }
    guard Set(partitions.map(\.cache)).count <= 1 else {
      throw DuckDBError("\(folder.path) holds partitions of several caches, which is no lake.")
    }
  }

  /// Whether any partition has the table.
  package func has(_ table: String) -> Bool { partitions.contains { $0.tables.contains(table) } }

  /// The rows of a table as they stood at a harvest, with the columns of `also`, as a query that is run in
  /// the lake's folder.
  ///
  /// Of each key the newest row counts; hardly any is outside the first partition, so that only those are
  /// gathered.
  package func state(
    of table: String,
    key: [String],
    at harvest: Int64,
    with also: String? = nil
  ) -> String {
    let first = partitions.first { $0.tables.contains(table) }?.harvest ?? 0
    let names = key.map(DuckDB.name).joined(separator: ", ")
    let more = also.map {
      " UNION ALL BY NAME SELECT *, NULL::BIGINT AS harvest FROM \($0) WHERE false"
    }
    return """
      (SELECT log.* EXCLUDE (harvest, removed)
      FROM (\(Self.log(of: table, through: harvest))\(more ?? "")) AS log
      LEFT JOIN (
        SELECT \(names), max(harvest) AS newest FROM (\(Self.log(of: table, through: harvest)))
        WHERE harvest > \(first) GROUP BY \(names)) AS later USING (\(names))
      WHERE (later.newest IS NULL OR log.harvest = later.newest) AND NOT log.removed)
      """
  }

  private static func log(of table: String, through harvest: Int64) -> String {
    """
    SELECT * FROM read_parquet('harvest=*/\(table)/*.parquet', hive_partitioning = true,
      union_by_name = true) WHERE harvest <= \(harvest)
    """
  }
}

extension Lake.Partition {
  /// Reads the description of the partition in `folder`.
  fileprivate init(in folder: URL) throws(DuckDBError) {
    let file = folder.appending(path: Self.description)
    guard let bytes = try? [UInt8](UserFile.bytes(of: file.path, atMost: 1 << 20)),
      let said = try? JSONReader().value(bytes), said["format"]?.string == Self.format,
      let harvest = said["harvest"]?.integer, folder.lastPathComponent == Self.name(of: harvest),
      let cache = said["cache"]?.string, let startedAt = said["started_at"]?.string,
      let tables = said["tables"]?.object
    else {
      throw DuckDBError(
        "\(folder.path) is no partition of a lake: its \(Self.description) cannot be read."
      )
    }
    var hash = SHA256()
    hash.update(bytes)
    (self.harvest, self.cache, self.startedAt) = (harvest, cache, startedAt)
    self.tables = Set(tables.map(\.key))
    digest = hash.finish().hexadecimal
  }
}
