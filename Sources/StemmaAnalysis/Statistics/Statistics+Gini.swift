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
