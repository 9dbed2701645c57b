/// Months as answers write them, such as `2024-07`.
package enum Months {
  /// Every month from one to another, both included; none when the first is later or no month.
  package static func from(_ first: String, through last: String) -> [String] {
    guard let start = number(first), let end = number(last), start <= end else { return [] }
    return (start...end).map { number in
      let month = number % 12 + 1
      return "\(number / 12)-\(month < 10 ? "0" : "")\(month)"
    }
  }

  private static func number(_ month: String) -> Int? {
    let parts = month.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, (1...12).contains(parts[1]), (1...9999).contains(parts[0]) else {
      return nil
    }
    return parts[0] * 12 + parts[1] - 1
  }
}
