package import Foundation
internal import StemmaCore

extension World {
  /// The files of the world that ships with the project, in the order of their names.
  package static func demoFiles() throws(StandInError) -> [URL] {
    let folder = Bundle.module.bundleURL.appending(path: "Worlds/demo")
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder,
      includingPropertiesForKeys: nil
    )
    guard let files, !files.isEmpty else {
      throw StandInError(.unreadableFile, "The demo's world is not beside the command.")
    }
    return files.filter { $0.pathExtension == "jsonl" }.sorted { $0.path < $1.path }
  }

  /// The world that ships with the project: the studied families, true where their lines do not
  /// say that a value is invented.
  package static func demo() throws(StandInError) -> World {
    try World(lines: try demoLines())
  }

  /// How many of the demo's repositories carry values that are invented, and how many such values
  /// there are.
  package static func inventedInDemo() throws(StandInError) -> (repos: Int, values: Int) {
    let reader = JSONReader()
    let invented = try demoLines().compactMap { line in
      (try? reader.value(Array(line.utf8)))?["invented"]?.array?.count
    }
    return (invented.count, invented.reduce(0, +))
  }

  private static func demoLines() throws(StandInError) -> [String] {
    var lines: [String] = []
    for file in try demoFiles() {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else {
        throw StandInError(.unreadableFile, "\(file.path) cannot be read.")
      }
      lines += text.split(whereSeparator: \.isNewline).map(String.init)
    }
    return lines
  }
}
