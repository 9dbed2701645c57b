import Foundation

/// Where the archives of a cache's harvests stand: in a folder beside the cache.
package struct ArchivePath {
  /// The cache's file.
  let cache: String

  package init(
    cache: String
  ) {
    self.cache = cache
  }

  /// The archive of one harvest.
  package func file(of harvest: Int64) -> String { file(named: Self.name(of: harvest)) }

  /// Refuses a new harvest whose archive would overwrite one of a cache that is gone.
  ///
  /// - Throws: ``HarvestError``.
  func requireNone(of harvest: Int64) throws {
    let path = file(of: harvest)
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let size = attributes?[.size] as? NSNumber, size.int64Value > 0 else { return }
    throw HarvestError.occupied(path)
  }

  /// A file beside the archives.
  package func file(named name: String) -> String { folder + "/" + name }

  /// The file name of one harvest's archive.
  static func name(of harvest: Int64) -> String { "harvest-\(digits(harvest)).warc.gz" }

  /// The file name of what stands for the archives of all harvests up to one.
  package static func baseName(upTo harvest: Int64) -> String {
    "derived-\(digits(harvest)).sqlite.gz"
  }

  /// Whether a file's name is one of ``baseName(upTo:)``.
  package static func isBase(_ name: String) -> Bool { name.hasPrefix("derived-") }

  /// The folder of the archives.
  package var folder: String { URL(filePath: cache).deletingPathExtension().path + "-archive" }

  private static func digits(_ harvest: Int64) -> String {
    String(repeating: "0", count: max(0, 6 - String(harvest).count)) + "\(harvest)"
  }
}
