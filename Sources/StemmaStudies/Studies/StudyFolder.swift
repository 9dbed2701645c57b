package import Foundation
package import StemmaCore

/// The studies of the folder of queries: `studies/*.yaml`.
package struct StudyFolder: Sendable {
  private let folder: URL

  /// Looks into `studies` of a folder of queries.
  package init(in queries: QueryFolder) { folder = queries.folder.appending(path: "studies") }

  /// The folder that `STEMMA_QUERIES` names, else the one here or above the program.
  package static var ofThisProcess: StudyFolder { StudyFolder(in: .ofThisProcess) }

  /// Whether `text` means a file: a path, or the name of a study in the folder.
  package func holds(_ text: String) -> Bool { Self.isPath(text) || names.contains(text) }

  private static func isPath(_ text: String) -> Bool {
    text.contains("/") || ["yaml", "yml"].contains(URL(filePath: text).pathExtension)
  }

  /// The study that `text` means, read from its file.
  ///
  /// - Throws: `StudyError` when there is none, or with everything that is wrong with it.
  package func study(_ text: String) throws -> StudyFile { try StudyFile(contentsOf: file(text)) }

  /// The file that `text` means: a path, or the name of a study in the folder.
  ///
  /// - Throws: `StudyError` when there is none.
  package func file(_ text: String) throws -> URL {
    let file = Self.isPath(text) ? URL(filePath: text) : folder.appending(path: text + ".yaml")
    guard FileManager.default.fileExists(atPath: file.path) else {
      let known = names.isEmpty ? "none" : names.joined(separator: ", ")
      throw StudyError(
        file: text,
        problems: [.init(line: nil, text: "there is no such file; studies by name: \(known)")]
      )
    }
    return file
  }

  /// The names of the studies in the folder.
  package var names: [String] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder,
      includingPropertiesForKeys: nil
    )
    return (files ?? []).filter { $0.pathExtension == "yaml" }
      .map { $0.deletingPathExtension().lastPathComponent }
      .sorted()
  }
}
