public import ArgumentParser
import Foundation
public import StemmaOperations

/// The command `stemma schedule …`.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Harvest by itself: what changed each night, everything each week.",
    discussion: """
      With systemd as timers and services of yours, with cron as lines in your crontab. A run that \
      was missed is caught up, and two never run at once. The token stays in its file, which is \
      only read when a harvest begins.

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
  @Option(help: .init("How often to look for changes: 6h, 1d, 1w.", valueName: "interval"))
  var every: Interval = .day

  @Option(help: "systemd or cron. Default: systemd where it runs.")
  var with: Scheduler.System?

  @Option(
    help: .init(
      "The file with the access token. Default: the one that `hf auth login` wrote.",
      valueName: "file"
    )
  )
  var tokenFile: String?

  @Option(help: .init("The Hub's address. Default: https://huggingface.co.", valueName: "url"))
  var endpoint: String?

  @OptionGroup var cache: CacheOption

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  var scheduler: Scheduler { Scheduler(system: with, environment: environment) }

  func schedule() throws -> Schedule {
    let token = tokenFile ?? Scheduler.tokenFile(environment: environment)
    return try Schedule(
      program: Bundle.main.executablePath ?? CommandLine.arguments[0],
      cache: URL(filePath: cache.path).standardizedFileURL.path,
      tokenFile: token.map { URL(filePath: $0).standardizedFileURL.path },
      endpoint: endpoint,
      every: every
    )
  }
}

/// The command `stemma schedule print`.
struct SchedulePrintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "Print what would be installed."
  )

  @OptionGroup var options: ScheduleOptions

  func run() throws { Console.write(try options.scheduler.text(of: try options.schedule())) }
}

/// The command `stemma schedule install`.
struct ScheduleInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Install the schedule, in the place of an earlier one."
  )

  @OptionGroup var options: ScheduleOptions

  func run() throws {
    let schedule = try options.schedule()
    Console.say(try options.scheduler.install(schedule))
    if schedule.tokenFile == nil {
      Console.say("No file with a token is known: the Hub is asked anonymously. See --token-file.")
    }
  }
}

/// The command `stemma schedule remove`.
struct ScheduleRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Stop the schedule and take it away."
  )

  @Option(help: "systemd or cron. Default: systemd where it runs.")
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
    abstract: "Say by the exit code whether it is time for a harvest: 0 for yes, 1 for no.",
    discussion: "This is what the lines of the crontab ask every hour."
  )

  @Argument(help: "refresh or sweep.")
  var plan: String

  @OptionGroup var options: ScheduleOptions

  func run() throws {
    if try !options.schedule().isDue(plan) { throw ExitCode(1) }
  }
}

extension Interval: ExpressibleByArgument {
  /// Reads an argument such as `1d`.
  public init?(argument: String) { self.init(argument) }

  /// The text that reads as this.
  public var defaultValueDescription: String { description }
}

extension Scheduler.System: ExpressibleByArgument {}
