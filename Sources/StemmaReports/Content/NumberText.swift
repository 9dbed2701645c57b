/// Numbers as a page shows them.
enum NumberText {
  /// Whole numbers with thin blanks between thousands, others to three significant places after
  /// the point.
  static func text(_ number: Double) -> String {
    guard let whole = Int64(exactly: number) else {
      guard number.isFinite else { return "unknown" }
      let places: Double = abs(number) < 1 ? 1000 : abs(number) < 100 ? 100 : 10
      let rounded = (number * places).rounded() / places
      return Int64(exactly: rounded).map { text($0) } ?? String(rounded)
    }
    return text(whole)
  }

  /// A whole number with blanks between thousands, from 10,000 on.
  static func text(_ number: Int64) -> String {
    let digits = String(number.magnitude)
    guard digits.count > 4 else { return String(number) }
    var grouped = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { grouped += "\u{A0}" }
      grouped.append(digit)
    }
    return (number < 0 ? "-" : "") + grouped
  }
}
