import ArgumentParser

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
