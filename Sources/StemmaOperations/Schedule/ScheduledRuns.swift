import Foundation
public import StemmaCore
import StemmaHub
import StemmaStore

/// How one scheduled run ended.
public struct ScheduledRun: Sendable, Hashable {
  /// The schedule's name; nil for the one without a name.
  public let schedule: String?
  /// The plan of its harvest.
  public let plan: String
  /// When it began.
  public let startedAt: String
  /// When it ended.
  public let finishedAt: String
  /// The code that it ended with: 0 when all of it succeeded.
  public let status: Int32
  /// What went wrong, in one line; empty when nothing did.
  public let message: String
}

/// The latest scheduled runs of a cache, in a file beside it: a run that cannot reach the cache is told
/// there as well.
public struct ScheduledRuns: Sendable {
  private let file: String

  /// Those of the cache at `path`.
  public init(of path: String) { file = CachePath.resolved(path) + ".runs" }

  /// All of them, oldest first; what is no line of ours is left out.
  public var all: [ScheduledRun] {
    let bytes = (try? UserFile.bytes(of: file, atMost: 1 << 24)) ?? Data()
    let reader = JSONReader()
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      (try? reader.value(Array(line))).flatMap(ScheduledRun.init)
    }
  }

  /// The runs of each schedule and plan that failed since the last that did not, the latest last.
  public var failing: [[ScheduledRun]] {
    var groups: [[String]: [ScheduledRun]] = [:]
    for run in all {
      let key = [run.schedule ?? "", run.plan]
      groups[key] = run.status == 0 ? [] : groups[key, default: []] + [run]
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
      .filter { !$0.isEmpty }
  }

  /// Adds one; the oldest beyond 200 are forgotten.
  ///
  /// The caller holds the schedule's lock.
  func add(_ run: ScheduledRun) throws {
    let lines = (all + [run]).suffix(200).map { $0.json.text + "\n" }
    try Data(lines.joined().utf8).write(to: URL(filePath: file), options: .atomic)
  }
}

extension ScheduledRun {
  /// Every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "schedule": JSONValue(schedule), "plan": .string(plan), "started_at": .string(startedAt),
      "finished_at": .string(finishedAt), "status": .integer(Int64(status)),
      "message": .string(message),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let plan = json["plan"]?.string, let started = json["started_at"]?.string,
      let finished = json["finished_at"]?.string, let status = json["status"]?.integer
    else { return nil }
    self.init(
      schedule: json["schedule"]?.string,
      plan: plan,
      startedAt: started,
      finishedAt: finished,
      status: Int32(clamping: status),
      message: json["message"]?.string ?? ""
    )
  }
}

extension Schedule {
  /// Harvests, runs what is to follow, keeps how it ended and tells of a failure.
  ///
  /// - Parameters:
  ///   - plan: Which of the scheduled harvests.
  ///   - ifDue: Whether to do nothing unless it is time.
  ///   - talk: Called with what the harvest and the commands said.
  /// - Returns: The code that the harvest, or the first command behind it that failed, ended with.
  /// - Throws: An error of one line when a program cannot be started, or the cache cannot be read.
  public func run(
    _ plan: String,
    ifDue: Bool,
    talk: (String) -> Void
  ) throws -> Int32 {
    let job = try job(plan)
    if ifDue, try !isDue(plan) { return 0 }
    let start = RunEnvironment.machine.now()
    var ending = try Program.run(harvest(job)[0], Array(harvest(job).dropFirst()))
    talk(ending.errors)
    for command in then where ending.status == 0 {
      ending = try shell(command)
      talk(ending.output + ending.errors)
      if ending.status != 0 { ending.errors = "\(command): \(ending.complaint)" }
    }
    let run = ScheduledRun(
      schedule: name,
      plan: plan,
      startedAt: Timestamp.text(secondsSince1970: start),
      finishedAt: Timestamp.text(secondsSince1970: RunEnvironment.machine.now()),
      status: ending.status,
      message: ending.status == 0 ? "" : OneLine.of(ending.complaint, limit: 1000)
    )
    do {
      try ScheduledRuns(of: cache).add(run)
    } catch {
      talk("How the run ended cannot be kept beside the cache: \(FileReason.text(of: error)).\n")
    }
    if run.status != 0, run.status != Self.interrupted, let onFailure {
      let told = try shell(onFailure, with: run)
      talk(told.output + told.errors)
    }
    return run.status
  }

  /// What a harvest that somebody stopped ends with.
  private static let interrupted: Int32 = 130

  /// Runs a command of the user's; it finds this program, and knows the cache and what failed.
  private func shell(_ command: String, with run: ScheduledRun? = nil) throws -> Program.Ending {
    let folder = URL(filePath: program).deletingLastPathComponent().path
    var words = ["PATH=\(folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"]
    words += ["STEMMA_CACHE=\(cache)", "STEMMA_SCHEDULE=\(name ?? "")"]
    if let run {
      words += [
        "STEMMA_PLAN=\(run.plan)", "STEMMA_STATUS=\(run.status)", "STEMMA_FAILURE=\(run.message)",
      ]
    }
    return try Program.run("env", words + ["/bin/sh", "-c", command], inEnglish: false)
  }
}
