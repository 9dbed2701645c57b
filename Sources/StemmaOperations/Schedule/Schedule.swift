import Foundation
import StemmaCore
import StemmaHarvest
import StemmaHub
import StemmaStore

/// Harvests that run by themselves: of the whole Hub a refresh each night and a sweep each week, of
/// named repositories one harvest as often as asked.
public struct Schedule: Sendable, Hashable {
  /// One of its harvests.
  struct Job: Sendable, Hashable {
    /// The harvest's plan, which also names the units.
    let plan: String
    let every: Interval
    /// When in a slot it is time, in seconds UTC: the night, and for a sweep early on Sunday.
    let offset: Int64
    let what: String
  }

  /// What tells it from other schedules of the user; nil for the one without a name.
  public var name: String?
  /// The program, by its whole path.
  public var program: String
  /// The cache's file, by its whole path.
  public var cache: String
  /// The file that holds the access token; nil to ask anonymously.
  public var tokenFile: String?
  /// The Hub's address, whatever the environment says when a harvest begins: a token is for one Hub.
  public var endpoint: String
  /// The file of certificate authorities to trust; nil for the machine's.
  public var certificateFile: String?
  /// How often the refresh, or the harvest of what is named, runs; the sweep runs each week.
  public var every: Interval
  /// Variables of the shell that harvests need: proxies, and the folder of queries.
  public var shell: [String: String] = [:]
  /// What is harvested, as `stemma harvest` takes it; empty for the whole Hub.
  public var ids: [String] = []
  /// A study whose repositories are harvested, by its name or the whole path of its file.
  public var study: String?
  /// Whose details are harvested: `none`, `study` or `all`; nil for the harvest's own rule.
  public var details: String?
  /// Commands for the shell that run after each harvest that succeeded.
  public var then: [String] = []
  /// A command for the shell that runs after one that failed.
  public var onFailure: String?

  /// Schedules harvests into `cache`.
  ///
  /// - Throws: `ScheduleError` when a path is not whole, or holds what no unit can; an error of one
  ///   line when `endpoint` is no address.
  public init(
    program: String,
    cache: String,
    tokenFile: String? = nil,
    endpoint: String? = nil,
    certificateFile: String? = nil,
    every: Interval = .day
  ) throws {
    for path in [program, cache] + [tokenFile, certificateFile].compactMap({ $0 }) {
      guard path.hasPrefix("/"), !path.contains("\0") else {
        throw ScheduleError(description: "\(path) is not an absolute path. Start it with /.")
      }
    }
    (self.program, self.cache, self.tokenFile) = (program, cache, tokenFile)
    (self.certificateFile, self.every) = (certificateFile, every)
    // A user name and password in it would stand in a unit file for all to read.
    self.endpoint = try endpoint.map { try Endpoint($0).base } ?? Endpoint.production.base
  }

  /// Refuses a name that no unit can have, and a harvest that `stemma harvest` would refuse.
  ///
  /// - Throws: An error of one line.
  public func validate() throws {
    if let name, name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]{0,63}/) == nil {
      throw ScheduleError(
        description: "\(name) cannot name a schedule. Use letters, digits, - and _."
      )
    }
    if let name, ["refresh", "sweep", "auto"].contains(name) {
      throw ScheduleError(description: "\(name) is the name of a plan. Choose another one.")
    }
    for job in jobs {
      guard let plan = HarvestRequest.Plan(rawValue: job.plan) else { continue }
      let details = details.flatMap { HarvestRequest.Details(rawValue: $0) }
      try HarvestRequest(subjects: ids, plan: plan, details: details)
        .validate(withStudy: study != nil)
    }
  }

  /// Whether the whole Hub is harvested.
  private var isOfEverything: Bool { ids.isEmpty && study == nil }

  /// The refresh, then the sweep; of what is named, the one harvest.
  var jobs: [Job] {
    let night: Int64 = every.hours < 24 ? 17 * 60 : 3 * 3600 + 17 * 60
    guard isOfEverything else {
      return [Job(plan: "auto", every: every, offset: night, what: "what is named")]
    }
    return [
      Job(plan: "refresh", every: every, offset: night, what: "what changed"),
      // The first of 1970 was a Thursday.
      Job(plan: "sweep", every: .week, offset: 3 * 86_400 + 5 * 3600 + 17 * 60, what: "everything"),
    ]
  }

  /// The job of a plan.
  ///
  /// - Throws: `ScheduleError` for a plan that is not scheduled.
  func job(_ plan: String) throws -> Job {
    guard let job = jobs.first(where: { $0.plan == plan }) else {
      let plans = jobs.map(\.plan).joined(separator: " or ")
      throw ScheduleError(description: "\(plan) is not a scheduled plan: use \(plans).")
    }
    return job
  }

  /// The harvest of a job, as words of a command line.
  func harvest(_ job: Job) -> [String] {
    [program, "harvest", "--plan", job.plan, "--quiet"] + whereAndWhom + named
  }

  /// What a job runs, behind a lock that lets one run at a time: `stemma schedule run`, which harvests,
  /// runs what is to follow, and keeps how it ended.
  ///
  /// The writer lock of the cache refuses a second run; this one lets it wait.
  func command(_ job: Job) -> [String] {
    var words = [program, "schedule", "run", job.plan, "--every", every.description]
    words += whereAndWhom
    if let name { words += ["--name", name] }
    for command in then { words += ["--then", command] }
    if let onFailure { words += ["--on-failure", onFailure] }
    return words + named
  }

  private var whereAndWhom: [String] {
    let place = ["--cache", cache, "--endpoint", endpoint]
    return place + (certificateFile.map { ["--ca-file", $0] } ?? [])
  }

  private var named: [String] {
    var words: [String] = []
    if let study { words += ["--study", study] }
    if let details { words += ["--details", details] }
    return words + ids
  }

  /// The variables that a run is begun with, but for the token's file.
  ///
  /// It takes no other token than that of the file: the one at hand may be of another Hub.
  var variables: [(name: String, value: String)] {
    shell.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      + (tokenFile == nil
        ? [("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")]
        : [("HF_TOKEN", ""), ("HUGGING_FACE_HUB_TOKEN", "")])
  }

  var lockFile: String { cache + ".schedule" }
}

