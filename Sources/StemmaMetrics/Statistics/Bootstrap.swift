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
  ///   - groups: How many members of each kind every group has; all of one length.
  ///   - resamples: How often is drawn.
  ///   - seed: What the draws follow from.
  ///   - level: The part of the draws between the bounds, such as 0.95.
  /// - Returns: The bounds of the share of each kind; nil without members.
  /// - Complexity: O(*r* *g* *k*) for *r* draws of *g* groups of *k* kinds.
  package static func shareIntervals(
    _ groups: [[Int]],
    resamples: Int,
    seed: UInt64,
    level: Double = 0.95
  ) -> [(low: Double, high: Double)]? {
    let sorted = groups.sorted { $1.lexicographicallyPrecedes($0) }
    guard let kinds = sorted.first?.count, sorted.joined().contains(where: { $0 > 0 }),
      resamples > 0
    else { return nil }
    let flat = sorted.flatMap { $0 }
    let count = UInt64(sorted.count)
    var generator = SeededGenerator(seed: seed)
    var shares = [[Double]](repeating: [], count: kinds)
    var sums = [Int](repeating: 0, count: kinds)
    for _ in 0..<resamples {
      for kind in 0..<kinds { sums[kind] = 0 }
      for _ in 0..<count {
        let first = Int(generator.next() % count) * kinds
        for kind in 0..<kinds { sums[kind] += flat[first + kind] }
      }
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
}
