import ArgumentParser
import Foundation
import StemmaCore
import StemmaStandIn

/// The program `stemma-stand-in`, which `stemma stand-in` becomes.
@main struct StandInCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stemma stand-in",
    abstract: "Serve a local Hub on the loopback interface.",
    discussion: """
      Serves a world, a file of JSON Lines, with the Hub's wire behaviour, until it is interrupted. \
      Without --world it serves the demo's. Point the official client at it with \
      HF_ENDPOINT and --own-links.
      """
  )

  @Option(help: .init("The world's file, as it is or gzipped.", valueName: "file"))
  var world: String?

  @Option(
    help: .init(
      "A made-up Hub instead, such as models=3000000,datasets=1100000,spaces=1500000,seed=1,changes=20000.",
      valueName: "shape"
    )
  )
  var synthetic: String?

  @Option(
    help: .init(
      "Zlib's level for bodies, 0 to 9; by default 6, or 1 for a made-up Hub.",
      valueName: "n"
    )
  )
  var gzipLevel: Int32?

  @Option(help: .init("Megabytes of finished pages to keep for who asks again.", valueName: "n"))
  var keepPages = 64

  @Option(help: .init("The port; 0 takes a free one.", valueName: "n"))
  var port: UInt16 = 0

  @Flag(help: "Write the stand-in's own address into Link headers, not the Hub's.")
  var ownLinks = false

  @Flag(help: "Tell of a quota that nobody reaches.")
  var noQuota = false

  @Flag(
    help: "Serve until standard input ends and for no signal: for a program that starts this one."
  )
  var untilInputEnds = false

  mutating func validate() throws {
    if let gzipLevel, !(0...9).contains(gzipLevel) {
      throw ValidationError("--gzip-level must be from 0 to 9.")
    }
    guard (0...Self.mostPages).contains(keepPages) else {
      throw ValidationError("--keep-pages must be from 0 to \(Self.mostPages).")
    }
  }

  private static let mostPages = 1_000_000

  func run() async throws {
    do {
      let standIn = StandIn(world: try catalogue(), options: options)
      // Whoever is told the address may open every file that this process may have.
      let caution = caution()
      try announce(try await standIn.start().absoluteString)
      caution.map(Self.say)
      if untilInputEnds {
        signal(SIGINT, SIG_IGN)
        Task {
          do throws(StandInError) { try await standIn.wait() } catch { Self.fail(error) }
        }
        while try FileHandle.standardInput.read(upToCount: 4096)?.isEmpty == false {}
      } else {
        try await standIn.wait()
      }
    } catch let error as StandInError {
      Self.fail(error)
    }
  }

  private static func fail(_ error: StandInError) -> Never {
    say("stemma: \(error)")
    Foundation.exit(2)
  }

  private var options: StandInOptions {
    var options = StandInOptions()
    options.port = port
    options.origin = ownLinks ? .own : .production
    options.gzipLevel = gzipLevel ?? (synthetic == nil ? 6 : 1)
    options.pageCacheBytes = keepPages << 20
    // A client that is told of no quota keeps to the documented one: so it is told of a vast one.
    if noQuota { options.quota = ServedQuota().scaled(by: 1e6) }
    return options
  }

  /// Tells where the Hub is: the address alone on standard output, the rest on standard error.
  private func announce(_ address: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data("\(address)\n".utf8))
    if !untilInputEnds {
      Self.say("Serving until interrupted. Try: stemma harvest --endpoint \(address)")
    }
  }

  /// What is invented in the demo's world; nil where another is served.
  private func caution() -> String? {
    guard world == nil, synthetic == nil else { return nil }
    let invented = World.inventedInDemo()
    return """
      Ids, relations and licenses are true where a source confirms them. \(invented.values) values \
      in \(invented.repos) rows, mostly counters and dates, are invented: the demo's world shows how \
      Stemma works, not how these families are.
      """
  }

  private func catalogue() throws -> any Catalogue {
    if let synthetic { return SyntheticHub(try SyntheticOptions(synthetic)) }
    return try world.map { try World(contentsOf: URL(filePath: $0)) } ?? World.demo()
  }

  /// Says one line; foreign text in it cannot act on the terminal.
  private static func say(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((TerminalText.inert(line) + "\n").utf8))
  }
}
