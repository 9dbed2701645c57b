public import StemmaAnswers
public import StemmaCore

/// The status of a cache, with what those who run it watch.
public struct WatchedStatus: Sendable, Hashable {
  /// What is cached.
  public let status: Status
  /// Whether it is kept up to date.
  public let health: CacheHealth

  /// Puts both beside each other.
  public init(_ status: Status, _ health: CacheHealth) {
    (self.status, self.health) = (status, health)
  }
}

extension WatchedStatus: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    .object(
      (status.json.object ?? []) + [
        .init("writer", JSONValue(health.writer)),
        .init("problems", .array(health.problems.map { .string($0) })),
        .init("scheduled", .array(health.failing.flatMap { $0 }.map(\.json))),
        .init(
          "disk",
          [
            "cache_bytes": .integer(health.cacheBytes),
            "archive_bytes": .integer(health.archiveBytes),
            "archive_bytes_per_year": health.archiveBytesPerYear.map { .integer($0) } ?? .null,
            "free_bytes": health.freeBytes.map { .integer($0) } ?? .null,
          ]
        ),
      ]
    )
  }

  /// The answer as rows.
  public var table: Table { status.table }

  /// The answer for a terminal.
  public var text: String {
    let writer = health.writer.map { ["A command is writing to the cache: \($0)."] } ?? []
    let lines = (writer + health.problems).map { TerminalText.inert($0) + "\n" }
    return lines.joined() + (lines.isEmpty ? "" : "\n") + status.text + disk
  }

  private var disk: String {
    guard let growth = health.archiveBytesPerYear else { return "" }
    let free = health.freeBytes.map { ", and \(Self.size($0)) are free" } ?? ""
    return
      "\nThe archives take \(Self.size(health.archiveBytes)) and grow by \(Self.size(growth)) a "
      + "year at this pace\(free).\n"
  }

  private static func size(_ bytes: Int64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    let shown = value < 10 && unit > 0 ? (value * 10).rounded() / 10 : value.rounded()
    let text = shown == shown.rounded() ? "\(Int64(shown))" : "\(shown)"
    return "\(text) \(units[unit])"
  }
}

extension WatchedStatus {
  /// The numbers in the text format that Prometheus reads, a file of its text collector among others.
  public var prometheus: String {
    let latest = status.harvests.first
    var page = MetricsPage()
    page.gauge("models", "Models that the Hub lists.", status.models)
    page.gauge("datasets", "Datasets that the Hub lists.", status.datasets)
    page.gauge("spaces", "Spaces that the Hub lists.", status.spaces)
    page.gauge("edges", "Edges from models to what they were made from.", status.edges)
    page.gauge("ghosts", "Declared parents that are not on the Hub.", status.ghosts)
    page.gauge("findings", "Oddities that were met on the way.", status.findings)
    page.gauge(
      "last_complete_harvest_timestamp_seconds",
      "When the latest whole harvest ended.",
      health.newest.flatMap { Timestamp.secondsSince1970(in: $0) }.map { Int($0) }
    )
    page.gauge(
      "last_harvest_failed",
      "Whether the latest harvest failed.",
      latest.map { $0.outcome == "failed" ? 1 : 0 }
    )
    page.gauge(
      "last_harvest_requests",
      "Requests of the latest harvest.",
      latest.map(\.requests)
    )
    page.gauge("problems", "What `stemma status` complains of.", health.problems.count)
    page.gauge(
      "shrunken_listings",
      "Kinds whose last complete listing shrank so much that it is an alarm.",
      health.shrunken.count
    )
    page.gauge("writing", "Whether a command writes to the cache.", health.writer == nil ? 0 : 1)
    page.gauge(
      "scheduled_failures",
      "Failures of a schedule since its last success.",
      health.failing.compactMap { runs in
        runs.last.map { (["schedule": $0.schedule ?? "", "plan": $0.plan], runs.count) }
      }
    )
    page.gauge("cache_bytes", "Bytes of the cache's file.", Int(health.cacheBytes))
    page.gauge("archive_bytes", "Bytes of the archives.", Int(health.archiveBytes))
    page.gauge(
      "archive_bytes_per_year",
      "Growth of the archives at the pace of the last ninety days.",
      health.archiveBytesPerYear.map { Int($0) }
    )
    page.gauge(
      "disk_free_bytes",
      "Bytes that are free on the disk.",
      health.freeBytes.map { Int($0) }
    )
    return page.text
  }
}

/// Lines in the text format of Prometheus, version 0.0.4.
private struct MetricsPage {
  private(set) var text = ""

  /// Adds a number; none where it is not known.
  mutating func gauge(_ name: String, _ help: String, _ value: Int?) {
    gauge(name, help, value.map { [([:], $0)] } ?? [])
  }

  mutating func gauge(_ name: String, _ help: String, _ values: [([String: String], Int)]) {
    text += "# HELP stemma_\(name) \(help)\n# TYPE stemma_\(name) gauge\n"
    for (labels, value) in values {
      let inside = labels.sorted { $0.key < $1.key }
        .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        .joined(separator: ",")
      text += "stemma_\(name)\(inside.isEmpty ? "" : "{\(inside)}") \(value)\n"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
