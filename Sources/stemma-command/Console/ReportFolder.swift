import Foundation
import StemmaCore
import StemmaReports

/// The folder that a report goes to.
struct ReportFolder {
  private let folder: URL

  /// Makes the folder, so that what cannot be written is said before the long work.
  init(_ path: String) throws {
    folder = URL(filePath: path)
    try Self.make(folder)
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      throw OutputError(path: path, reason: FileReason.text(ofErrno: EACCES))
    }
  }

  /// Writes files; each appears whole or not at all.
  func write(_ files: [ReportFile]) throws {
    for file in files {
      let target = folder.appending(path: file.path)
      try Self.make(target.deletingLastPathComponent())
      let output = try OutputFile(target.path)
      do {
        try output.write(Array(file.text.utf8))
        try output.finish()
      } catch {
        output.discard()
        throw error
      }
    }
  }

  private static func make(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw OutputError(path: folder.path, reason: FileReason.text(of: error))
    }
  }
}
