import Stemma
public import ArgumentParser
import Foundation
public import StemmaCore
public import StemmaHarvest
import StemmaHub
import StemmaStudies

/// The command `stemma harvest [ID...]`.
struct HarvestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harvest",
    abstract: "Bring the Hub's metadata into the cache, and analyze it.",
    discussion: """
      With ids, brings the families of these models; without, the whole Hub. The plan says how:

        walk     from named models down to every derivative and up to every base model
        sweep    the whole listing, once
        refresh  what changed since the last complete listing
        auto     whichever takes the fewest requests, and says why
        details  only what is named, for its details

      With --details study, brings commits, discussions, likers, branches and tags, Spaces, owners \
      and model cards of what is named, too; with --details all those of every derivative. Only \
      what changed is asked for again, and no file is that counts as a download. Datasets and \
      Spaces are named as datasets/OWNER/NAME and spaces/OWNER/NAME. Examples:

        stemma harvest lab/model datasets/lab/corpus --plan details --dry-run
        stemma harvest --study cartography-2025 --details study

      A harvest that was stopped goes on where it was when the same is asked for again. \
      `--dry-run` tells the requests first.

      Every reply is kept in an archive beside the cache. From it, or from an export, the same \
      harvests run again without a network and give the same cache, row for row:

        stemma harvest --replay cache/stemma-archive --cache again.sqlite
      """
  )

  @Argument(help: .init("Models: ids, old names or addresses on the Hub.", valueName: "id"))
  var ids: [String] = []

  @Option(
    help: .init(
      "Load a study and add all that it names to the ids. A name in queries/studies, or a file.",
      valueName: "name|file"
    )
  )
  var study: String?

  @Option(help: "How to go about it: auto, walk, sweep, refresh or details.")
  var plan = HarvestRequest.Plan.auto

  @Option(help: "Whose details to bring: none, study or all. Default: none; study with that plan.")
  var details: HarvestRequest.Details?

  @Option(
    help: .init(
      """
      When a refresh lists everything once more, narrowly, to find renames, removals and gates: \
      auto (where it is cheap, or once a week), always or never.
      """,
      valueName: "when"
    )
  )
  var census = HarvestRequest.Census.auto

  @Option(
    name: .customLong("kind"),
    help: .init(
      "What is listed: model, dataset or space; repeatable. Default: all.",
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
      """
      How many names that lead nowhere, and how many repositories that vanished, are asked for one \
      by one.
      """,
      valueName: "n"
    )
  )
  var resolve = 1000

  @Option(
    help: .init(
      "Run harvests again from an archive, a WARC export or a folder of them, with no network; "
        + "repeatable.",
      valueName: "file"
    )
  )
  var replay: [String] = []

  @Flag(help: "Only say what it would cost: requests, and minutes by plan.")
  var dryRun = false

  @Flag(help: "Print a summary as one line of JSON at the end.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing on the way.")
  var quiet = false

  @OptionGroup var cache: CacheOption

  mutating func validate() throws {
    if !replay.isEmpty, !ids.isEmpty || study != nil || plan != .auto || !kinds.isEmpty || dryRun {
      throw ValidationError("--replay runs what its archive tells: give it no ids, plan or kinds.")
    }
    let isNamed = !ids.isEmpty || study != nil
    if plan == .walk, !isNamed { throw ValidationError("A walk needs at least one id.") }
    if wantsDetails, !isNamed {
      throw ValidationError("Details of what? Name an id, or a study with --study.")
    }
    if [.sweep, .refresh].contains(plan), !ids.isEmpty, !wantsDetails {
      throw ValidationError("A \(plan.rawValue) takes no ids: it brings all.")
    }
    guard (1...1000).contains(pageSize) else {
      throw ValidationError("--page-size must be from 1 to 1000.")
    }
  }

  func run() async throws {
    guard replay.isEmpty else {
      return try ReplayRun(files: replay, cachePath: cache.path, isQuiet: quiet)
        .run(printingJSON: json)
    }
    let hub = try HubSettings(
      endpoint: endpoint,
      token: token,
      environment: ProcessInfo.processInfo.environment
    )
    let study = try study.map(StudyCommand.file)
    var request = HarvestRequest(
      subjects: subjects(of: study),
      plan: plan,
      details: details,
      kinds: kinds.isEmpty ? RepoKind.allCases : kinds,
      maxRequests: maxRequests,
      maxSeconds: maxMinutes.map { $0 * 60 }
    )
    request.census = census
    request.pageSize = pageSize
    request.maxNames = resolve
    if dryRun {
      let forecast = try Forecast(request, from: hub, cachePath: cache.path)
      try Console.write(forecast, as: json ? .json : .table)
      return
    }
    if let study { try Console.pipeline(on: cache.path).load(study) }
    try await HarvestRun(request: request, hub: hub, cachePath: cache.path, isQuiet: quiet)
      .run(printingJSON: json)
  }

  private var wantsDetails: Bool { plan == .details || (details ?? .none) != .none }

  /// The ids, and what the study names; a plan that brings everything takes them for details alone.
  private func subjects(of study: StudyFile?) -> [String] {
    guard wantsDetails || ![.sweep, .refresh].contains(plan) else { return ids }
    let named = study?.study.subjects.map { subject in
      subject.kind == .model ? subject.name : "\(subject.kind.rawValue)s/\(subject.name)"
    }
    return ids + (named ?? []).filter { !ids.contains($0) }
  }
}

extension HarvestRequest.Plan: ExpressibleByArgument {}
extension HarvestRequest.Details: ExpressibleByArgument {}
extension HarvestRequest.Census: ExpressibleByArgument {}
extension RepoKind: ExpressibleByArgument {}
