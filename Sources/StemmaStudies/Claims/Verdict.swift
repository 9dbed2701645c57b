/// What the data say of a claim.
package enum Verdict: String, Sendable, CaseIterable {
  case supported, contradicted, mixed, undetermined
  case notTestable = "not testable"
}

/// A verdict with its reason.
package struct Judgement: Sendable, Hashable {
  package let verdict: Verdict
  /// Why it is neither supported nor contradicted; nil when the value decided.
  package let reason: String?

  package init(_ verdict: Verdict, _ reason: String? = nil) {
    self.verdict = verdict
    self.reason = reason
  }
}
