package import Foundation

/// Python programs that stand beside the tests.
package enum Python {
  package struct Failure: Error {
    package var script: String
    package var status: Int32
  }

  /// Whether python3 is there and has the module.
  package static func canImport(_ module: String) -> Bool { succeeds("import \(module)") }

  /// Whether python3 is there and runs a program to its end.
  package static func succeeds(_ program: String) -> Bool {
    (try? run(arguments: ["-c", program], input: Data())) != nil
  }

  /// Runs a program that stands beside the test's own file, and returns what it writes.
  package static func run(
    _ script: String,
    _ arguments: [String] = [],
    input: Data = Data(),
    besides file: String = #filePath
  ) throws -> Data {
    let folder = URL(filePath: file).deletingLastPathComponent()
    return try run(arguments: [folder.appending(path: script).path] + arguments, input: input)
  }

  /// Runs a program that stands beside the test's own file, in `folder`, and returns what it writes.
  ///
  /// Others go on meanwhile: a stand-in that serves the program, for one.
  @discardableResult
  package static func run(
    _ script: String,
    _ arguments: [String],
    in folder: URL,
    besides file: String = #filePath
  ) async throws -> String {
    let path = URL(filePath: file).deletingLastPathComponent().appending(path: script).path
    let ending = try await ChildProcess.start(
      URL(filePath: "/usr/bin/env"),
      ["python3", "-B", path] + arguments,
      in: folder
    ).ending(within: 240)
    guard ending.status == 0 else {
      throw ChildProcess.Failure(description: String(ending.errors.suffix(2000)))
    }
    return ending.output
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
