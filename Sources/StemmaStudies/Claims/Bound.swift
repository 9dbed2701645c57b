/// What a value must be, such as `>= 10` or `>= 4000, <= 6000`.
package struct Bound: Sendable, Hashable {
  /// One comparison with a number.
  package struct Comparison: Sendable, Hashable {
    package enum Sign: String, Sendable, CaseIterable {
      case atLeast = ">="
      case atMost = "<="
      case above = ">"
      case below = "<"

      /// Whether a larger value can only help.
      var pointsUp: Bool { self == .atLeast || self == .above }
    }

    package let sign: Sign
    package let number: Double

    func holds(_ value: Double) -> Bool {
      switch sign {
      case .atLeast: value >= number
      case .atMost: value <= number
      case .above: value > number
      case .below: value < number
      }
    }
  }

  /// All of them must hold.
  package let comparisons: [Comparison]
  /// The bound as it was written.
  package let text: String

  /// Reads a bound; nil when the text is none.
  package init?(_ text: String) {
    var comparisons: [Comparison] = []
    for part in text.split(separator: ",") {
      let words = part.split(separator: " ")
      guard words.count == 2, let sign = Comparison.Sign(rawValue: String(words[0])),
        let number = Double(words[1]), number.isFinite
      else { return nil }
      comparisons.append(.init(sign: sign, number: number))
    }
    guard !comparisons.isEmpty else { return nil }
    self.comparisons = comparisons
    self.text = text
  }

  func holds(_ value: Double) -> Bool { comparisons.allSatisfy { $0.holds(value) } }

  /// Whether a value known to err to one side can meet the bound for certain.
  func canBeConcluded(with bias: Bias) -> Bool {
    switch bias {
    case .none, .either: true
    case .lower: comparisons.contains { $0.sign.pointsUp }
    case .upper: comparisons.contains { !$0.sign.pointsUp }
    }
  }
}

/// The side to which a value is known to err.
package enum Bias: String, Sendable, CaseIterable {
  case none, either
  /// The true value is as large or larger.
  case lower
  /// The true value is as large or smaller.
  case upper
}
