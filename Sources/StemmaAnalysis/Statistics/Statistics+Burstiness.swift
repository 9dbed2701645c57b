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
