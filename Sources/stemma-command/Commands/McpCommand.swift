import ArgumentParser
import Foundation
import StemmaAgents

/// The command `stemma mcp`.
struct McpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Answer agents on standard input, by the Model Context Protocol.",
    discussion: """
      A client starts the command, and asks it by lines of JSON; the article "Answers for agents" has \
      the lines for common clients. Everything is read-only. The cache is opened anew for each \
      question, so that a harvest begun meanwhile shows.

        stemma mcp --cache cache/stemma.sqlite
      """
  )

  @OptionGroup var cache: CacheOption

  func run() throws {
    if isatty(FileHandle.standardInput.fileDescriptor) == 1 {
      Console.say("Waiting for lines of the Model Context Protocol; Ctrl-D ends.")
    }
    let server = AgentServer(AgentSource(cachePath: cache.path)) { Console.write($0) }
    var lines = MessageLines()
    while let bytes = try Self.read() {
      for line in lines.take(bytes) { server.take(line) }
    }
    for line in lines.end() { server.take(line) }
    server.finish()
  }

  /// What has come on standard input, once something has; nil at its end.
  private static func read() throws -> Data? {
    let bytes = FileHandle.standardInput.availableData
    return bytes.isEmpty ? nil : bytes
  }
}
