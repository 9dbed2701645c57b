package import Foundation

/// Material that tests use where it is present: they are skipped, with a word, where it is not.
package enum Shared {
  /// The package's own folder.
  package static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of reference material that stands beside the project, if it is there.
  package static let folder: URL? = {
    let folder = package.deletingLastPathComponent().appending(path: "shared")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// A file of the reference material, if it is there.
  package static func file(_ path: String) -> URL? {
    guard let file = folder?.appending(path: path) else { return nil }
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }
}
