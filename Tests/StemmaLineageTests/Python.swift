import Foundation

/// Python programs that stand beside the tests.
enum Python {
  struct Failure: Error {
    var script: String
    var status: Int32
  }

  /// Whether python3 is there and has the module.
  static func canImport(_ module: String) -> Bool {
    (try? run(arguments: ["-c", "import \(module)"], input: Data())) != nil
  }

  /// Runs a program of this folder, and returns what it writes.
  static func run(
    _ script: String,
    _ arguments: [String] = [],
    input: Data = Data()
  ) throws -> Data {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try run(arguments: [folder.appending(path: script).path] + arguments, input: input)
  }

  private static func run(arguments: [String], input: Data) throws -> Data {
    let process = Process()
    let (given, written) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardInput = given
    process.standardOutput = written
    process.standardError = FileHandle.nullDevice
    try process.run()
    // The programs read all they are given before they write, so neither end waits for the other.
    try given.fileHandleForWriting.write(contentsOf: input)
    try given.fileHandleForWriting.close()
    let output = try written.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(script: arguments[0], status: process.terminationStatus)
    }
    return output
  }
}
