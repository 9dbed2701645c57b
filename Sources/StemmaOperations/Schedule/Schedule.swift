import Foundation
import StemmaCore
import StemmaHub
import StemmaStore

/// Harvests that run by themselves: a refresh each night and a sweep each week.
public struct Schedule: Sendable, Hashable {
  /// One of the two harvests.
  struct Job: Sendable, Hashable {
    /// The harvest's plan, which also names the units.
    let plan: String
    let every: Interval
    /// When in a slot it is time, in seconds UTC: the night, and for a sweep early on Sunday.
    let offset: Int64
    let what: String
  }

  /// The program, by its whole path.
  public var program: String
  /// The cache's file, by its whole path.
  public var cache: String
  /// The file that holds the access token; nil to ask anonymously.
  public var tokenFile: String?
  /// The Hub's address; nil for the public one.
  public var endpoint: String?
  /// The file of certificate authorities to trust; nil for the machine's.
  public var certificateFile: String?
  /// How often the refresh runs; the sweep runs each week.
  public var every: Interval

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
    // A user name and password in it would stand in a unit file for all to read.
    if let endpoint { _ = try Endpoint(endpoint) }
    (self.program, self.cache, self.tokenFile) = (program, cache, tokenFile)
    (self.endpoint, self.certificateFile, self.every) = (endpoint, certificateFile, every)
  }

  /// The refresh, then the sweep.
  var jobs: [Job] {
    let night: Int64 = every.hours < 24 ? 17 * 60 : 3 * 3600 + 17 * 60
    return [
      Job(plan: "refresh", every: every, offset: night, what: "what changed"),
      // The first of 1970 was a Thursday.
      Job(plan: "sweep", every: .week, offset: 3 * 86_400 + 5 * 3600 + 17 * 60, what: "everything"),
    ]
  }

  /// What a job runs: the harvest, behind a lock that lets one run at a time.
  ///
  /// The writer lock of the cache refuses a second run; this one lets it wait.
  func command(_ job: Job) -> [String] {
    let address = endpoint.map { ["--endpoint", $0] } ?? []
    let trusted = certificateFile.map { ["--ca-file", $0] } ?? []
    return [program, "harvest", "--plan", job.plan, "--quiet", "--cache", cache] + address + trusted
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
    guard let job = jobs.first(where: { $0.plan == plan }) else {
      throw ScheduleError(description: "\(plan) is not a scheduled plan: use refresh or sweep.")
    }
    let slot = Timestamp.text(
      secondsSince1970: job.every.lastSlot(before: Int64(now), offset: job.offset)
    )
    let known: Cache
    do {
      known = try Cache(path: cache, access: .read)
    } catch let error as CacheError where error.code == .absent {
      return true
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
      ) == 0
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

  /// Runs a program of the PATH, in the language that its messages are known in.
  ///
  /// - Throws: `ScheduleError` when there is none of that name.
  static func run(_ name: String, _ arguments: [String], input: String = "") throws -> Ending {
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
    process.arguments = ["LC_ALL=C", name] + arguments
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
