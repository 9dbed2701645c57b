import StemmaAnswers
import StemmaTestSupport
import Testing

@Suite struct DriftOrderTests {
  @Test func goesWithTheLargerNumber() {
    let drift = DriftOrder(counts: [[0, 1, 0], [5, 0, 2], [3, 2, 0]])
    // 1 gives way to 0 and 2 to 0; between 1 and 2 it goes both ways alike.
    #expect(drift.order == [1, 2, 0])
    #expect(drift.pairs == 2)
    #expect(drift.agreeingPairs == 2)
    #expect(drift.mutations == 13)
    #expect(drift.agreeingMutations == 10)
  }

  @Test func breaksARingWhereTheLeastIsLost() {
    let drift = DriftOrder(counts: [[0, 9, 0], [0, 0, 8], [7, 0, 0]])
    #expect(drift.order == [0, 1, 2])
    #expect(drift.agreeingPairs == 2)
    #expect(drift.agreeingMutations == 17)
  }

  @Test func keepsTheGivenOrderWhereNothingTells() {
    #expect(DriftOrder(counts: []).order == [])
    #expect(DriftOrder(counts: Array(repeating: [0, 0, 0, 0], count: 4)).order == [0, 1, 2, 3])
  }

  @Test func ordersTwentyValues() {
    let size = DriftOrder.limit
    let places = (0..<size).map { ($0 * 7) % size }
    let counts = places.map { from in places.map { to in from < to ? 3 : to < from ? 1 : 0 } }
    let drift = DriftOrder(counts: counts)
    #expect(drift.order.map { places[$0] } == Array(0..<size))
    #expect(drift.agreeingPairs == size * (size - 1) / 2)
  }

  @Test func isTheBestOfAllOrders() {
    for seed in seeds(150, of: "Random drifts") {
      var random = SplitMix64(state: seed)
      let size = Int.random(in: 1...6, using: &random)
      let counts = (0..<size).map { i in
        (0..<size).map { j in i == j ? 0 : Int.random(in: 0...3, using: &random) }
      }
      let drift = DriftOrder(counts: counts)
      let scores = permutations(size).map { score($0, counts) }
      #expect(
        [drift.agreeingPairs, drift.agreeingMutations]
          == scores.max { $0.lexicographicallyPrecedes($1) },
        "STEMMA_SEED=\(seed) \(counts)"
      )
      #expect(score(drift.order, counts) == [drift.agreeingPairs, drift.agreeingMutations])
    }
  }

  private func score(_ order: [Int], _ counts: [[Int]]) -> [Int] {
    var score = [0, 0]
    for (place, from) in order.enumerated() {
      for to in order.dropFirst(place + 1) {
        if counts[from][to] > counts[to][from] { score[0] += 1 }
        score[1] += counts[from][to]
      }
    }
    return score
  }

  private func permutations(_ size: Int) -> [[Int]] {
    (0..<size).reduce([[]]) { shorter, next in
      shorter.flatMap { order in
        (0...order.count).map { place in
          var longer = order
          longer.insert(next, at: place)
          return longer
        }
      }
    }
  }
}
