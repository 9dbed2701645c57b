import ArgumentParser
import Foundation

/// The command `stemma stand-in`: becomes the program `stemma-stand-in`.
struct StandInCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stand-in",
    abstract: "Serve a local Hub on the loopback interface.",
    discussion: "`stemma-stand-in --help` lists its options."
  )

  @Argument(parsing: .captureForPassthrough, help: .hidden)
  var arguments: [String] = []

  func run() throws { try StandInProgram.become(with: arguments) }
}

/// The program `stemma-stand-in`, which stands beside this one.
///
/// A program of its own: a command that answers questions carries no server, and does not wait for
/// the libraries under one.
enum StandInProgram {
  private static let program = SiblingProgram("stemma-stand-in")

  /// Replaces this process by it.
  static func become(with arguments: [String]) throws -> Never {
    try program.become(with: arguments)
  }

  /// Starts it with the demo's world; it ends when this process does, or before.
  static func start() throws -> LocalHub {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = program.file
    // A quota would have the demo wait for its details.
    process.arguments = ["--gzip-level", "1", "--no-quota", "--until-input-ends"]
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch { throw SiblingProgramError(name: "stemma-stand-in") }
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw SiblingProgramError(name: "stemma-stand-in") }
      line += more
    }
    return LocalHub(
      address: String(decoding: line.dropLast(), as: UTF8.self),
      process: process,
      input: input.fileHandleForWriting
    )
  }
}

/// A running `stemma-stand-in`.
struct LocalHub {
  let address: String
  fileprivate let process: Process
  fileprivate let input: FileHandle

  /// Ends it, and returns when it is gone.
  func stop() {
    try? input.close()
    process.waitUntilExit()
  }
}
