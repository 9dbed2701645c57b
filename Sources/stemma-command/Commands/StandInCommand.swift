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
  /// Replaces this process by it.
  static func become(with arguments: [String]) throws -> Never {
    let path = file.path
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    execv(path, &words)
    throw StandInProgramError()
  }

  /// Starts it with the demo's world; it ends when this process does, or before.
  static func start() throws -> LocalHub {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = file
    // A quota would have the demo wait for its details.
    process.arguments = ["--gzip-level", "1", "--no-quota", "--until-input-ends"]
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch { throw StandInProgramError() }
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw StandInProgramError() }
      line += more
    }
    return LocalHub(
      address: String(decoding: line.dropLast(), as: UTF8.self),
      process: process,
      input: input.fileHandleForWriting
    )
  }

  private static var file: URL {
    let own = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return own.resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "stemma-stand-in")
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

/// The stand-in cannot be run, or did not start.
struct StandInProgramError: Error, CustomStringConvertible {
  var description: String {
    """
    The program stemma-stand-in does not run beside stemma. Build both, with Scripts/build or \
    `swift build`.
    """
  }
}
