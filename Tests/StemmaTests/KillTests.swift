import Foundation
import Stemma
import StemmaCache
import StemmaTestSupport
import Testing

/// The command is killed at one moment after another, without any warning.
@Suite(.serialized) struct KillTests {
  @Test(.enabled(if: Command.isBuilt, "needs the command beside the tests"))
  func loseNothingAndDoubleNothing() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let world = folder.appending(path: "world.jsonl")
    try Self.world.write(to: world, atomically: true, encoding: .utf8)
    let hub = try Command(["stand-in", "--world", world.path, "--no-quota"])
    defer { hub.kill() }
    let address = try #require(hub.firstLine())

    let arguments = ["harvest", "--plan", "sweep", "--page-size", "3", "--endpoint", address]
    let whole = folder.appending(path: "whole.sqlite").path
    #expect(try Command(arguments + ["--cache", whole]).status() == 0)

    let cache = folder.appending(path: "killed.sqlite").path
    var kills = 0
    for delay in stride(from: 0.02, through: 0.4, by: 0.01) {
      let harvest = try Command(arguments + ["--cache", cache])
      Thread.sleep(forTimeInterval: delay)
      if harvest.isRunning { kills += 1 }
      harvest.kill()
      guard FileManager.default.fileExists(atPath: cache) else { continue }
      if let faults = try? Upkeep(cachePath: cache).faults() {
        // Until a harvest has come to its end, nothing is linked that could be wrong.
        #expect(faults.filter { !$0.hasPrefix("edges that the closure lacks") }.isEmpty)
      }
    }
    #expect(kills > 5)
    #expect(try Command(arguments + ["--cache", cache]).status() == 0)
    #expect(try Upkeep(cachePath: cache).faults().isEmpty)
    #expect(try Self.rows(cache) == Self.rows(whole))
  }

  private static let world = (0..<120).map { index in
    let parent = index / 3
    let card =
      index == 0 ? "" : #", "cardData": {"base_model": "lab/m\#(parent)", "license": "mit"}"#
    let day = index % 28 + 1
    return """
      {"model": {"id": "lab/m\(index)", "createdAt": "2024-01-\(day < 10 ? "0" : "")\(day)T00:00:00.000Z"\(card)}}
      """
  }.joined(separator: "\n")

  private static func rows(_ path: String) throws -> [String] {
    let queries = [
      "SELECT name, hub_id, license FROM repo",
      """
      SELECT repo.name, tag.value FROM repo_tag
      JOIN repo ON repo.id = repo JOIN tag ON tag.id = tag
      """,
      """
      SELECT child.name, parent.name, relation, sources FROM edge
      JOIN repo AS child ON child.id = child JOIN node AS parent ON parent.id = parent
      """,
      "SELECT node.name, all_total, publishers, depth FROM family JOIN node ON node.id = model",
    ]
    return try Cache(path: path, access: .read).read { connection in
      try queries.flatMap { query in
        try connection.rows(query) { row in
          (0..<row.columnCount).map { row.text($0) }.joined(separator: " | ")
        }
      }.sorted()
    }
  }
}

/// The command as a process of its own.
private final class Command {
  private let process = Process()
  private let output = Pipe()

  static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "stemma").path

  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  init(_ arguments: [String]) throws {
    process.executableURL = URL(filePath: Self.path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  func firstLine() -> String? {
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    return text.split(separator: "\n").first.map(String.init)
  }

  func status() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
