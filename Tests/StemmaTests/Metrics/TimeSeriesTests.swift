import Foundation
import StemmaAnalysis
import StemmaGzip
import StemmaJSON
import StemmaRecords
import StemmaTestSupport
import Testing

/// Real daily counters beside what pandas says of them.
// Needs the reference material beside the project, and python3 with pandas.
@Suite(
  .enabled(if: Shared.file("real-hub/timeseries") != nil, "needs the reference material"),
  .enabled("needs python3 with pandas") { await Python.canImport("pandas") },
  .timeLimit(.minutes(5))
)
struct TimeSeriesTests {
  @Test(
    arguments: [
      ("gguf-downloads-daily-2025-2026", "date", "downloads"),
      ("transformersjs-daily-2024-2026", "date", "downloads"),
      ("transformersjs-daily-2024-2026", "date", "likes"),
      ("top-models-daily-2026-08", "date", "likes"), ("model-trees-2025-04", "as_of", "downloads"),
      ("trending-cache-2026", "committed_at", "downloads"),
    ]
  )
  func haveTheGapsTheGrowthAndTheGiniOfPandas(
    file: String,
    date: String,
    value: String
  ) async throws {
    let url = try #require(Shared.file("real-hub/timeseries/\(file).csv.gz"))
    let series = try Self.series(in: url, date: date, value: value)
    let written = try await Python.run(
      "timeseries_peers.py",
      [url.path, date, value],
      in: FileManager.default.temporaryDirectory
    )
    let peer = try JSONValue(parsing: written)
    let others = try #require(peer["series"]?.object)
    #expect(others.map(\.key).sorted() == series.keys.sorted())
    for (name, other) in others.map({ ($0.key, $0.value) }) {
      let history = AttentionHistory(
        try #require(series[name]).map {
          AttentionHistory.Observation(day: $0.key, value: $0.value)
        }
      )
      let gaps = history.gaps.map { "\($0.nextKnown) \($0.days)" }
      let theirs = (other["gaps"]?.array ?? []).map {
        "\($0.array?[0].string ?? "") \($0.array?[1].integer ?? 0)"
      }
      #expect(gaps == theirs, "\(name)")
      #expect(
        history.falls.map(\.day) == (other["falls"]?.array ?? []).compactMap(\.string),
        "\(name)"
      )
      Self.expect(history.growth, is: other["growth"], name)
    }
    var days: [String: [Double]] = [:]
    for (day, value) in series.values.joined() { days[day, default: []].append(value) }
    for (day, gini) in peer["gini"]?.object?.map({ ($0.key, $0.value) }) ?? [] {
      Self.expect(Statistics.gini(days[day] ?? []), is: gini, day)
    }
    #expect(days.count == peer["gini"]?.object?.count)
  }

  /// The values of each repository by day; of two on one day the later row stands.
  private static func series(
    in url: URL,
    date: String,
    value: String
  ) throws -> [String: [String: Double]] {
    let bytes = try Gzip.inflate(Data(contentsOf: url), limit: 200 << 20)
    let lines = bytes.split(separator: 0x0A).map { line in
      line.split(separator: 0x2C, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }
    let heading = try #require(lines.first)
    let columns = try ["id", date, value].map { try #require(heading.firstIndex(of: $0)) }
    var series: [String: [String: Double]] = [:]
    for line in lines.dropFirst() {
      guard let number = Double(line[columns[2]]) else { continue }
      series[line[columns[0]], default: [:]][String(line[columns[1]].prefix(10))] = number
    }
    return series
  }

  private static func expect(_ ours: Double?, is theirs: JSONValue?, _ what: String) {
    guard let ours, let theirs = theirs?.number else {
      #expect(ours == nil && theirs?.number == nil, "\(what)")
      return
    }
    #expect(abs(ours - theirs) <= 1e-9 * max(1, abs(theirs)), "\(what): \(ours), \(theirs)")
  }
}
