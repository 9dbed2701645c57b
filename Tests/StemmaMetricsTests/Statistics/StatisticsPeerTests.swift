import Foundation
import StemmaCore
import StemmaMetrics
import StemmaTestSupport
import Testing

/// The formulas beside those of programs that many trust.
// Needs python3 with numpy, pandas and scipy; lifelines and statsmodels are asked where they are.
@Suite(
  .enabled("needs python3 with numpy, pandas and scipy") {
    Python.canImport("numpy, pandas, scipy.stats")
  },
  .timeLimit(.minutes(3))
)
struct StatisticsPeerTests {
  @Test func agreeOnRandomNumbers() async throws {
    var cases: [JSONValue] = [
      [], [0.0], [5.0], [0.0, 0.0, 0.0], [2.0, 2.0, 2.0], [0.0, 0.0, 9.0],
    ]
    for seed in seeds(40, of: "Numbers") {
      var random = SplitMix64(state: seed)
      let count = Int.random(in: 1...60, using: &random)
      // Ties and zeros are what the Hub's counters are made of.
      cases.append(
        .array((0..<count).map { _ in .number(Double(Int.random(in: 0...30, using: &random) / 3)) })
      )
    }
    for (values, peer) in zip(cases, try await Self.peers("numbers", cases)) {
      let numbers = try #require(values.array).compactMap(\.number)
      Self.expect(Statistics.gini(numbers), is: peer["gini"])
      Self.expect(Statistics.herfindahlHirschman(numbers), is: peer["hhi"])
      Self.expect(Statistics.topShare(3, of: numbers), is: peer["top3"])
      Self.expect(Statistics.quantile(0.25, of: numbers), is: peer["q25"])
      Self.expect(Statistics.median(numbers), is: peer["median"])
      Self.expect(Statistics.burstiness(intervals: numbers), is: peer["burstiness"])
      Self.expect(Statistics.finiteBurstiness(intervals: numbers), is: peer["finite"])
      let curve = Statistics.lorenz(numbers)
      #expect(curve.count == peer["lorenz"]?.array?.count)
      for (point, held) in zip(curve, peer["lorenz"]?.array ?? []) {
        Self.expect(point.held, is: held)
      }
      // Twice the area between the curve and the diagonal is the Gini coefficient.
      let area = zip(curve, curve.dropFirst()).reduce(0.0) {
        $0 + ($1.1.holders - $1.0.holders) * ($1.1.held + $1.0.held) / 2
      }
      if let gini = Statistics.gini(numbers) { #expect(abs(1 - 2 * area - gini) < 1e-9) }
    }
  }

  @Test func agreeOnSurvival() async throws {
    var cases: [JSONValue] = []
    for seed in seeds(25, of: "Survival") {
      var random = SplitMix64(state: seed)
      let count = Int.random(in: 1...80, using: &random)
      cases.append(
        .array(
          (0..<count).map { _ in
            [
              .number(Double(Int.random(in: 1...25, using: &random))),
              .bool(Int.random(in: 0...2, using: &random) > 0),
            ]
          }
        )
      )
    }
    for (subjects, peer) in zip(cases, try await Self.peers("survival", cases)) {
      let estimate = KaplanMeier(
        try #require(subjects.array).map {
          .init(duration: $0.array?[0].number ?? 0, isEnded: $0.array?[1].bool ?? false)
        }
      )
      for (name, steps) in peer.object?.map({ ($0.key, $0.value.array ?? []) }) ?? [] {
        #expect(steps.count == estimate.steps.count, "\(name)")
        for (step, other) in zip(estimate.steps, steps) {
          Self.expect(step.survival, is: other["survival"])
          // Where a band has no width, the others write 0, 1 or nothing.
          if let lower = step.lower, let upper = step.upper, other["lower"] != nil {
            Self.expect(lower, is: other["lower"])
            Self.expect(upper, is: other["upper"])
          }
          if let error = step.standardError, other["error"] != nil {
            Self.expect(error, is: other["error"])
          }
        }
      }
    }
  }

  private static func peers(_ task: String, _ cases: [JSONValue]) async throws -> [JSONValue] {
    try await withScratchFolder { folder in
      let file = folder.appending(path: "cases.json")
      try Data(JSONValue.array(cases).text.utf8).write(to: file)
      let written = try await Python.run("statistics_peers.py", [task, file.path], in: folder)
      let answers = try #require(try JSONValue(parsing: written).array)
      try #require(answers.count == cases.count)
      return answers
    }
  }

  private static func expect(_ ours: Double?, is theirs: JSONValue?) {
    guard let ours, let theirs = theirs?.number else {
      #expect(ours == nil && theirs?.number == nil, "\(ours as Any) is not \(theirs as Any)")
      return
    }
    #expect(abs(ours - theirs) < 1e-9, "\(ours) is not \(theirs)")
  }
}
