import StemmaCore

/// How often something runs: hours that part a day evenly, days, or weeks.
public struct Interval: Sendable, Hashable, CustomStringConvertible {
  /// Its length in hours.
  public let hours: Int

  /// Reads a text such as `6h`, `1d` or `1w`; nil for any other.
  public init?(_ text: String) {
    guard let unit = text.last, let count = Int(text.dropLast()), count > 0 else { return nil }
    switch unit {
    case "h" where count < 24 && 24 % count == 0: hours = count
    case "d" where count <= 28: hours = count * 24
    case "w" where count <= 4: hours = count * 168
    default: return nil
    }
  }

  /// A day.
  public static let day = Interval(hours: 24)
  /// A week.
  public static let week = Interval(hours: 168)

  private init(hours: Int) { self.hours = hours }

  /// The text that reads as this.
  public var description: String {
    if hours % 168 == 0 { return "\(hours / 168)w" }
    return hours % 24 == 0 ? "\(hours / 24)d" : "\(hours)h"
  }

  /// The last moment at or before `now` at which it is time, in seconds since 1970.
  ///
  /// `offset` moves all such moments, in seconds; without it they count from 1970 on, at midnight UTC.
  func lastSlot(before now: Int64, offset: Int64) -> Int64 {
    let length = Int64(hours) * 3600
    let (slots, rest) = (now - offset).quotientAndRemainder(dividingBy: length)
    return (rest < 0 ? slots - 1 : slots) * length + offset
  }
}
