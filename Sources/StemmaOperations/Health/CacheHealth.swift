import Foundation
import StemmaCore
import StemmaHarvest
import StemmaHub
import StemmaStore

/// Whether a cache is kept up to date, and how long its disk lasts.
public struct CacheHealth: Sendable, Hashable {
  /// When the latest whole harvest ended; nil without one.
  public let newest: String?
  /// How long ago that is, in seconds.
  public let age: Double?
  /// Who writes to the cache now; nil when nobody does.
  public let writer: String?
  /// The runs of each schedule that failed since its last success, the latest last.
  public let failing: [[ScheduledRun]]
  /// The kinds whose last complete listing was so much shorter than the one before that it is an alarm.
  public let shrunken: [String]
  /// What is wrong, a sentence each: it is older than is wanted, a harvest failed, or a listing shrank.
  public let problems: [String]
  /// The bytes of the cache's file and its log.
  public let cacheBytes: Int64
  /// The bytes of its archives.
  public let archiveBytes: Int64
  /// The bytes that the archives grow by in a year at the pace of the last ninety days; nil while there
  /// are less than two days of harvests behind the first.
  public let archiveBytesPerYear: Int64?
  /// The bytes that are free on the disk of the cache; nil where it does not tell.
  public let freeBytes: Int64?

  /// Looks at the cache at `path`.
  ///
  /// - Parameters:
  ///   - path: The cache's file.
  ///   - maxAge: How old the latest whole harvest may be, in seconds; nil for any age.
  ///   - now: The time, in seconds since 1970.
  /// - Throws: An error of one line when the cache cannot be read.
  public init(of path: String, maxAge: Double? = nil, at now: Double? = nil) throws {
    let now = now ?? RunEnvironment.machine.now()
    let runs = ScheduledRuns(of: path)
    writer = WriterLock.holder(ofCacheAt: path)
    failing = runs.failing
    let file = CachePath.resolved(path)
    let look = try Cache(path: path, access: .read).read { try Look($0, at: now) }
    newest = look.newest
    age = look.newest.flatMap { Timestamp.secondsSince1970(in: $0) }.map { now - Double($0) }
    cacheBytes = Maintenance.size(of: file) + Maintenance.size(of: file + "-wal")
    archiveBytes = look.archiveBytes
    archiveBytesPerYear = look.archiveBytesPerYear
    let attributes = try? FileManager.default.attributesOfFileSystem(
      forPath: URL(filePath: file).deletingLastPathComponent().path
    )
    freeBytes = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    shrunken = look.alarms.map(\.kind)
    problems =
      Self.staleness(newest, age, maxAge) + look.alarms.map(\.sentence)
      + (writer == nil ? look.failures : [])
      + failing.compactMap(Self.sentence)
  }

  private static func staleness(_ newest: String?, _ age: Double?, _ limit: Double?) -> [String] {
    guard let newest, let age else { return ["No harvest was completed yet."] }
    guard let limit, age > limit else { return [] }
    return [
      "The latest complete harvest ended at \(newest), \(Age(seconds: age)) ago: more than "
        + "\(Age(seconds: limit))."
    ]
  }

  private static func sentence(_ failed: [ScheduledRun]) -> String? {
    guard let first = failed.first, let last = failed.last else { return nil }
    let name = last.schedule.map { " of \($0)" } ?? ""
    return "The scheduled \(last.plan)\(name) failed "
      + (failed.count == 1
        ? "at \(last.startedAt)" : "\(failed.count) times since \(first.startedAt)")
      + ": \(last.message.isEmpty ? "it ended with \(last.status)" : last.message)"
  }
}

/// What the tables say of it.
private struct Look {
  var newest: String?
  var failures: [String] = []
  var alarms: [(kind: String, sentence: String)] = []
  var archiveBytes: Int64 = 0
  var archiveBytesPerYear: Int64?

  init(_ connection: Connection, at now: Double) throws {
    newest =
      try connection.first(
        "SELECT max(finished_at) FROM harvest WHERE outcome = 'complete'"
      ) { $0.optionalText(0) } ?? nil
    let latest = try connection.first(
      "SELECT id, outcome, started_at FROM harvest ORDER BY id DESC LIMIT 1"
    ) { $0.inOrder { (id: $0.integer(), outcome: $0.text(), startedAt: $0.text()) } }
    if let latest, ["failed", "running"].contains(latest.outcome) {
      let what = latest.outcome == "failed" ? "failed" : "was cut short"
      failures = ["Harvest \(latest.id), begun at \(latest.startedAt), \(what)."]
    }
    alarms = try connection.rows(
      """
      SELECT subject, detail
      FROM harvest_finding
      WHERE code = 'source-shrank' AND harvest = (
        SELECT max(harvest) FROM step
        WHERE purpose IN ('listing', 'census') AND state = 'done'
          AND kind || 's' = harvest_finding.subject)
      ORDER BY id
      """
    ) { row in row.inOrder { (kind: $0.text(), sentence: $0.text()) } }
    archiveBytes = Int64(try connection.count("SELECT sum(archive_length) FROM harvest"))
    // The first harvest brings what all later ones only add to.
    let since = Timestamp.text(secondsSince1970: now - 90 * 86_400)
    let pace = try connection.first(
      """
      SELECT min(started_at), sum(archive_length)
      FROM harvest
      WHERE started_at >= ? AND id > (SELECT min(id) FROM harvest)
      """,
      since
    ) { row in row.inOrder { (since: $0.optionalText(), bytes: $0.optionalInteger()) } }
    if let pace, let bytes = pace.bytes,
      let start = pace.since.flatMap({ Timestamp.secondsSince1970(in: $0) })
    {
      let days = (now - Double(start)) / 86_400
      if days >= 2 { archiveBytesPerYear = Int64(Double(bytes) / days * 365) }
    }
  }
}

/// A length of time, such as `90m`, `26h`, `2d` or `1w`.
public struct Age: Sendable, Hashable, CustomStringConvertible {
  /// Its length in seconds.
  public let seconds: Double

  /// Reads a text such as `26h`; nil for any other.
  public init?(_ text: String) {
    guard let unit = text.last, let length = Self.units[unit], let count = Int(text.dropLast()),
      (1...100_000).contains(count)
    else { return nil }
    seconds = Double(count) * length
  }

  init(seconds: Double) { self.seconds = seconds }

  private static let units: [Character: Double] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]

  /// Its length in whole hours or, when it is long, days.
  public var description: String {
    let hours = Int(seconds / 3600)
    if hours < 1 { return Int(seconds / 60).counted("minute") }
    return hours < 72 ? hours.counted("hour") : (hours / 24).counted("day")
  }
}
