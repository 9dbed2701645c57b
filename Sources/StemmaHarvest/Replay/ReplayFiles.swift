import Foundation

/// The archives that a replay is asked to read, oldest harvest first.
package struct ReplayFiles {
  let paths: [String]

  /// Takes files and folders; of a folder, its WARC files.
  ///
  /// - Throws: `HarvestError` when there is none, or one that is no harvest's archive.
  package init(_ given: [String]) throws {
    var archives: [(path: String, time: Double)] = []
    for given in given {
      let files = try Self.files(at: given)
      for path in files ?? [given] {
        if let time = try Self.start(of: path) {
          archives.append((path, time))
        } else if files == nil {
          throw HarvestError(
            description: "\(path) is not the archive of a harvest, or its beginning is damaged. "
              + "Name a file that `stemma harvest` or `stemma export warc` wrote."
          )
        }
      }
    }
    guard !archives.isEmpty else {
      throw HarvestError(
        description: "There is no harvest's archive in \(given.joined(separator: ", ")). "
          + "Name a .warc or .warc.gz file, or a folder of them."
      )
    }
    paths = archives.sorted { ($0.time, $0.path) < ($1.time, $1.path) }.map(\.path)
  }

  /// The WARC files of a folder, whatever else they may be of; nil for a file.
  private static func files(at path: String) throws -> [String]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw HarvestError(description: "There is no archive at \(path). Check the name.")
    }
    guard isFolder.boolValue else { return nil }
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".warc") || $0.hasSuffix(".warc.gz") }
      .map { path + "/" + $0 }
  }

  /// When the file's first harvest began; nil when it tells of none.
  private static func start(of path: String) throws -> Double? {
    let scan = try ArchiveScan(path: path)
    while let piece = try scan.next() {
      guard case .record(let record, _) = piece else { continue }
      if case .sitting(let sitting) = record.note { return sitting.beganAt }
      if record.kind == .response { return nil }
    }
    return nil
  }
}
