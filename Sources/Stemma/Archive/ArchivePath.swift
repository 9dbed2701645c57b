import Foundation

/// Where the archives of a cache's harvests stand: in a folder beside the cache.
struct ArchivePath {
  /// The cache's file.
  let cache: String

  /// The archive of one harvest.
  func file(of harvest: Int64) -> String {
    folder + "/" + Self.name(of: harvest)
  }

  /// The file name of one harvest's archive.
  static func name(of harvest: Int64) -> String {
    "harvest-\(String(repeating: "0", count: max(0, 6 - String(harvest).count)))\(harvest).warc.gz"
  }

  private var folder: String {
    URL(filePath: cache).deletingPathExtension().path + "-archive"
  }
}
