import ArgumentParser
import Foundation
import Stemma
import StemmaStandIn

/// The command `stemma stand-in`.
struct StandInCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stand-in",
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
      "A made-up Hub instead, such as models=3000000,seed=1,changes=20000.",
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

  func run() async throws {
    var options = StandInOptions()
    options.port = port
    options.origin = ownLinks ? .own : .production
    options.gzipLevel = gzipLevel.map { min(max($0, 0), 9) } ?? (synthetic == nil ? 6 : 1)
    options.pageCacheBytes = max(0, keepPages) << 20
    // A client that is told of no quota keeps to the documented one: so it is told of a vast one.
    if noQuota { options.quota = Quota().scaled(by: 1e6) }
    let standIn = StandIn(world: try catalogue(), options: options)
    let address = try await standIn.start()
    Console.write("\(address.absoluteString)\n")
    Console.say(
      "Serving until interrupted. Try: stemma harvest --endpoint \(address.absoluteString)"
    )
    let interruption = Interruption()
    while !interruption.isAsked { try await Task.sleep(for: .milliseconds(100)) }
    await standIn.stop()
  }

  private func catalogue() throws -> any Catalogue {
    if let synthetic { return SyntheticHub(try SyntheticOptions(synthetic)) }
    return try world.map { try World(contentsOf: URL(filePath: $0)) } ?? World.demo()
  }
}
