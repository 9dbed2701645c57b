import Foundation
import StemmaCore
import StemmaHarvest
import StemmaStore

/// Puts what was derived from old harvests in the place of their archives.
///
/// The derived tables stay as they are: `stemma derive` begins with what was kept here. What can no
/// longer be done is to replay these harvests, to export them, or to read them with a better reader.
struct Compaction {
  let cache: Cache

  /// Writes the base of all harvests up to `last` to a new file beside its future name; returns that
  /// file.
  ///
  /// Changes nothing else.
  ///
  /// - Throws: `ArchiveDamage` when a reply cannot be read: its facts would be lost.
  func writeBase(through last: Int64) throws -> String {
    let target = ArchivePath(cache: cache.path).file(named: ArchivePath.baseName(upTo: last))
    let names = (scratch: target + ".scratch", base: target + ".plain", draft: target + ".part")
    var isWhole = false
    defer {
      for name in [names.scratch, names.base] + (isWhole ? [] : [names.draft]) {
        for ending in ["", "-wal", "-shm", "-journal"] {
          try? FileManager.default.removeItem(atPath: name + ending)
        }
      }
    }
    let mark = try cache.read { try CacheIdentity(of: $0)?.cache }
    let scratch = try Cache(path: names.scratch, access: .write)
    try copyHarvests(through: last, to: scratch)
    try derive(through: last, in: scratch)
    try scratch.withoutTransaction { connection in
      try connection.run("ATTACH ? AS base", names.base)
      try DerivedBase.save(from: connection, as: mark)
      try connection.execute("DETACH base")
    }
    try Self.pack(names.base, into: names.draft)
    isWhole = true
    return names.draft
  }

  private func copyHarvests(through last: Int64, to scratch: Cache) throws {
    try scratch.withoutTransaction { connection in
      try connection.run("ATTACH ? AS whole", cache.path)
      try connection.as(.harvest).run(
        "INSERT INTO main.archive_mark SELECT * FROM whole.archive_mark"
      )
      for (table, column) in [("harvest", "id"), ("step", "harvest"), ("response", "harvest")] {
        try connection.as(.harvest).run(
          "INSERT INTO main.\(table) SELECT * FROM whole.\(table) WHERE \(column) <= ?",
          last
        )
      }
      try connection.execute("DETACH whole")
    }
  }

  private func derive(through last: Int64, in scratch: Cache) throws {
    let base = try DerivedBase(of: cache)
    func run() throws -> Rederivation.Outcome {
      try scratch.write { connection in
        try Rederivation(cachePath: cache.path, connection: connection)
          .run(from: base, through: last)
      }
    }
    let outcome = try base.map { try $0.attached(to: scratch, run) } ?? run()
    if let damage = outcome.damage.first { throw damage }
  }

  static func pack(_ plain: String, into file: String) throws {
    let input = try FileHandle(forReadingFrom: URL(filePath: plain))
    let output = try FileHandle.creating(file)
    let packer = GzipPacker()
    try FileReason.naming(file) {
      while let piece = try input.read(upToCount: 1 << 18), !piece.isEmpty {
        try output.write(contentsOf: Data(packer.pack(Array(piece))))
      }
      try output.write(contentsOf: Data(packer.finish()))
      try output.synchronize()
      try output.close()
    }
  }
}
