public import ArgumentParser
import Foundation
public import Stemma
public import StemmaRecords
import StemmaReports

/// The command `stemma harvest [ID...]`.
struct HarvestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harvest",
    abstract: "Bring the Hub's metadata into the cache, and analyze it.",
    discussion: """
      With ids, walks the families of these models: down to every derivative and up to every base \
      model. Without, or with --plan sweep, lists the whole Hub. A harvest that was stopped goes \
      on where it was when the same is asked for again.
      """
  )

  @Argument(help: .init("Models: ids, old names or addresses on the Hub.", valueName: "id"))
  var ids: [String] = []

  @Option(
    help: .init(
      "Load a study and add its models to the ids. A name in queries/studies, or a file.",
      valueName: "name|file"
    )
  )
  var study: String?

  @Option(help: "How to go about it: walk or sweep. Default: walk with ids, sweep without.")
  var plan: HarvestRequest.Plan?

  @Option(
    name: .customLong("kind"),
    help: .init(
      "What a sweep lists: model, dataset or space; repeatable. Default: all.",
      valueName: "kind"
    )
  )
  var kinds: [RepoKind] = []

  @Option(help: .init("Stop after this many requests.", valueName: "n"))
  var maxRequests: Int?

  @Option(help: .init("Stop after this time.", valueName: "minutes"))
  var maxMinutes: Double?

  @Option(
    help: .init(
      "The Hub's address. Default: $HF_ENDPOINT, or https://huggingface.co.",
      valueName: "url"
    )
  )
  var endpoint: String?

  @Option(help: "An access token. Default: $HF_TOKEN, or the file that `hf auth login` wrote.")
  var token: String?

  @Option(help: .init("Rows a page of a listing, at most 1000.", valueName: "n"))
  var pageSize = 1000

  @Option(
    help: .init(
      "How many names that lead nowhere a sweep asks for one by one. Old names redirect.",
      valueName: "n"
    )
  )
  var resolve = 1000

  @Flag(help: "Only say what it would cost: requests, and minutes by plan.")
  var dryRun = false

  @Flag(help: "Print a summary as one line of JSON at the end.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing on the way.")
  var quiet = false

  @OptionGroup var cache: CacheOption

  mutating func validate() throws {
    if plan == .walk, ids.isEmpty, study == nil {
      throw ValidationError("A walk needs at least one id.")
    }
    if plan == .sweep, !ids.isEmpty { throw ValidationError("A sweep takes no ids: it lists all.") }
    guard (1...1000).contains(pageSize) else {
      throw ValidationError("--page-size must be from 1 to 1000.")
    }
  }

  func run() async throws {
    let hub = try HubSettings(
      endpoint: endpoint,
      token: token,
      environment: ProcessInfo.processInfo.environment
    )
    let study = try study.map(StudyCommand.file)
    var request = HarvestRequest(
      subjects: subjects(of: study),
      plan: plan,
      kinds: kinds.isEmpty ? RepoKind.allCases : kinds,
      maxRequests: maxRequests,
      maxSeconds: maxMinutes.map { $0 * 60 }
    )
    request.pageSize = pageSize
    request.maxNames = resolve
    if dryRun {
      let forecast = try Forecast(request, cachePath: cache.path)
      Console.write(forecast.text(as: json ? .json : .table))
      return
    }
    if let study { try Pipeline(cachePath: cache.path).load(study) }
    try await HarvestRun(request: request, hub: hub, cachePath: cache.path, isQuiet: quiet)
      .run(printingJSON: json)
  }

  /// The ids, and the models of the study; a sweep lists them anyway.
  private func subjects(of study: StudyFile?) -> [String] {
    let models = study?.study.subjects.filter { $0.kind == .model }.map(\.name) ?? []
    return plan == .sweep ? ids : ids + models.filter { !ids.contains($0) }
  }
}

extension HarvestRequest.Plan: ExpressibleByArgument {}
extension RepoKind: ExpressibleByArgument {}
