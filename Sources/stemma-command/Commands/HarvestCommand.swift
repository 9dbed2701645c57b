import Stemma
public import ArgumentParser
import StemmaAnswers
public import StemmaCore
public import StemmaHarvest
import StemmaHub
import StemmaStudies

/// The command `stemma harvest [ID...]`.
struct HarvestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harvest",
    abstract: "Download the Hub's metadata into the cache, and analyze it.",
    discussion: """
      With ids, harvests the families of these models; without ids, the whole Hub. Plans:

        walk     follow base models and derivatives from the named models
        sweep    read the whole listing once
        refresh  read what changed since the last complete listing
        auto     choose the plan with the fewest requests, and say why
        details  read only the named repositories, for their details

      --details study also harvests the commits, discussions, likers, branches and tags, Spaces, \
      owners and model cards of the named repositories; --details all also those of every \
      derivative. Only what changed is requested again, and no request counts as a download. Name \
      datasets and Spaces as datasets/OWNER/NAME and spaces/OWNER/NAME. Examples:

        stemma harvest lab/model datasets/lab/corpus --plan details --dry-run
        stemma harvest --study cartography-2025 --details study

      Ctrl-C ends a harvest within a second, also in the middle of a wait. It continues when the same \
      command is run again. `--dry-run` shows the expected requests without sending any.

      Every reply is kept in an archive beside the cache. The archive, or an export of it, can be \
      replayed without a network and gives the same cache, row for row:

        stemma harvest --replay cache/stemma.sqlite-archive --cache again.sqlite
      """
  )

  @Argument(help: .init("Models: ids, former names or URLs on the Hub.", valueName: "id"))
  var ids: [String] = []

  @Option(
    help: .init(
      "Load a study and add everything it names to the ids. A name in queries/studies, or a file.",
      valueName: "name|file"
    )
  )
  var study: String?

  @Option(
    name: .customLong("owner"),
    help: .init(
      "Add the models that the cache knows of this owner, under all its names; repeatable.",
      valueName: "owner"
    )
  )
  var owners: [String] = []

  @Option(help: "The plan: auto, walk, sweep, refresh or details.")
  var plan = HarvestRequest.Plan.auto

  @Option(
    help:
      "Whose details to harvest: none, study or all. Default: none, or study with --plan details."
  )
  var details: HarvestRequest.Details?

  @Option(
    help: .init(
      """
      When a refresh also lists everything, with few fields, to find renames, removals and gates: \
      auto (if it is cheap, or once a week), always or never.
      """,
      valueName: "when"
    )
  )
  var census = HarvestRequest.Census.auto

  @Flag(
    help: """
      With a sweep or a refresh: also list what adapters' configurations name as their base, which \
      takes some 350 requests on the whole Hub. Refused for a walk, for details alone, and for ids \
      with the plan auto.
      """
  )
  var adapterBases = false

  @Flag(
    help: """
      Believe a complete listing that has far fewer repositories than the one before: a twentieth \
      fewer, and a hundred. Otherwise that is an alarm: nothing is taken for gone, and the command \
      ends with 1.
      """
  )
  var acceptShrinking = false

  @Option(
    name: .customLong("kind"),
    help: .init(
      "The kinds to list: model, dataset or space; repeatable. Default: all.",
      valueName: "kind"
    )
  )
  var kinds: [RepoKind] = []

  @Option(help: .init("Stop after this many requests.", valueName: "n"))
  var maxRequests: Int?

  @Option(
    help: .init("Stop asking after this many minutes, and analyze what came.", valueName: "minutes")
  )
  var maxMinutes: Double?

  @OptionGroup var hub: HubOptions

  @Option(help: .init("Rows per page of a listing, at most 1000.", valueName: "n"))
  var pageSize = 1000

  @Option(
    help: .init(
      """
      The maximum number of unknown names, and of vanished repositories, to request one by one.
      """,
      valueName: "n"
    )
  )
  var resolve = 1000

  @Option(
    help: .init(
      "Replay an archive, a WARC export or a folder of them, without a network; repeatable.",
      valueName: "file"
    )
  )
  var replay: [String] = []

  @Flag(help: "Show the expected requests and minutes, and send nothing.")
  var dryRun = false

  @Flag(help: "Print a summary as one line of JSON at the end.")
  var json = false

  @Option(
    help: .init(
      "Append to a log what happens, failed calls with the Hub's ids of them among it.",
      valueName: "file"
    )
  )
  var log: String?

  @Option(help: "How the log is written: text for people, or json, an object a line.")
  var logFormat = RunLogFormat.text

  @Flag(name: .shortAndLong, help: "Print no progress.")
  var quiet = false

  @OptionGroup var cache: CacheOption

  mutating func validate() throws {
    if !replay.isEmpty,
      !ids.isEmpty || !owners.isEmpty || study != nil || plan != .auto || !kinds.isEmpty || dryRun
    {
      throw ValidationError("--replay takes no ids, --study, --plan, --kind or --dry-run.")
    }
    do throws(HarvestError) {
      try request().validate(withStudy: study != nil)
    } catch {
      throw ValidationError(error.description)
    }
  }

  func run() async throws {
    guard replay.isEmpty else {
      return try ReplayRun(files: replay, cachePath: cache.path, isQuiet: quiet)
        .run(printingJSON: json)
    }
    var settings = try hub.settings()
    settings.log = try log.map { try RunLog(appendingTo: $0, as: logFormat) }
    let study = try study.map(StudyCommand.file)
    var request = request(naming: study?.study.subjects ?? [])
    request.subjects += try modelsOfOwners()
    if dryRun {
      let forecast = try Forecast(request, from: settings, cachePath: cache.path)
      try Console.write(forecast, as: json ? .json : .table)
      return
    }
    if let study { try Console.pipeline(on: cache.path).load(study) }
    try await HarvestRun(
      request: request,
      hub: settings,
      cachePath: cache.path,
      isQuiet: quiet,
      owners: owners
    ).run(printingJSON: json)
  }

  private func modelsOfOwners() throws -> [String] {
    guard !owners.isEmpty else { return [] }
    let answers = try Answers(cachePath: cache.path)
    return try owners.flatMap { owner in
      var question = ModelQuestion()
      question.owner = owner
      return try answers.models(question).models.map(\.id)
    }
  }

  private func request(naming subjects: [Study.Subject] = []) -> HarvestRequest {
    var request = HarvestRequest(
      subjects: ids,
      study: subjects.map { CohortMember($0.kind, $0.name) },
      plan: plan,
      details: details,
      kinds: kinds.isEmpty ? RepoKind.allCases : kinds,
      maxRequests: maxRequests,
      maxSeconds: maxMinutes.map { $0 * 60 }
    )
    request.census = census
    request.adapterBases = adapterBases
    request.acceptsShrinking = acceptShrinking
    request.pageSize = pageSize
    request.maxNames = resolve
    return request
  }
}

extension RunLogFormat: ExpressibleByArgument {}
extension HarvestRequest.Plan: ExpressibleByArgument {}
extension HarvestRequest.Details: ExpressibleByArgument {}
extension HarvestRequest.Census: ExpressibleByArgument {}
extension RepoKind: ExpressibleByArgument {}
