public import ArgumentParser
import Foundation
public import StemmaOperations

/// The command `stemma schedule …`.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Schedule harvests: changes every night, everything every week.",
    discussion: """
      Installs systemd user timers, or lines in your crontab. A missed run is made up for, and two \
      runs never overlap. The token stays in its file, which is read when a harvest begins. Of the \
      variables of this shell, the harvests see none: name a proxy where systemd or cron takes variables.

        stemma schedule print --every 1d --with systemd
      """,
    subcommands: [
      SchedulePrintCommand.self, ScheduleInstallCommand.self, ScheduleRemoveCommand.self,
      ScheduleDueCommand.self,
    ]
  )
}

/// What the subcommands have in common.
struct ScheduleOptions: ParsableArguments {
  @Option(help: .init("The interval between refreshes: 6h, 1d, 1w.", valueName: "interval"))
  var every: Interval = .day

  @Option(help: "systemd or cron. Default: systemd if it is running.")
  var with: Scheduler.System?

  @Option(
    help: .init(
      "The file with the access token. Default: the one that `hf auth login` wrote.",
      valueName: "file"
    )
  )
  var tokenFile: String?

  @Option(help: .init("The Hub's URL. Default: https://huggingface.co.", valueName: "url"))
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

  func schedule() throws -> Schedule {
    let token = tokenFile ?? Scheduler.tokenFile(environment: environment)
    let trusted = try Scheduler.certificateFile(named: caFile, environment: environment)
    return try Schedule(
      program: Bundle.main.executablePath ?? CommandLine.arguments[0],
      cache: URL(filePath: cache.path).standardizedFileURL.path,
      tokenFile: token.map { URL(filePath: $0).standardizedFileURL.path },
      endpoint: endpoint,
      certificateFile: trusted.map { URL(filePath: $0).standardizedFileURL.path },
      every: every
    )
  }
}

/// The command `stemma schedule print`.
struct SchedulePrintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "Print what `install` would install."
  )

  @OptionGroup var options: ScheduleOptions

  func run() throws { Console.write(try options.scheduler.text(of: try options.schedule())) }
}

/// The command `stemma schedule install`.
struct ScheduleInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Install the schedule, replacing an earlier one."
  )

  @OptionGroup var options: ScheduleOptions

  func run() throws {
    let schedule = try options.schedule()
    Console.say(try options.scheduler.install(schedule))
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

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    Console.say(try Scheduler(system: with, environment: environment).remove())
  }
}

/// The command `stemma schedule due PLAN`.
struct ScheduleDueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "due",
    abstract: "Exit with 0 if a harvest is due, with 1 if not.",
    discussion: "The crontab lines run this every hour."
  )

  @Argument(help: "refresh or sweep.")
  var plan: String

  @OptionGroup var options: ScheduleOptions

  func run() throws {
    try Outcome(options.schedule().isDue(plan)).end()
  }
}

extension Interval: ExpressibleByArgument {
  /// Reads an argument such as `1d`.
  public init?(argument: String) { self.init(argument) }

  /// The text that reads as this.
  public var defaultValueDescription: String { description }
}

extension Scheduler.System: ExpressibleByArgument {}
