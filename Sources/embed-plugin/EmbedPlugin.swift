import Foundation
import PackagePlugin

/// Puts the files that ship into the program, where they are built: named queries, claims and studies
/// into StemmaStudies, the worlds of the stand-in into StemmaStandIn.
@main
struct EmbedPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder =
      target.name == "StemmaStandIn"
      ? context.package.directoryURL.appending(path: "Sources/StemmaStandIn/Worlds")
      : context.package.directoryURL.appending(path: "queries")
    let files = try Self.files(in: folder)
    let output = context.pluginWorkDirectoryURL.appending(path: "Shipped.swift")
    return [
      .buildCommand(
        displayName: "Embedding the files of \(folder.lastPathComponent)",
        executable: try context.tool(named: "stemma-embed").url,
        arguments: ([output, folder] + files).map(\.path),
        inputFiles: files,
        outputFiles: [output]
      )
    ]
  }

  private static func files(in folder: URL) throws -> [URL] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { ["sql", "yaml", "jsonl"].contains(URL(filePath: $0).pathExtension) }
      .sorted()
      .map { folder.appending(path: $0) }
  }
}
