import StemmaCore

/// A figure of the whole Hub that others measured.
struct KnownAnswer: Sendable {
  /// The measure, as its publisher calls it.
  let name: String
  let value: Double
  /// The day of the measurement.
  let asOf: String
  let source: String

  /// All of them, in the order in which they are told.
  static let all: [KnownAnswer] = {
    var answers: [KnownAnswer] = []
    var (day, source) = ("", "")
    for line in PublishedFigures.text.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 2)
      if parts.count == 3, parts[0] == "@" {
        (day, source) = (String(parts[1]), String(parts[2]))
      } else if parts.count == 2, let value = Double(parts[1]) {
        answers.append(
          KnownAnswer(name: String(parts[0]), value: value, asOf: day, source: source)
        )
      }
    }
    return answers
  }()

  /// What is named behind the measure, such as a model or a license; empty for none.
  var subject: String {
    let text = name.hasSuffix(".pct") ? name.dropLast(4) : name[...]
    return text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } ?? ""
  }

  /// The measure without what is named behind it.
  var measure: String {
    guard let colon = name.firstIndex(of: ":") else { return name }
    return name[..<colon] + (name.hasSuffix(".pct") ? ".pct" : "")
  }

  /// The models of the listing that it was counted in.
  var modelsThen: Double {
    switch asOf {
    case "2026-07-16": 2_914_786
    case "2026-10-03", "2026-09-25..10-03": 3_117_871
    default: 3_094_856
    }
  }
}

/// How a figure is compared with a cache, or why it is not.
enum Comparison: Sendable {
  case figure(ComparedFigure)
  case none(String)
}

/// What a figure is compared as.
struct ComparedFigure: Sendable {
  /// How it depends on the size of the Hub.
  enum Scale: Sendable {
    /// A count that grows with the number of models.
    case models
    /// The number of repositories, which grew by so many a day.
    case growth(Double)
    /// A count that does not grow, and on a smaller Hub is smaller.
    case falling
    /// A share in percent.
    case share
    /// A place in an order.
    case place
    /// An amount: what chance explains of a count says nothing of it.
    case amount
  }

  /// Something that pushes a figure in one direction.
  enum Cause: Sendable {
    /// It was counted in another way, or the Hub changed: that explains up to 20 %.
    case method(String)
    /// Something went wrong.
    case fault(String)
    case unknown
  }

  let words: String
  let scale: Scale
  /// What makes it smaller.
  let lower: Cause
  /// What makes it larger.
  let higher: Cause

  init(_ words: String, _ scale: Scale, lower: Cause, higher: Cause) {
    (self.words, self.scale, self.lower, self.higher) = (words, scale, lower, higher)
  }
}
