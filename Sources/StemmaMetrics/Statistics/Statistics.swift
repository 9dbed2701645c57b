/// Formulas over numbers, apart from where the numbers come from.
///
/// None of them reads anything; what cannot be computed is nil, never zero.
package enum Statistics {}

extension Statistics {
  /// The smallest number of contributors who together made `share` of all contributions.
  ///
  /// With persons this is CHAOSS's Contributor Absence Factor (the "bus factor"), with organizations
  /// its Elephant Factor. Nil when nobody contributed.
  ///
  /// - Complexity: O(*n* log *n*).
  package static func absenceFactor(_ contributions: [Int], share: Double = 0.5) -> Int? {
    let total = contributions.reduce(0, +)
    guard total > 0 else { return nil }
    var sum = 0
    for (count, contribution) in zip(1..., contributions.sorted(by: >)) {
      sum += contribution
      if Double(sum) >= share * Double(total) { return count }
    }
    return contributions.count
  }
}

extension Statistics {
  /// How unevenly events follow each other: −1 like a clock, 0 at random, towards 1 in bursts.
  ///
  /// B = (σ − μ) / (σ + μ) of the times between events, σ with n in its divisor (Goh and Barabási
  /// 2008). Nil for fewer than two intervals, and when all events fall on one moment.
  package static func burstiness(intervals: [Double]) -> Double? {
    variation(intervals).map { ($0 - 1) / ($0 + 1) }
  }

  /// Burstiness with the number of intervals taken into account, so that short sequences compare
  /// with long ones: exactly −1 for a clock, 1 when all but one interval are zero, 0 at random.
  ///
  /// A = (√(n+1)·r − √(n−1)) / ((√(n+1) − 2)·r + √(n−1)) for r = σ/μ over n intervals (Kim and Jo
  /// 2016). Nil where ``burstiness(intervals:)`` is.
  package static func finiteBurstiness(intervals: [Double]) -> Double? {
    guard let ratio = variation(intervals) else { return nil }
    let count = Double(intervals.count)
    let (more, less) = ((count + 1).squareRoot(), (count - 1).squareRoot())
    return (more * ratio - less) / ((more - 2) * ratio + less)
  }

  /// The times between events, which may come in any order.
  package static func intervals(between times: [Double]) -> [Double] {
    let sorted = times.sorted()
    return zip(sorted.dropFirst(), sorted).map { $0 - $1 }
  }

  private static func variation(_ intervals: [Double]) -> Double? {
    guard intervals.count > 1 else { return nil }
    let count = Double(intervals.count)
    let mean = intervals.reduce(0, +) / count
    guard mean > 0 else { return nil }
    let variance = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return variance.squareRoot() / mean
  }
}

extension Statistics {
  /// The Gini coefficient: 0 when all have the same, near 1 when one has all.
  ///
  /// G = 2 Σ i·xᵢ / (n Σ xᵢ) − (n + 1) / n over the values in ascending order, i from 1; without
  /// a correction for small n, so that its largest value is (n − 1) / n. Nil without values, when
  /// all are zero and when one is negative.
  ///
  /// - Complexity: O(*n* log *n*).
  package static func gini(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let least = sorted.first, least >= 0 else { return nil }
    let total = sorted.reduce(0, +)
    guard total > 0 else { return nil }
    let ranked = zip(sorted, 1...).reduce(0) { $0 + $1.0 * Double($1.1) }
    let count = Double(sorted.count)
    return 2 * ranked / (count * total) - (count + 1) / count
  }
}

extension Statistics {
  /// A point of a Lorenz curve.
  package struct LorenzPoint: Sendable, Hashable {
    /// The share of holders, the poorest first.
    package let holders: Double
    /// The share of the whole that these hold together.
    package let held: Double

    package init(holders: Double, held: Double) {
      (self.holders, self.held) = (holders, held)
    }
  }

  /// The Lorenz curve from (0, 0) to (1, 1): one point a value, or `limit` evenly chosen ones when
  /// there are more.
  ///
  /// Empty when there is nothing to share, or a value is negative.
  ///
  /// - Complexity: O(*n* log *n*).
  package static func lorenz(_ values: [Double], limit: Int = .max) -> [LorenzPoint] {
    let sorted = values.sorted()
    let total = sorted.reduce(0, +)
    guard let least = sorted.first, least >= 0, total > 0 else { return [] }
    var sum = 0.0
    let curve =
      [LorenzPoint(holders: 0, held: 0)]
      + zip(sorted, 1...).map { value, count in
        sum += value
        return LorenzPoint(holders: Double(count) / Double(sorted.count), held: sum / total)
      }
    guard curve.count > limit, limit > 1 else { return curve }
    return (0..<limit).map { curve[$0 * (curve.count - 1) / (limit - 1)] }
  }
}

extension Statistics {
  /// The value below which the share `probability` of the values lies.
  ///
  /// Linear between neighbours (Hyndman and Fan's type 7, the default of numpy and R). Nil without
  /// values.
  ///
  /// - Complexity: O(*n* log *n*).
  package static func quantile(_ probability: Double, of values: [Double]) -> Double? {
    precondition((0...1).contains(probability), "a probability is from 0 to 1")
    let sorted = values.sorted()
    guard let last = sorted.indices.last else { return nil }
    let place = Double(last) * probability
    let below = Int(place)
    let above = min(below + 1, last)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }

  /// The middle value; nil without values.
  package static func median(_ values: [Double]) -> Double? { quantile(0.5, of: values) }
}

extension Statistics {
  /// The Herfindahl-Hirschman index: the sum of the squared shares, from 1/n to 1.
  ///
  /// Nil when there is nothing to share, or a value is negative.
  package static func herfindahlHirschman(_ values: [Double]) -> Double? {
    shares(values)?.reduce(0) { $0 + $1 * $1 }
  }

  /// The share of the whole that the `count` largest values hold.
  ///
  /// Nil when there is nothing to share, or a value is negative.
  ///
  /// - Complexity: O(*n* log *n*).
  package static func topShare(_ count: Int, of values: [Double]) -> Double? {
    shares(values)?.sorted(by: >).prefix(max(0, count)).reduce(0, +)
  }

  private static func shares(_ values: [Double]) -> [Double]? {
    guard values.allSatisfy({ $0 >= 0 }) else { return nil }
    let total = values.reduce(0, +)
    return total > 0 ? values.map { $0 / total } : nil
  }
}
