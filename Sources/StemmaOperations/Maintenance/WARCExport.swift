import StemmaHarvest
import StemmaStore

/// Writes the archives of a cache as one WARC/1.1 file.
public struct WARCExport: Sendable {
  /// What was written.
  public struct Summary: Sendable, Hashable {
    /// The harvests whose archives were written.
    public var harvests: [Int64] = []
    /// The harvests whose archives were compacted: their replies are no longer there.
    public var compacted: [Int64] = []
    /// Records written.
    public var records = 0
    /// What could not be read and was left out, a sentence each.
    public var damage: [String] = []
  }

  /// The cache's file.
  public let cachePath: String
  /// The harvests to write; nil for all.
  public var harvests: Set<Int64>?
  /// Whether each record is a gzip member of its own, as WARC tools expect of a `.warc.gz`.
  public var isPacked: Bool

  /// Exports the archives of the cache at `cachePath`.
  public init(cachePath: String, harvests: Set<Int64>? = nil, isPacked: Bool = true) {
    (self.cachePath, self.harvests, self.isPacked) = (cachePath, harvests, isPacked)
  }

  /// Writes record by record.
  ///
  /// - Parameter write: Takes each piece of the file.
  /// - Returns: What was written.
  /// - Throws: An error of one line when there is no such harvest.
  public func run(_ write: ([UInt8]) throws -> Void) throws -> Summary {
    let cache = try Cache(path: cachePath, access: .read)
    let rows = try cache.read { connection in
      try connection.rows("SELECT id, archive, archive_length FROM harvest ORDER BY id") {
        (id: $0.integer("id"), name: $0.text("archive"), length: $0.integer("archive_length"))
      }
    }
    if let unknown = harvests?.subtracting(rows.map(\.id)).min() {
      throw HarvestError(
        description: "The cache has no harvest \(unknown). `stemma status` lists them."
      )
    }
    var summary = Summary()
    for row in rows where harvests?.contains(row.id) ?? true {
      if ArchivePath.isBase(row.name) {
        summary.compacted.append(row.id)
      } else if row.length > 0 {
        let path = try cache.read {
          try ArchivePath(cache: cachePath).readable(row.id, in: $0)
        }
        try copy(row.id, at: path, length: row.length, &summary, write)
      }
    }
    return summary
  }

  private func copy(
    _ harvest: Int64,
    at path: String,
    length: Int64,
    _ summary: inout Summary,
    _ write: ([UInt8]) throws -> Void
  ) throws {
    let scan: ArchiveScan
    do {
      scan = try ArchiveScan(path: path, to: length)
    } catch let damage as ArchiveDamage {
      summary.damage.append(damage.description)
      return
    }
    // Cut between two records, what is left reads well.
    let size = Maintenance.size(of: path)
    if size < length {
      summary.damage.append(
        "The archive \(path) was cut: it has \(size) of \(length) bytes, and the rest is not written."
      )
    }
    while let piece = try scan.next() {
      switch piece {
      case .damage(let damage): summary.damage.append(damage.description)
      case .record(let record, let place):
        try write(isPacked ? scan.bytes(at: place) : record.bytes)
        summary.records += 1
      }
    }
    summary.harvests.append(harvest)
  }
}
