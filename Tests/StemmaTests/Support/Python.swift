import Foundation
import StemmaTestSupport
import Testing

/// The Python programs that stand beside these tests.
enum Python {
  private static let program = URL(filePath: "/usr/bin/env")

  /// Whether python3 is there and has the module.
  static func canImport(_ module: String) async -> Bool {
    (try? await run(["-c", "import \(module)"], in: FileManager.default.temporaryDirectory)) != nil
  }

  /// Runs a program, and returns what it writes.
  @discardableResult
  static func run(_ script: String, _ arguments: [String], in folder: URL) async throws -> String {
    let file = Shared.package.appending(path: "Tests/StemmaTests/\(script)").path
    return try await run([file] + arguments, in: folder)
  }

  private static func run(_ arguments: [String], in folder: URL) async throws -> String {
    let ending = try await ChildProcess.start(
      program,
      ["python3", "-B"] + arguments,
      in: folder
    ).ending(within: 240)
    guard ending.status == 0 else {
      throw ChildProcess.Failure(description: String(ending.errors.suffix(2000)))
    }
    return ending.output
  }
}
