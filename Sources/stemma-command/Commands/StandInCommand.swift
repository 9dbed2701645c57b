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
    // A client that is told of no quota keeps to the documented one: so it is told of a vast one.
    if noQuota { options.quota = Quota().scaled(by: 1e6) }
    let world = try self.world.map { try World(contentsOf: URL(filePath: $0)) } ?? World.demo()
    let standIn = StandIn(world: world, options: options)
    let address = try await standIn.start()
    Console.write("\(address.absoluteString)\n")
    Console.say(
      "Serving until interrupted. Try: stemma harvest --endpoint \(address.absoluteString)"
    )
    let interruption = Interruption()
    while !interruption.isAsked { try await Task.sleep(for: .milliseconds(100)) }
    await standIn.stop()
  }
}
