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
