internal import Foundation

/// The Kaplan-Meier estimate of survival, with confidence bands.
package struct KaplanMeier: Sendable, Hashable {
  /// How long one subject was watched, and whether its end was seen.
  package struct Subject: Sendable, Hashable {
    package let duration: Double
    /// False when it was still alive when last seen: censored.
    package let isEnded: Bool

    package init(duration: Double, isEnded: Bool) {
      (self.duration, self.isEnded) = (duration, isEnded)
    }
  }

  /// The estimate from one time to the next.
  package struct Step: Sendable, Hashable {
    package let time: Double
    /// Subjects alive and watched just before.
    package let atRisk: Int
    package let ended: Int
    package let censored: Int
    /// The share still alive just after.
    package let survival: Double
    /// Greenwood's standard error of the share; nil once nobody is left.
    package let standardError: Double?
    /// The band's limits; nil where it has no width: before the first end and once nobody is left.
    package let lower, upper: Double?
  }

  /// One step for each time at which a subject ended or was last seen, in order.
  package let steps: [Step]
  /// The number of subjects, and of those whose end was not seen.
  package let subjects, censored: Int

  /// Estimates survival; who is censored at a time is at risk at that time.
  ///
  /// The standard error is Greenwood's; the band is symmetric in log(−log S), as in lifelines. `z`
  /// is the normal quantile of the band, by default that of 95 %.
  ///
  /// - Complexity: O(*n* log *n*).
  package init(_ subjects: [Subject], z: Double = 1.959963984540054) {
    self.subjects = subjects.count
    censored = subjects.count { !$0.isEnded }
    var atRisk = subjects.count
    var survival = 1.0
    var variance = 0.0
    steps = Dictionary(grouping: subjects, by: \.duration)
      .sorted { $0.key < $1.key }
      .map { time, group in
        let ended = group.count { $0.isEnded }
        let left = atRisk - ended
        survival *= Double(left) / Double(atRisk)
        if left > 0 { variance += Double(ended) / (Double(atRisk) * Double(left)) }
        let band = Self.band(survival, variance, z)
        defer { atRisk -= group.count }
        return Step(
          time: time,
          atRisk: atRisk,
          ended: ended,
          censored: group.count - ended,
          survival: survival,
          standardError: survival > 0 ? survival * variance.squareRoot() : nil,
          lower: band?.lower,
          upper: band?.upper
        )
      }
  }

  /// The share alive after `time`.
  package func survival(at time: Double) -> Double {
    steps.last { $0.time <= time }?.survival ?? 1
  }

  /// The first time at which at most half are alive; nil when more than half outlive the watch.
  package var median: Double? { steps.first { $0.survival <= 0.5 }?.time }

  private static func band(
    _ survival: Double,
    _ variance: Double,
    _ z: Double
  ) -> (lower: Double, upper: Double)? {
    guard survival > 0, survival < 1 else { return nil }
    let width = z * variance.squareRoot() / log(survival)
    return (pow(survival, exp(-width)), pow(survival, exp(width)))
  }
}
