import Foundation
import StemmaCore
import StemmaHarvest
package import StemmaStore

/// Brings a cache of an earlier layout up to this version's.
///
/// 1. The cache is copied first, as it is, to a file beside it.
/// 2. What cannot be had again (harvests, imports, studies, measures, verdicts, watch lists) is copied by
///    the names of its columns.
/// 3. What was derived is derived anew from the archives and from what stands for compacted ones. Where
///    an archive is missing or damaged, the derived tables are kept as they are.
/// 4. The new contents take the place of the old ones in one transaction.
///
/// Killed at any time, the cache is the old one or the new one. Nothing in the archive changes.
package struct CacheUpgrade {
  /// What an upgrade did.
  package struct Summary: Sendable, Hashable {
    /// The number of the layout that the cache had.
    package let from: Int
    /// The copy of the cache as it was.
    package let copy: String
    /// The replies that were read again.
    package let replies: Int
    /// Why derived tables were kept as they were instead; nil when they were derived anew.
    package let damage: String?
  }

  /// The cache's file, links followed.
  private let file: String
  private let tell: (String) -> Void
  private let link: (Connection) throws -> Void

  /// Brings up the cache at `path`, whose writer lock the caller holds; `link` fills what follows from
  /// derived tables.
  package init(
    of path: String,
    link: @escaping (Connection) throws -> Void,
    tell: @escaping (String) -> Void
  ) throws {
    (file, self.link, self.tell) = (try CachePath.file(at: path), link, tell)
  }

  /// Does it, unless the cache is of this version's layout or is not there.
  ///
  /// - Throws: An error of one line when a file cannot be written, or another program reads the cache.
  package func run() throws -> Summary? {
    guard case .earlier(let number) = try CacheLayout(at: file) else { return nil }
    let copy = CachePath.unused(file + ".before-\(Version.text)")
    tell("The cache is of layout \(number), and this version has \(CacheLayout.number).")
    tell("It is copied to \(copy) before it is brought up.")
    try Cache.copy(file, to: copy)
    let draft = file + ".upgrade"
    Self.remove(draft)
    defer { Self.remove(draft) }
    let summary = try fill(draft, from: number, copy)
    KeptPast.removeAll(of: file)
    tell("The cache is brought up to layout \(CacheLayout.number).")
    return summary
  }

  private func fill(_ draft: String, from number: Int, _ copy: String) throws -> Summary {
    let scratch = try Cache(path: draft, access: .write)
    try scratch.withoutTransaction { try $0.run("ATTACH ? AS earlier", file) }
    try scratch.write { connection in
      for (stage, tables) in Schema.tablesByStage where !Self.isMadeAnew(stage) {
        for table in tables where table != "identity" {
          try connection.as(stage).copyRows(of: table, from: "earlier")
        }
      }
      let name = URL(filePath: file).lastPathComponent
      try connection.takeIdentity(from: "earlier", home: name)
    }
    try scratch.withoutTransaction { try $0.execute("DETACH earlier") }
    let (replies, damage) = try derive(scratch)
    if let damage { tell("The derived tables are kept as they are: \(damage)") }
    try scratch.replace(file)
    return Summary(from: number, copy: copy, replies: replies, damage: damage)
  }

  /// Derives anew; where something is lost, links what was derived before.
  private func derive(_ scratch: Cache) throws -> (replies: Int, damage: String?) {
    let base = try DerivedBase(of: scratch, withArchivesOf: file)
    let count = try scratch.read { connection in
      try connection.count(
        "SELECT count(*) FROM response WHERE is_applied AND harvest > ?",
        base?.harvest ?? 0
      )
    }
    tell("\(count.counted("reply")) of the archives are read again.")
    func run() throws -> Int {
      try scratch.write { connection in
        let outcome = try Rederivation(cachePath: file, connection: connection).run(from: base)
        if let damage = outcome.damage.first { throw damage }
        tell("Names are linked, and families counted.")
        try link(connection)
        return outcome.replies
      }
    }
    func keep(_ reason: String) throws -> (Int, String?) {
      try scratch.write { try link($0) }
      return (0, reason)
    }
    do {
      return (try base.map { try $0.attached(to: scratch, run) } ?? run(), nil)
    } catch let damage as ArchiveDamage {
      return try keep(damage.description)
    } catch let error as HarvestError {
      return try keep(error.description)
    }
  }

  /// Whether the tables of a stage are filled from those of earlier stages.
  ///
  /// The derive stage's are copied first, for when they cannot be.
  private static func isMadeAnew(_ stage: Stage) -> Bool { stage == .link || stage == .graph }

  private static func remove(_ file: String) {
    for ending in ["", "-wal", "-shm", "-journal"] {
      try? FileManager.default.removeItem(atPath: file + ending)
    }
  }
}
