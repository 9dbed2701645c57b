/// Steele, Lea and Flood's SplitMix64: small, and the same everywhere, so that an interval can be drawn
/// again.
package struct SeededGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

extension Statistics {
  /// Percentile intervals of shares, from a bootstrap that draws whole groups.
  ///
  /// Models of one publisher are no independent draws, so publishers are drawn, with replacement, as
  /// many as there are (the cluster bootstrap: Field and Welsh 2007, after Efron and Tibshirani 1993).
  /// The draw is `next() % n`. The groups may come in any order: they are sorted first.
  ///
  /// - Parameters:
  ///   - groups: How many members of each kind a group has, all of one length, and how many groups have
  ///     just as many.
  ///   - resamples: How often is drawn.
  ///   - seed: What the draws follow from.
  ///   - level: The part of the draws between the bounds, such as 0.95.
  /// - Returns: The bounds of the share of each kind; nil without members.
  /// - Complexity: O(*r* *g* *k*) for *r* draws of *g* groups of *k* kinds.
  package static func shareIntervals(
    _ groups: [(members: [Int], count: Int)],
    resamples: Int,
    seed: UInt64,
    level: Double = 0.95
  ) -> [(low: Double, high: Double)]? {
    let sorted = groups.sorted { $1.members.lexicographicallyPrecedes($0.members) }
    guard let kinds = sorted.first?.members.count, resamples > 0,
      sorted.contains(where: { $0.members.contains { $0 > 0 } })
    else { return nil }
    let members = sorted.flatMap(\.members)
    // Where the members of each group that may be drawn stand.
    let places = sorted.enumerated().flatMap { repeatElement(Int32($0 * kinds), count: $1.count) }
    let draw = Draw(below: UInt64(places.count))
    var generator = SeededGenerator(seed: seed)
    var shares = [[Double]](repeating: [], count: kinds)
    for _ in 0..<resamples {
      let sums = sums(of: kinds, members, drawnFrom: places) { draw.number(&generator) }
      let total = sums.reduce(0, +)
      // A draw of empty groups alone has no shares.
      guard total > 0 else { continue }
      for kind in 0..<kinds { shares[kind].append(Double(sums[kind]) / Double(total)) }
    }
    let tail = (1 - level) / 2
    return shares.map { values in
      (quantile(tail, of: values) ?? 0, quantile(1 - tail, of: values) ?? 0)
    }
  }

  /// The members of as many groups as there are places, each drawn by itself.
  @inline(__always)
  private static func sums(
    of kinds: Int,
    _ members: [Int],
    drawnFrom places: [Int32],
    _ number: () -> Int
  ) -> [Int] {
    var sums = [Int](repeating: 0, count: kinds)
    members.withUnsafeBufferPointer { members in
      places.withUnsafeBufferPointer { places in
        sums.withUnsafeMutableBufferPointer { sums in
          for _ in 0..<places.count {
            let first = Int(places[number()])
            for kind in 0..<kinds { sums[kind] += members[first + kind] }
          }
        }
      }
    }
    return sums
  }
}

/// `next() % n` by a multiplication: a division takes several times as long as all the rest of a draw.
private struct Draw {
  private let count: UInt64
  /// The largest number of which `count` times are at most 2⁶⁴ - 1.
  private let inverse: UInt64

  init(below count: UInt64) {
    self.count = count
    inverse = .max / count
  }

  @inline(__always)
  func number(_ generator: inout SeededGenerator) -> Int {
    let number = generator.next()
    // The quotient is right or one too low.
    var rest = number &- number.multipliedFullWidth(by: inverse).high &* count
    if rest >= count { rest &-= count }
    return Int(truncatingIfNeeded: rest)
  }
}
