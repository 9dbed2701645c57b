import Foundation
import StemmaCore

/// One figure of a benchmark.
struct Measurement {
  let what: String
  let value: Double
  let unit: String
  /// What it must stay below; nil where nothing is promised.
  let bound: Double?

  init(_ what: String, _ value: Double, _ unit: String, below bound: Double? = nil) {
    (self.what, self.value, self.unit, self.bound) = (what, value, unit, bound)
  }

  /// Whether it breaks a promise.
  var isTooLarge: Bool { bound.map { value >= $0 } ?? false }

  func line(of bench: Bench) -> String {
    let promise = bound.map {
      isTooLarge ? ", which is NOT below \(Self.text($0))" : " (below \(Self.text($0)))"
    }
    return "\(bench.name): \(what) \(Self.text(value)) \(unit)\(promise ?? "")"
  }

  func json(of bench: Bench) -> JSONValue {
    [
      "bench": .string(bench.name), "what": .string(what), "value": .number(value),
      "unit": .string(unit), "below": bound.map(JSONValue.number) ?? .null,
    ]
  }

  private static func text(_ value: Double) -> String {
    value >= 100 ? String(Int(value.rounded())) : String(format: "%.2f", value)
  }
}

/// Where benchmarks run.
struct BenchSite {
  let models: Int
  let repeats: Int
  let folder: String
  /// A cache to measure in the place of the sweep's.
  var otherCache: String?

  /// A bound that is promised for the whole Hub; nil for smaller ones.
  func ofWholeHub(_ bound: Double) -> Double? { models >= 3_000_000 ? bound : nil }

  /// The cache of a sweep of so many models.
  func cache(models: Int) -> String { "\(folder)/models-\(models)/hub.sqlite" }

  /// The archive beside it.
  func archive(models: Int) -> String {
    "\(folder)/models-\(models)/hub.sqlite-archive/harvest-000001.warc.gz"
  }
}

/// One benchmark: its name and what it measures.
struct Bench: Sendable {
  let name: String
  let run: @Sendable (BenchSite) async throws -> [Measurement]

  /// In the order they run: later ones use the caches of earlier ones.
  static let all: [Bench] = [
    decode, write, sweep, growth, stages, graph, export, refresh, cold, queries, claims, shapes,
    wholeHub, secondDay,
  ]
}

/// What went wrong in a benchmark.
struct BenchError: Error, CustomStringConvertible {
  let description: String
}

/// The middle of several measurements.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// How long `body` takes, in seconds.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await body()
  return start.duration(to: .now) / .seconds(1)
}
