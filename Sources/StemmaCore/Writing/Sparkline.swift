/// Numbers as a row of bars, one sign each.
package enum Sparkline {
  /// Bars from nothing to the largest number; `_` for zero, `?` for what is unknown.
  package static func text(_ numbers: [Int?]) -> String {
    guard let most = numbers.compactMap(\.self).max(), most > 0 else {
      return String(numbers.map { $0 == nil ? unknown : nothing })
    }
    return String(
      numbers.map { number in
        guard let number else { return unknown }
        return number <= 0 ? nothing : bars[(number * bars.count - 1) / most]
      }
    )
  }

  private static let bars = Array("▁▂▃▄▅▆▇█")
  private static let nothing: Character = "_"
  private static let unknown: Character = "?"
}
