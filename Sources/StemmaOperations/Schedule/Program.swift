import Foundation

/// Another program of this machine, run to its end.
enum Program {
  struct Ending {
    var status: Int32
    var output: String
    var errors: String

    /// Its own words, on one line.
    var complaint: String {
      let words = errors.split(whereSeparator: \.isNewline).joined(separator: "; ")
      return words.isEmpty ? "it ended with \(status)" : words
    }
  }

  /// Runs a program of the PATH, in the language that its messages are known in.
  ///
  /// - Throws: `ScheduleError` when there is none of that name.
  static func run(_ name: String, _ arguments: [String], input: String = "") throws -> Ending {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "stemma-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, unlike pipes, are never full.
    let files = ["in", "out", "err"].map { folder.appending(path: $0) }
    for file in files { try Data(input.utf8).write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["LC_ALL=C", name] + arguments
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else {
      throw ScheduleError(
        description: "There is no \(name) on this machine. Try --with systemd or --with cron."
      )
    }
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Ending(status: process.terminationStatus, output: texts[1], errors: texts[2])
  }
}
