internal import CCurl

/// The `Retry-After` header: seconds, or a date.
package enum RetryAfter {
  /// The wait it asks for; nil when absent or unreadable, zero for a date gone by.
  ///
  /// A date is measured against the reply's own `Date` where it has one, so that a wrong clock
  /// here does no harm; otherwise against `now`, in seconds since 1970.
  package static func wait(in headers: HTTPHeaders, now: Double) -> Duration? {
    guard let value = headers["Retry-After"]?.trimmingBlanks, !value.isEmpty else { return nil }
    if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return .seconds(Int64(value).map { min($0, longest) } ?? longest)
    }
    guard let moment = date(value) else { return nil }
    let present = headers["Date"].flatMap(date) ?? now
    return .seconds(min(max(0, moment - present), Double(longest)))
  }

  // A year: the policy's ceiling is far below, and arithmetic stays in bounds.
  private static let longest: Int64 = 31_536_000

  private static func date(_ text: String) -> Double? {
    let seconds = curl.getdate(text, nil)
    return seconds == -1 ? nil : Double(seconds)
  }
}
