package import Foundation
package import StemmaCore

/// The studies of the folder of queries: `studies/*.yaml`.
package struct StudyFolder: Sendable {
  private let folder: URL

  /// Looks into `studies` of a folder of queries.
  package init(in queries: QueryFolder) { folder = queries.folder.appending(path: "studies") }

  /// The file that `text` means: a path, or the name of a study in the folder.
  ///
  /// - Throws: `StudyError` when there is none.
  package func file(_ text: String) throws -> URL {
    let path = URL(filePath: text)
    let isPath = text.contains("/") || ["yaml", "yml"].contains(path.pathExtension)
    let file = isPath ? path : folder.appending(path: text + ".yaml")
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
