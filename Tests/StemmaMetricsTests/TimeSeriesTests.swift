import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaMetrics
import StemmaReports
import StemmaStore
import StemmaTestSupport
import Testing

/// Real daily counters, imported and measured, beside what pandas says of the files.
// Needs the reference material beside the project, and python3 with pandas.
@Suite(
  .enabled(if: Shared.file("real-hub/timeseries") != nil, "needs the reference material"),
  .enabled("needs python3 with pandas") { Python.canImport("pandas") },
  .timeLimit(.minutes(5))
)
struct TimeSeriesTests {
  /// A file, the columns that need a name, and the kinds of repositories with the counters it has.
  struct Series: Sendable, CustomTestStringConvertible {
    let file: String
    var columns: [ImportField: String] = [:]
    var counters: [RepoKind: [AttentionCounter]]

    var testDescription: String { file }
  }

  private static let files = [
    Series(file: "gguf-downloads-daily-2025-2026", counters: [.model: [.downloads]]),
    Series(file: "transformersjs-daily-2024-2026", counters: [.model: [.downloads, .likes]]),
    Series(file: "top-models-daily-2026-08", counters: [.model: [.downloads, .likes]]),
    Series(
      file: "model-trees-2025-04",
      columns: [.date: "as_of"],
      counters: [.model: [.downloads, .likes]]
    ),
    Series(
      file: "trending-cache-2026",
      columns: [.kind: "repo_type", .date: "committed_at", .parameters: "num_parameters"],
      counters: [.model: [.downloads, .likes], .dataset: [.downloads, .likes]]
    ),
    // Rounded on its later days, and with blanks.
    Series(
      file: "daily-newsletter-2025-2026",
      columns: [.kind: "repo_type"],
      counters: [.model: [.downloads, .likes], .dataset: [.downloads, .likes], .space: [.likes]]
    ),
  ]

  @Test(arguments: files)
  func haveTheGapsTheGrowthAndTheGiniOfPandas(series: Series) async throws {
    let url = try #require(Shared.file("real-hub/timeseries/\(series.file).csv.gz"))
    try await withScratchFolder { folder in
      let cache = folder.appending(path: "s.sqlite").path
      let request = ImportRequest(files: [url.path], columns: series.columns)
      _ = try Pipeline(cachePath: cache).importHistory(request)
      let answers = try Answers(cachePath: cache)
      for (kind, counters) in series.counters {
        for counter in counters {
          let peer = try await Self.pandas(url, series, kind, counter, in: folder)
          let histories = try #require(peer["series"]?.object)
          let ours = try Self.imported(counter, of: kind, from: cache)
          #expect(histories.map(\.key).sorted() == ours.keys.sorted())
          for member in histories { Self.compare(member.value, ours[member.key], member.key) }
          // What metrics say of some of them: of all it would take minutes.
          for member in histories.prefix(20) {
            try Self.compare(member.value, answers, counter, member.key, MetricScope(kind))
          }
          if kind == .model, counter == .downloads {
            try Self.compare(try answers.measure("gini-by-day", of: ""), peer["gini"])
          }
        }
      }
    }
  }

  private static func pandas(
    _ url: URL,
    _ series: Series,
    _ kind: RepoKind,
    _ counter: AttentionCounter,
    in folder: URL
  ) async throws -> JSONValue {
    let date = series.columns[.date] ?? "date"
    let written = try await Python.run(
      "timeseries_peers.py",
      [url.path, date, counter.rawValue, series.columns[.kind] ?? "", kind.rawValue],
      in: folder
    )
    return try JSONValue(parsing: written)
  }

  /// The histories of all names of an imported file.
  private static func imported(
    _ counter: AttentionCounter,
    of kind: RepoKind,
    from cache: String
  ) throws -> [String: AttentionHistory] {
    let seen = try Cache(path: cache, access: .read).read { connection in
      try connection.rows(
        """
        SELECT lower(imported_name.name), substr(observed_at, 1, 10), \(counter.rawValue)
        FROM imported_counter
        JOIN imported_name ON imported_name.id = imported_counter.imported_name
        WHERE imported_name.kind = ? AND \(counter.rawValue) IS NOT NULL
        ORDER BY observed_at
        """,
        kind.rawValue
      ) { ($0.text(0), AttentionHistory.Observation(day: $0.text(1), value: $0.real(2))) }
    }
    return Dictionary(grouping: seen, by: \.0).mapValues { AttentionHistory($0.map(\.1)) }
  }

  private static func compare(
    _ theirs: JSONValue,
    _ ours: AttentionHistory?,
    _ name: String
  ) {
    guard let ours else { return }
    #expect(ours.gaps.map { "\($0.nextKnown) \($0.days)" } == gaps(in: theirs), "\(name)")
    let falls = (theirs["falls"]?.array ?? []).compactMap(\.string)
    #expect(ours.falls.map(\.day) == falls, "\(name)")
    #expect(ours.observations.count == theirs["days"]?.integer.map(Int.init), "\(name)")
    expect(ours.growth, is: theirs["growth"], name)
  }

  private static func compare(
    _ theirs: JSONValue,
    _ answers: Answers,
    _ counter: AttentionCounter,
    _ name: String,
    _ scope: MetricScope
  ) throws {
    let ours = try answers.measure(counter.rawValue, of: name, scope: scope)
    let flags = ours.points.compactMap { point -> String? in
      let words = (point.note ?? "").split(separator: " ")
      guard words.starts(with: ["nothing", "is", "known", "of", "the"]) else { return nil }
      return "\(point.label) \(words[5])"
    }
    #expect(flags == gaps(in: theirs), "\(name)")
    let growth = try answers.measure("attention-growth", of: name, scope: scope)
    expect(
      growth.points.first { $0.label == counter.label }?.value,
      is: theirs["growth"],
      "\(name)"
    )
  }

  private static func gaps(in theirs: JSONValue) -> [String] {
    (theirs["gaps"]?.array ?? []).map {
      "\($0.array?[0].string ?? "") \($0.array?[1].integer ?? 0)"
    }
  }

  private static func compare(_ ours: Measure, _ theirs: JSONValue?) throws {
    let days = try #require(theirs?.object)
    #expect(ours.points.map(\.label) == days.map(\.key).sorted())
    for point in ours.points { expect(point.value, is: theirs?[point.label], point.label) }
  }

  private static func expect(_ ours: Double?, is theirs: JSONValue?, _ what: String) {
    guard let ours, let theirs = theirs?.number else {
      #expect(ours == nil && theirs?.number == nil, "\(what)")
      return
    }
    #expect(abs(ours - theirs) <= 1e-9 * max(1, abs(theirs)), "\(what): \(ours), \(theirs)")
  }
}

extension MetricScope {
  fileprivate init(_ kind: RepoKind) {
    switch kind {
    case .model: self = .model
    case .dataset: self = .dataset
    case .space: self = .space
    }
  }
}
