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
