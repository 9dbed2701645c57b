import ArgumentParser
import Foundation

/// The command `stemma serve`: becomes the program `stemma-serve`.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve pages and a JSON API on the loopback interface.",
    discussion: "`stemma-serve --help` lists its options."
  )

  @Argument(parsing: .captureForPassthrough, help: .hidden)
  var arguments: [String] = []

  func run() throws { try SiblingProgram("stemma-serve").become(with: arguments) }
}

/// A program that is built with this one and stands beside it.
struct SiblingProgram {
  private let name: String

  init(_ name: String) { self.name = name }

  /// Its file.
  var file: URL {
    let own = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return own.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name)
  }

  /// Replaces this process by it.
  func become(with arguments: [String]) throws -> Never {
    let path = file.path
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    execv(path, &words)
    throw SiblingProgramError(name: name)
  }
}

/// The program cannot be run, or did not start.
struct SiblingProgramError: Error, CustomStringConvertible {
  let name: String

  var description: String {
    """
    The program \(name) does not run beside stemma. Build both, with Scripts/build or `swift build`.
    """
  }
}
