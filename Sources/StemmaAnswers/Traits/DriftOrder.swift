/// The order of values that agrees with the direction of most pairs.
///
/// A pair is oriented from *i* to *j* when more mutations go that way than back; an order agrees
/// with it when *i* stands before *j*. Among the orders that agree with most pairs, one that agrees
/// with most mutations is taken, and then one that keeps the given order of values.
package struct DriftOrder: Sendable, Hashable {
  /// The largest number of values.
  package static let limit = 20

  /// The values' places as given, in the order found.
  package private(set) var order: [Int] = []
  /// Pairs with more mutations one way than the other.
  package private(set) var pairs = 0
  /// Those that go along with the order.
  package private(set) var agreeingPairs = 0
  /// Mutations between the values.
  package private(set) var mutations = 0
  /// Those that go along with the order.
  package private(set) var agreeingMutations = 0

  /// Orders values by the number of mutations from each to each.
  ///
  /// Exact: the best order of every subset follows from those of smaller ones.
  ///
  /// - Complexity: O(*n* 2^*n*) time and 8 · 2^*n* bytes for *n* values, at most ``limit``.
  package init(counts: [[Int]]) {
    let size = counts.count
    precondition(size <= Self.limit, "more values than can be ordered exactly")
    order = Self.best(Self.gains(counts))
    for (place, from) in order.enumerated() {
      for to in order[(place + 1)...] {
        pairs += counts[from][to] != counts[to][from] ? 1 : 0
        agreeingPairs += counts[from][to] > counts[to][from] ? 1 : 0
        mutations += counts[from][to] + counts[to][from]
        agreeingMutations += counts[from][to]
      }
    }
  }

  /// What it is worth that one value stands before another: pairs first, then mutations.
  private static func gains(_ counts: [[Int]]) -> [[Int]] {
    counts.indices.map { i in
      counts.indices.map { j in
        i == j ? 0 : (counts[i][j] > counts[j][i] ? 1 << 40 : 0) + counts[i][j]
      }
    }
  }

  private static func best(_ gains: [[Int]]) -> [Int] {
    let size = gains.count
    let sums = gains.indices.map { last in HalvedSums(gains.map { $0[last] }) }
    var worth = Array(repeating: 0, count: 1 << size)
    for subset in worth.indices.dropFirst() {
      worth[subset] = lastValue(of: subset, worth, sums).worth
    }
    var order: [Int] = []
    var subset = worth.count - 1
    while subset != 0 {
      let last = lastValue(of: subset, worth, sums).value
      order.append(last)
      subset &= ~(1 << last)
    }
    return order.reversed()
  }

  /// The value that best stands last of a subset; of equal ones the last given.
  private static func lastValue(
    of subset: Int,
    _ worth: [Int],
    _ sums: [HalvedSums]
  ) -> (value: Int, worth: Int) {
    var best = (value: -1, worth: -1)
    var rest = subset
    while rest != 0 {
      let value = rest.trailingZeroBitCount
      rest &= rest - 1
      let before = subset & ~(1 << value)
      let total = worth[before] + sums[value].sum(over: before)
      if total >= best.worth { best = (value, total) }
    }
    return best
  }
}

/// Sums of numbers over any subset of them in two look-ups.
private struct HalvedSums {
  private static let half = DriftOrder.limit / 2
  private let low: [Int]
  private let high: [Int]

  init(_ numbers: [Int]) {
    low = Self.sums(of: Array(numbers.prefix(Self.half)))
    high = Self.sums(of: Array(numbers.dropFirst(Self.half)))
  }

  func sum(over subset: Int) -> Int {
    low[subset & (1 << Self.half - 1)] + high[subset >> Self.half]
  }

  private static func sums(of numbers: [Int]) -> [Int] {
    var sums = [0]
    for number in numbers { sums += sums.map { $0 + number } }
    return sums
  }
}
