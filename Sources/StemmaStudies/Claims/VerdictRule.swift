/// How the verdict on a claim follows from what was measured.
package struct VerdictRule: Sendable, Hashable {
  /// Whether the Hub's metadata can decide.
  package enum Test: String, Sendable, CaseIterable {
    case yes, part, no
  }

  package var test: Test
  /// Nil for a claim that is only described.
  package var supported: Bound?
  package var contradicted: Bound?
  /// The verdict when neither bound is met.
  package var otherwise: Verdict
  package var bias: Bias
  /// Why it cannot be tested, or is only described.
  package var reason: String?

  package init(
    test: Test,
    supported: Bound?,
    contradicted: Bound?,
    otherwise: Verdict,
    bias: Bias,
    reason: String?
  ) {
    self.test = test
    self.supported = supported
    self.contradicted = contradicted
    self.otherwise = otherwise
    self.bias = bias
    self.reason = reason
  }

  /// The verdict on a measured value.
  ///
  /// A bound that the value's error could undo is never taken as met: a lower bound below what is
  /// claimed leaves a claim undetermined, not contradicted.
  ///
  /// - Parameters:
  ///   - value: The value; nil when the data do not tell it.
  ///   - hint: What the query says of it beforehand.
  ///   - gaps: What the claim needs and the cache lacks.
  /// - Returns: The verdict with its reason.
  package func judge(_ value: Double?, hint: VerdictHint?, gaps: [String]) -> Judgement {
    guard test != .no else { return Judgement(.notTestable, reason) }
    if let gap = gaps.first { return Judgement(.undetermined, gap) }
    if let hint { return Judgement(hint.verdict, hint.reason) }
    guard let value, value.isFinite else {
      return Judgement(.undetermined, "the cache has no data to measure it")
    }
    guard let supported else { return Judgement(.undetermined, reason) }
    if supported.holds(value) { return conclude(.supported, supported) }
    if let contradicted, contradicted.holds(value) { return conclude(.contradicted, contradicted) }
    return Judgement(otherwise, "\(Self.text(value)) does not meet \(supported.text)\(oneSided)")
  }

  private func conclude(_ verdict: Verdict, _ bound: Bound) -> Judgement {
    bound.canBeConcluded(with: bias)
      ? Judgement(verdict)
      : Judgement(.undetermined, "\(bound.text) is met\(oneSided)")
  }

  private var oneSided: String {
    switch bias {
    case .lower: ", but the true value may be larger"
    case .upper: ", but the true value may be smaller"
    case .none, .either: ""
    }
  }

  /// A value as a person writes it: whole numbers whole, others with three digits.
  package static func text(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return String(whole) }
    return String((value * 1000).rounded() / 1000)
  }
}

/// What a claim's query says of its value, such as `mixed: only with converted copies`.
package struct VerdictHint: Sendable, Hashable {
  package let verdict: Verdict
  package let reason: String

  /// Reads a hint; nil when the text is none.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let verdict = Verdict(rawValue: String(parts[0])),
      [.mixed, .undetermined, .contradicted].contains(verdict)
    else { return nil }
    self.verdict = verdict
    reason = String(parts[1].drop { $0 == " " })
  }
}

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
