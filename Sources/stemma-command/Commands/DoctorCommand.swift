import StemmaCore
import ArgumentParser
import Foundation
import StemmaHarvest
import StemmaOperations

/// The command `stemma doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Probe the Hub's contract and this machine.",
    discussion: """
      Looks, in under 40 requests, whether the Hub is what Stemma takes it to be, at the sixteen \
      points that nobody had confirmed and at the properties it asks for; and whether this machine \
      is fit. Every reply is kept beside the cache. Ends with 1 when anything differs, with 2 when \
      the Hub cannot be reached.

        stemma doctor --json
      """
  )

  @Option(
    help: .init(
      "The Hub's address. Default: $HF_ENDPOINT, or https://huggingface.co.",
      valueName: "url"
    )
  )
  var endpoint: String?

  @Option(help: "An access token. Default: $HF_TOKEN, or the file that `hf auth login` wrote.")
  var token: String?

  @Flag(help: "Print what was seen as one line of JSON.")
  var json = false

  @OptionGroup var cache: CacheOption

  func run() async throws {
    let hub = try HubSettings(
      endpoint: endpoint,
      token: token,
      environment: ProcessInfo.processInfo.environment
    )
    let checkup = try await Doctor(cachePath: cache.path).examine(hub)
    try Console.write(checkup, as: json ? .json : .table)
    if checkup.differs { throw ExitCode(1) }
  }
}
