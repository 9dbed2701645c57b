/// The comment lines at the top of a claim's file, as keys with texts.
struct ClaimHeader {
  private struct Field {
    var text: String
    let line: Int
  }

  private var fields: [ClaimKey: Field] = [:]
  private(set) var problems: [ClaimError.Problem] = []

  /// Reads the lines `-- key: text`; a line `--   more` goes on with the text before.
  init(_ text: String) {
    var last: ClaimKey?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("--") }
    for (index, line) in lines.enumerated() {
      let rest = line.dropFirst(2)
      if rest.hasPrefix("   ") {
        let more = rest.drop { $0 == " " }
        if let last { fields[last]?.text += " " + more }
        continue
      }
      last = read(rest.drop { $0 == " " }, line: index + 1)
    }
    for key in ClaimKey.allCases where key.isNeeded && fields[key] == nil {
      problems.append(.init(line: nil, text: "it needs \(key.rawValue)"))
    }
  }

  private mutating func read(_ text: Substring, line: Int) -> ClaimKey? {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard let name = parts.first, let key = ClaimKey(rawValue: String(name)) else {
      problems.append(.init(line: line, text: "\(parts.first ?? "it") is not a key of a claim"))
      return nil
    }
    let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
    if value.isEmpty { problems.append(.init(line: line, text: "\(name) is empty")) }
    if let first = fields[key] {
      problems.append(
        .init(line: line, text: "\(name) is repeated; it was first given in line \(first.line)")
      )
    }
    fields[key] = Field(text: value, line: line)
    return key
  }

  /// The text of a key; empty without one.
  subscript(key: ClaimKey) -> String { fields[key]?.text ?? "" }

  func optional(_ key: ClaimKey) -> String? { fields[key]?.text }

  mutating func note(_ key: ClaimKey, _ text: String) {
    problems.append(.init(line: fields[key]?.line, text: text))
  }

  /// One of a set of words.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: ClaimKey,
    or fallback: Choice
  ) -> Choice {
    guard let text = optional(key) else { return fallback }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    note(key, "\(text) is not one of \(known)")
    return fallback
  }

  /// Words of a set, with blanks between.
  mutating func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: ClaimKey
  ) -> [Choice] {
    self[key].split(separator: " ").compactMap { word in
      if let choice = Choice(rawValue: String(word)) { return choice }
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      note(key, "\(word) is not one of \(known)")
      return nil
    }
  }

  /// A bound; nil without one and for the word `never`.
  mutating func bound(_ key: ClaimKey) -> Bound? {
    guard let text = optional(key), text != "never" else { return nil }
    let bound = Bound(text)
    if bound == nil { note(key, "\(text) is not a bound such as >= 10") }
    return bound
  }
}

/// The keys of a claim's header, in the order of the article "Claims".
package enum ClaimKey: String, CaseIterable, Sendable {
  case claim, title, study, quote, speaker, source, version, stage, entity, test, metric, bound
  case supported, contradicted, otherwise, window, bias
  case blindSpot = "cannot see"
  case reason, contrast, needs, confounders

  /// Whether every claim has it.
  package var isNeeded: Bool {
    switch self {
    case .supported, .contradicted, .otherwise, .reason, .contrast, .needs, .confounders: false
    default: true
    }
  }
}

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
