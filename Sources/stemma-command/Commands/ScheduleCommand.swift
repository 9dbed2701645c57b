public import ArgumentParser
import Foundation
import StemmaHarvest
public import StemmaOperations

/// The command `stemma schedule …`.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Schedule harvests: of the whole Hub, or of what you name.",
    discussion: """
      Installs systemd user timers, or lines in your crontab. Without ids or a study: what changed every \
      night, and everything every week. A missed run is made up for, and two runs never overlap. How a \
      run ended is kept beside the cache, and `stemma status` shows it.

      The address of the Hub, the proxies and the certificate authorities of this shell go into the \
      schedule. The token stays in its file, which is read when a harvest begins, and goes to that Hub \
      alone: for a mirror, name the file of its own token.

        stemma schedule print --every 1d --with systemd
        stemma schedule install --name pythia EleutherAI/pythia-70m --then 'stemma report \
        EleutherAI/pythia-70m -o /srv/pythia' --on-failure 'mail -s "$STEMMA_FAILURE" ann'
      """,
    subcommands: [
      SchedulePrintCommand.self, ScheduleInstallCommand.self, ScheduleRemoveCommand.self,
      ScheduleDueCommand.self, ScheduleRunCommand.self,
    ]
  )
}

/// What the subcommands have in common.
struct ScheduleOptions: ParsableArguments {
  @Option(help: .init("The interval between harvests: 6h, 1d, 1w.", valueName: "interval"))
  var every: Interval = .day

  @Option(help: "systemd or cron. Default: systemd if it is running.")
  var with: Scheduler.System?

  @Option(help: .init("A name, to have several schedules beside each other.", valueName: "name"))
  var name: String?

  @Option(
    help: .init(
      "Harvest the repositories of a study: a name, or a file.",
      valueName: "name|file"
    )
  )
  var study: String?

  @Option(help: "Whose details to harvest: none, study or all.")
  var details: HarvestRequest.Details?

  @Option(
    help: .init(
      "Run this in a shell after each harvest that succeeded; repeatable.",
      valueName: "command"
    )
  )
  var then: [String] = []

  @Option(
    help: .init(
      """
      Run this in a shell after a run that failed. $STEMMA_FAILURE says why, $STEMMA_STATUS, $STEMMA_PLAN \
      and $STEMMA_CACHE what.
      """,
      valueName: "command"
    )
  )
  var onFailure: String?

  @Option(
    help: .init(
      """
      The file with the access token. Default: the one that `hf auth login` wrote; none for another Hub \
      than huggingface.co.
      """,
      valueName: "file"
    )
  )
  var tokenFile: String?

  @Option(
    help: .init(
      "The Hub's URL. Default: $HF_ENDPOINT, or https://huggingface.co.",
      valueName: "url"
    )
  )
  var endpoint: String?

  @Option(
    help: .init(
      """
      The certificate authorities that harvests trust, in PEM. Default: $CURL_CA_BUNDLE, \
      $SSL_CERT_FILE, $REQUESTS_CA_BUNDLE, or the machine's.
      """,
      valueName: "file"
    )
  )
  var caFile: String?

  @OptionGroup var cache: CacheOption

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  var scheduler: Scheduler { Scheduler(system: with, environment: environment) }

  /// The schedule of what is named by `ids`.
  func schedule(of ids: [String] = []) throws -> Schedule {
    let trusted = try Scheduler.certificateFile(named: caFile, environment: environment)
    let address = try Scheduler.endpoint(named: endpoint, environment: environment)
    let token = tokenFile ?? Scheduler.tokenFile(environment: environment, for: address)
    var schedule = try Schedule(
      program: Bundle.main.executablePath ?? CommandLine.arguments[0],
      cache: Self.whole(cache.path),
      tokenFile: token.map(Self.whole),
      endpoint: address,
      certificateFile: trusted.map(Self.whole),
      every: every
    )
    schedule.name = name
    schedule.ids = ids
    // A study of the folder of queries is named, one in a file has a path that cron knows nothing of.
    schedule.study = study.map { FileManager.default.fileExists(atPath: $0) ? Self.whole($0) : $0 }
    schedule.details = details?.rawValue
    schedule.then = then
    schedule.onFailure = onFailure
    schedule.shell = Scheduler.shell(environment: environment)
    try schedule.validate()
    return schedule
  }

  private static func whole(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.path
  }
}

/// The models and other repositories that a schedule is of.
struct ScheduledIDs: ParsableArguments {
  @Argument(help: .init("What to harvest, as for `stemma harvest`.", valueName: "id"))
  var ids: [String] = []
}

/// The command `stemma schedule print`.
struct SchedulePrintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "Print what `install` would install."
  )

  @OptionGroup var named: ScheduledIDs
  @OptionGroup var options: ScheduleOptions

  func run() throws {
    Console.write(try options.scheduler.text(of: try options.schedule(of: named.ids)))
  }
}

/// The command `stemma schedule install`.
struct ScheduleInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Install the schedule, replacing an earlier one of its name."
  )

  @OptionGroup var named: ScheduledIDs
  @OptionGroup var options: ScheduleOptions

  @Flag(help: "With systemd: also let harvests run while you are not logged in.")
  var linger = false

  func run() throws {
    let schedule = try options.schedule(of: named.ids)
    let scheduler = options.scheduler
    Console.say(try scheduler.install(schedule))
    if let sentence = scheduler.linger(linger) { Console.say(sentence) }
    if schedule.tokenFile == nil {
      Console.say("No token file found: harvests will be anonymous. See --token-file.")
    }
  }
}

/// The command `stemma schedule remove`.
struct ScheduleRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Stop and remove the schedule."
  )

  @Option(help: "systemd or cron. Default: systemd if it is running.")
  var with: Scheduler.System?

  @Option(help: .init("The name of the schedule, if it has one.", valueName: "name"))
  var name: String?

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    Console.say(try Scheduler(system: with, environment: environment).remove(name))
  }
}

/// The command `stemma schedule due PLAN`.
struct ScheduleDueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "due",
    abstract: "Exit with 0 if a harvest is due, with 1 if not."
  )

  @Argument(help: "refresh or sweep; auto for what is named.")
  var plan: String

  @OptionGroup var named: ScheduledIDs
  @OptionGroup var options: ScheduleOptions

  func run() throws {
    try Outcome(options.schedule(of: named.ids).isDue(plan)).end()
  }
}

/// The command `stemma schedule run PLAN`.
struct ScheduleRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a scheduled harvest, and keep how it ended.",
    discussion: "What the units and the lines of the crontab run."
  )

  @Argument(help: "refresh or sweep; auto for what is named.")
  var plan: String

  @Flag(help: "Do nothing unless it is time.")
  var ifDue = false

  @OptionGroup var named: ScheduledIDs
  @OptionGroup var options: ScheduleOptions

  func run() throws {
    let status = try options.schedule(of: named.ids).run(plan, ifDue: ifDue) { text in
      let lines = text.split(whereSeparator: \.isNewline)
      for line in lines { Console.say(String(line)) }
    }
    if status != 0 { throw ExitCode(status) }
  }
}

extension Interval: ExpressibleByArgument {
  /// Reads an argument such as `1d`.
  public init?(argument: String) { self.init(argument) }

  /// The text that reads as this.
  public var defaultValueDescription: String { description }
}

extension Scheduler.System: ExpressibleByArgument {}
