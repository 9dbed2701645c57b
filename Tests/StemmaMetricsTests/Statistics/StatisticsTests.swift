import StemmaMetrics
import Testing

@Suite struct StatisticsTests {
  @Test(
    arguments: [
      ([], nil), ([0, 0, 0], nil), ([-1, 2], nil), ([7], 0), ([3, 3, 3], 0), ([0, 0, 0, 8], 0.75),
      ([1, 2, 3, 4], 0.25),
    ] as [([Double], Double?)]
  )
  func giniIsNilWhereThereIsNothingToShare(values: [Double], expected: Double?) {
    #expect(Statistics.gini(values).map(rounded) == expected)
  }

  @Test func concentrationIsMeasuredInShares() {
    #expect(Statistics.herfindahlHirschman([]) == nil)
    #expect(Statistics.herfindahlHirschman([0]) == nil)
    #expect(Statistics.herfindahlHirschman([5]) == 1)
    #expect(Statistics.herfindahlHirschman([1, 1, 1, 1]) == 0.25)
    #expect(Statistics.topShare(1, of: [2, 8]) == 0.8)
    #expect(Statistics.topShare(0, of: [2, 8]) == 0)
    #expect(Statistics.topShare(9, of: [2, 8]) == 1)
    #expect(Statistics.topShare(1, of: [0, 0]) == nil)
  }

  @Test func lorenzGoesFromNothingToAll() {
    #expect(Statistics.lorenz([]).isEmpty)
    #expect(Statistics.lorenz([0, 0]).isEmpty)
    #expect(
      Statistics.lorenz([3, 1]) == [
        .init(holders: 0, held: 0), .init(holders: 0.5, held: 0.25), .init(holders: 1, held: 1),
      ]
    )
    let thinned = Statistics.lorenz((0..<5000).map(Double.init), limit: 101)
    #expect(thinned.count == 101)
    #expect(thinned.first == .init(holders: 0, held: 0))
    #expect(thinned.last == .init(holders: 1, held: 1))
  }

  @Test func quantilesLieBetweenNeighbours() {
    #expect(Statistics.median([]) == nil)
    #expect(Statistics.median([4]) == 4)
    #expect(Statistics.median([4, 1, 3, 2]) == 2.5)
    #expect(Statistics.quantile(0, of: [2, 1]) == 1)
    #expect(Statistics.quantile(1, of: [2, 1]) == 2)
  }

  @Test func absenceFactorIsChaosssWorkedExample() {
    #expect(Statistics.absenceFactor([1000, 433, 343, 332, 202, 90, 42, 33]) == 2)
    #expect(Statistics.absenceFactor([]) == nil)
    #expect(Statistics.absenceFactor([0, 0]) == nil)
    #expect(Statistics.absenceFactor([5]) == 1)
    #expect(Statistics.absenceFactor([1, 1, 1, 1]) == 2)
    #expect(Statistics.absenceFactor([1, 1, 1, 1], share: 1) == 4)
  }

  @Test func burstinessKnowsClocksAndBursts() {
    #expect(Statistics.burstiness(intervals: []) == nil)
    #expect(Statistics.burstiness(intervals: [3]) == nil)
    #expect(Statistics.burstiness(intervals: [0, 0]) == nil)
    #expect(Statistics.burstiness(intervals: [2, 2, 2]) == -1)
    #expect(Statistics.finiteBurstiness(intervals: [2, 2, 2]) == -1)
    #expect(Statistics.finiteBurstiness(intervals: [0, 0, 9]).map(rounded) == 1)
    #expect(Statistics.intervals(between: [5, 1, 2]) == [1, 3])
    #expect(Statistics.intervals(between: [5]) == [])
  }

  @Test func nobodyWatchedHasNoSurvival() {
    let none = KaplanMeier([])
    #expect(none.steps.isEmpty)
    #expect(none.survival(at: 3) == 1)
    #expect(none.median == nil)
  }

  @Test func theCensoredAreAtRiskAtTheirTime() {
    let estimate = KaplanMeier([
      .init(duration: 1, isEnded: true), .init(duration: 2, isEnded: true),
      .init(duration: 2, isEnded: false), .init(duration: 3, isEnded: true),
    ])
    #expect(estimate.steps.map(\.atRisk) == [4, 3, 1])
    #expect(estimate.steps.map(\.censored) == [0, 1, 0])
    #expect(estimate.steps.map { rounded($0.survival) } == [0.75, 0.5, 0])
    #expect(estimate.median == 2)
    #expect(estimate.survival(at: 0.5) == 1)
    #expect(estimate.survival(at: 2.5) == 0.5)
    #expect(estimate.steps.last?.lower == nil)
    #expect(estimate.censored == 1)
  }

  @Test func noEndMeansNoBand() {
    let estimate = KaplanMeier([.init(duration: 4, isEnded: false)])
    #expect(estimate.steps.map(\.survival) == [1])
    #expect(estimate.steps.map(\.lower) == [nil])
    #expect(estimate.median == nil)
  }

  private func rounded(_ number: Double) -> Double { (number * 1e12).rounded() / 1e12 }
}
