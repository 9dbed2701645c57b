import Foundation
import StemmaCore
import StemmaStore

/// Where the archives of a cache's harvests stand: in a folder beside the cache, which bears its name.
///
/// 1. A cache writes, cuts and removes in one folder only: that of its own name, or the one that
///    versions before named without the extension, as long as no other cache can mean the same.
/// 2. What it does not find there it reads where it was copied from, and changes nothing there.
/// 3. Before anything is read, cut or removed, the archive's first record says whose it is.
package struct ArchivePath {
  /// The cache's file, links followed.
  let cache: String
  /// The folder of the archives that are the cache's own.
  package let folder: String

  package init(cache: String) {
    let cache = CachePath.resolved(cache)
    (self.cache, folder) = (cache, Self.folder(of: cache))
  }

  /// The archive of one harvest in the cache's own folder.
  package func file(of harvest: Int64) -> String { file(named: Self.name(of: harvest)) }

  /// A file beside the archives.
  package func file(named name: String) -> String { folder + "/" + name }

  /// The file name of one harvest's archive.
  static func name(of harvest: Int64) -> String { "harvest-\(digits(harvest)).warc.gz" }

  /// The harvest whose archive bears a name; nil for other names.
  package static func harvest(ofFileNamed name: String) -> Int64? {
    guard let harvest = name.wholeMatch(of: #/harvest-(\d+)\.warc\.gz/#).flatMap({ Int64($0.1) }),
      Self.name(of: harvest) == name
    else { return nil }
    return harvest
  }

  /// The file name of what stands for the archives of all harvests up to one.
  package static func baseName(upTo harvest: Int64) -> String {
    "derived-\(digits(harvest)).sqlite.gz"
  }

  /// Whether a file's name is one of ``baseName(upTo:)``.
  package static func isBase(_ name: String) -> Bool { name.hasPrefix("derived-") }

  private static func digits(_ harvest: Int64) -> String {
    String(repeating: "0", count: max(0, 6 - String(harvest).count)) + "\(harvest)"
  }
}

extension ArchivePath {
  /// The cache in whose folder a copy of this one finds the archives: this one, unless it has no folder
  /// of its own and finds them itself where it was copied from.
  package var home: String {
    guard !Self.isFolder(folder) else { return cache }
    return CacheStanding(cache: cache)?.home(of: cache) ?? cache
  }

  /// The folders in which the cache may find what is not in its own: of the cache that it was copied
  /// from, and the one that versions before named without the extension.
  package var inherited: [String] {
    var (seen, folders) = (Set([cache]), Self.olderFolders(of: cache))
    var copy = cache
    while let home = CacheStanding(cache: copy)?.home(of: copy), seen.insert(home).inserted {
      // The cache and its archive may have been moved together.
      for cache in [home, CachePath.resolved(Self.beside(cache, named: Self.name(at: home)))] {
        folders += [Self.folder(named: cache)] + Self.olderFolders(of: cache)
      }
      copy = home
    }
    var taken = Set([folder])
    return folders.filter { Self.isFolder($0) && taken.insert($0).inserted }
  }

  private static func folder(of cache: String) -> String {
    let (own, older) = (folder(named: cache), olderFolder(of: cache))
    guard own != older, !isFolder(own), isFolder(older), isAlone(cache, in: older) else {
      return own
    }
    return older
  }

  private static func folder(named cache: String) -> String { cache + "-archive" }

  /// The name that versions before gave, which caches of one name and several extensions share.
  private static func olderFolder(of cache: String) -> String {
    URL(filePath: cache).deletingPathExtension().path + "-archive"
  }

  /// The folder of the older kind, and those of names with yet fewer extensions: of `a.sqlite.bak` that
  /// of `a.sqlite`, and its older one.
  private static func olderFolders(of cache: String) -> [String] {
    let older = URL(filePath: cache).deletingPathExtension().path
    return older == cache ? [] : [older + "-archive"] + olderFolders(of: older)
  }

  /// Whether the archives in a folder of the older kind are of that cache, and no other cache beside it
  /// can mean them.
  private static func isAlone(_ cache: String, in folder: String) -> Bool {
    guard let standing = CacheStanding(cache: cache), standing.hasHarvests,
      standing.home(of: cache) == nil, standing.owns(archivesIn: folder)
    else { return false }
    return claimants(of: folder, besides: cache).isEmpty
  }

  /// The other caches in the same place that may count on the archives in a folder.
  private static func claimants(of folder: String, besides cache: String) -> [String] {
    let place = URL(filePath: cache).deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return names.sorted().map { CachePath.resolved(beside(cache, named: $0)) }.filter { other in
      other != cache && [Self.folder(named: other), olderFolder(of: other)].contains(folder)
        && !["-wal", "-shm", "-journal", ".lock"].contains(where: other.hasSuffix)
        && CacheStanding.mayCount(on: folder, other)
    }
  }

  /// Refuses to write in a folder of the cache's name that is named alike for another cache, when the
  /// archives in it do not say whose they are.
  ///
  /// - Throws: `HarvestError`.
  func requireNoClaimant() throws {
    guard folder == Self.folder(named: cache), Self.holdsUnmarked(folder),
      let other = Self.claimants(of: folder, besides: cache)
        .first(where: { !Self.isFolder(Self.folder(named: $0)) })
    else { return }
    let own = Self.folder(named: other)
    throw HarvestError(
      description: "The archives in \(folder) may be of \(cache) or of \(other). If they are of "
        + "that one, rename the folder to \(own); if they are not, make an empty folder of that name."
    )
  }

  private static func holdsUnmarked(_ folder: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains {
      harvest(ofFileNamed: $0) != nil && ArchiveOpening(of: folder + "/" + $0) == .unmarked
    }
  }

  private static func beside(_ cache: String, named name: String) -> String {
    URL(filePath: cache).deletingLastPathComponent().appending(path: name).path
  }

  private static func name(at path: String) -> String { URL(filePath: path).lastPathComponent }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}

/// What a cache's file says of its archive.
private struct CacheStanding {
  let identity: CacheIdentity?
  let hasHarvests: Bool
  /// The caches that its archives say they are of.
  let caches: Set<String>

  /// Looks into the cache; nil when there is none that this version reads.
  init?(cache path: String) {
    try? self.init(lookingInto: path)
  }

  private init(lookingInto path: String) throws {
    (identity, hasHarvests, caches) = try Cache(path: path, access: .read).read { connection in
      (
        try CacheIdentity(of: connection),
        try connection.count("SELECT EXISTS (SELECT 1 FROM harvest)") > 0,
        try CacheIdentity.ofArchives(in: connection)
      )
    }
  }

  /// The cache that this one at `path` was copied or renamed from; nil when it stands where it was made.
  func home(of path: String) -> String? {
    guard let identity else { return nil }
    let place = URL(filePath: path).deletingLastPathComponent()
    let home = identity.home.hasPrefix("/") ? identity.home : place.path + "/" + identity.home
    let file = CachePath.resolved(home)
    return file == path ? nil : file
  }

  /// Whether no archive in a folder says that it is of a cache unknown to this one.
  func owns(archivesIn folder: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { ArchivePath.harvest(ofFileNamed: $0) != nil }.allSatisfy { name in
      ArchiveOpening(of: folder + "/" + name).mark.map { caches.contains($0.cache) } ?? true
    }
  }

  /// Whether a file is a cache that may count on the archives in `folder`.
  static func mayCount(on folder: String, _ path: String) -> Bool {
    do {
      let standing = try CacheStanding(lookingInto: path)
      return standing.hasHarvests && standing.home(of: path) == nil
        && standing.owns(archivesIn: folder)
    } catch let error as CacheError {
      // Of a version that this one cannot read, or damaged: who knows.
      return [.otherLayout, .newerLayout, .damaged, .unwritable].contains(error.code)
    } catch {
      return true
    }
  }
}