/// Why harvests could not be scheduled, and what to do.
public struct ScheduleError: Error, Sendable, CustomStringConvertible {
  /// One line.
  public let description: String
}

extension Schedule {
  /// Whether it is time for a harvest of `plan`: none has begun since the last slot, but for those
  /// that failed.
  ///
  /// - Throws: An error of one line when the cache cannot be read; without a cache it is time.
  public func isDue(_ plan: String) throws -> Bool {
    try isDue(plan, at: RunEnvironment.machine.now())
  }

  package func isDue(_ plan: String, at now: Double) throws -> Bool {
    let job = try job(plan)
    let slot = Timestamp.text(
      secondsSince1970: job.every.lastSlot(before: Int64(now), offset: job.offset)
    )
    let hasRun = ScheduledRuns(of: cache).all.contains { run in
      run.schedule == name && run.plan == plan && run.status == 0 && run.startedAt >= slot
    }
    guard !hasRun else { return false }
    return try !isOfEverything || !hasHarvested(plan, since: slot)
  }

  /// Whether the cache has a whole harvest of that kind, whoever began it.
  private func hasHarvested(_ plan: String, since slot: String) throws -> Bool {
    let known: Cache
    do {
      known = try Cache(path: cache, access: .read)
    } catch let error as CacheError where [.absent, .otherLayout].contains(error.code) {
      // One of an earlier layout is brought up by the harvest.
      return false
    }
    return try known.read { connection in
      // A sweep does what a refresh does.
      try connection.count(
        """
        SELECT count(*) FROM harvest
        WHERE outcome = 'complete' AND started_at >= ? AND (plan = ? OR plan = 'sweep')
        """,
        slot,
        plan
      ) > 0
    }
  }
}

/// How often something runs: hours that part a day evenly, days, or weeks.
public struct Interval: Sendable, Hashable, CustomStringConvertible {
  /// Its length in hours.
  public let hours: Int

  /// Reads a text such as `6h`, `1d` or `1w`; nil for any other.
  public init?(_ text: String) {
    guard let unit = text.last, let count = Int(text.dropLast()), count > 0 else { return nil }
    switch unit {
    case "h" where count < 24 && 24 % count == 0: hours = count
    case "d" where count <= 28: hours = count * 24
    case "w" where count <= 4: hours = count * 168
    default: return nil
    }
  }

  /// A day.
  public static let day = Interval(hours: 24)
  /// A week.
  public static let week = Interval(hours: 168)

  private init(hours: Int) { self.hours = hours }

  /// The text that reads as this.
  public var description: String {
    if hours % 168 == 0 { return "\(hours / 168)w" }
    return hours % 24 == 0 ? "\(hours / 24)d" : "\(hours)h"
  }

  /// The last moment at or before `now` at which it is time, in seconds since 1970.
  ///
  /// `offset` moves all such moments, in seconds; without it they count from 1970 on, at midnight UTC.
  func lastSlot(before now: Int64, offset: Int64) -> Int64 {
    let length = Int64(hours) * 3600
    let (slots, rest) = (now - offset).quotientAndRemainder(dividingBy: length)
    return (rest < 0 ? slots - 1 : slots) * length + offset
  }
}

/// Another program of this machine, run to its end.
enum Program {
  struct Ending {
    var status: Int32
    var output: String
    var errors: String

    /// Its own words, on one line.
    var complaint: String {
      let words = errors.split(whereSeparator: \.isNewline).joined(separator: "; ")
      return words.isEmpty ? "it ended with \(status)" : words
    }
  }

  /// Runs a program, or one of the PATH; in the language that its messages are known in, or in that of
  /// the user.
  ///
  /// - Throws: `ScheduleError` when there is none of that name.
  static func run(
    _ name: String,
    _ arguments: [String],
    input: String = "",
    inEnglish: Bool = true
  ) throws -> Ending {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "stemma-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, unlike pipes, are never full.
    let files = ["in", "out", "err"].map { folder.appending(path: $0) }
    for file in files { try Data(input.utf8).write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = (inEnglish ? ["LC_ALL=C"] : []) + [name] + arguments
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else {
      throw ScheduleError(
        description: "There is no \(name) on this machine. Try --with systemd or --with cron."
      )
    }
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Ending(status: process.terminationStatus, output: texts[1], errors: texts[2])
  }
}
