import Foundation
@testable import StemmaCore
import StemmaTestSupport
import Testing

/// What a person names and is no file.
@Suite(.timeLimit(.minutes(1))) struct UserFileTests {
  @Test func isReadWhole() throws {
    try withScratchFolder { folder in
      let file = folder.appending(path: "text")
      try Data("hello".utf8).write(to: file)
      #expect(try UserFile.bytes(of: file.path, atMost: 5) == Data("hello".utf8))
      #expect(throws: UserFile.Refusal(reason: "it has more than 4 bytes")) {
        try UserFile.bytes(of: file.path, atMost: 4)
      }
      let link = folder.appending(path: "link").path
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
      #expect(try UserFile.open(link).readToEnd() == Data("hello".utf8))
    }
  }

  /// Reported: a pipe without a writer held `study check`, `--study` and the token's file for ever.
  @Test func isRefusedWhereItIsNone() throws {
    try withScratchFolder { folder in
      let pipe = folder.appending(path: "pipe").path
      #expect(mkfifo(pipe, 0o600) == 0)
      let stream = "it is a pipe or a device, not a file"
      let cases = [
        (pipe, stream), ("/dev/zero", stream), ("/dev/full", stream),
        (folder.path, "it is a folder"), (folder.path + "/none", "there is no such file or folder"),
        ("", "its name is empty"),
      ]
      for (path, reason) in cases {
        #expect(throws: UserFile.Refusal(reason: reason), "\(path)") { try UserFile.open(path) }
        #expect(FileReason.againstReading(path) == reason, "\(path)")
      }
    }
  }

  @Test func mayBeTheEmptyDevice() throws {
    #expect(try UserFile.bytes(of: "/dev/null", atMost: 0).isEmpty)
    #expect(FileReason.againstReading("/dev/null") == nil)
  }

  /// The files that are opened elsewhere are this program's own, or SQLite's.
  private static let others: Set<String> = [
    // Written a moment before.
    "Compaction.swift", "Schedule.swift", "Child.swift", "Graph.swift",
    // The cache's own file, which was looked at when it was opened.
    "KeptPast.swift",
    // Behind a look at what it is; parts of this package; the input of a program that was started.
    "World.swift", "DemoWorld.swift", "StandInCommand.swift", "Embed.swift",
    "UserFile.swift",
  ]

  @Test func isTheOneWayToReadFiles() throws {
    let sources = Shared.package.appending(path: "Sources")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    )
    let calls = #/FileHandle\(forReading|contentsOf(File|: file|: url)|contents\(atPath|fopen\(/#
    for case let file as URL in files where file.pathExtension == "swift" {
      guard !Self.others.contains(file.lastPathComponent) else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for line in text.split(separator: "\n") where !line.contains("//") {
        let isCall = line.contains(calls) && !line.contains("(contentsOf: file(")
        #expect(
          !isCall || line.contains("StudyFile(contentsOf"),
          "\(file.lastPathComponent): \(line)"
        )
      }
    }
  }

  @Test(arguments: [(0, "0 pages"), (1, "1 page"), (2, "2 pages")])
  func numbersHaveTheirNouns(number: Int, text: String) {
    #expect(number.counted("page") == text)
    #expect(number.counted("family") == (number == 1 ? "1 family" : "\(number) families"))
    #expect(number.counted("day") == (number == 1 ? "1 day" : "\(number) days"))
  }
}
