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
