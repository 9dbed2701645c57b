/// Points in time as the cache keeps them: `2025-02-04T06:25:07Z`, to the second, in UTC, so that
/// text sorts by time.
package enum Timestamp {
  /// Cuts the Hub's milliseconds off; a text of another shape is returned as it is.
  package static func toTheSecond(_ text: String) -> String {
    let bytes = text.utf8
    // The Hub's own form: there are millions of them.
    if bytes.count == 24, bytes.last == UInt8(ascii: "Z"),
      let dot = bytes.index(bytes.startIndex, offsetBy: 19, limitedBy: bytes.endIndex),
      bytes[dot] == UInt8(ascii: ".")
    {
      return String(text[..<dot]) + "Z"
    }
    guard let dot = text.firstIndex(of: "."), text.hasSuffix("Z") else {
      return text.hasSuffix("+00:00") ? String(text.dropLast(6)) + "Z" : text
    }
    return String(text[..<dot]) + "Z"
  }

  /// Seconds since 1970 as text.
  ///
  /// - Complexity: O(1). After H. Hinnant's civil calendar arithmetic.
  package static func text(secondsSince1970 seconds: Int64) -> String {
    let (days, time) = seconds.quotientAndFlooredRemainder(dividingBy: 86_400)
    let (year, month, day) = civil(fromDays: days)
    return
      "\(year)-\(two(month))-\(two(day))T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
  }

  /// The seconds since 1970 of a text in the cache's form, or of a day such as `2025-02-04`; nil
  /// for any other text and for a day that no calendar has.
  package static func secondsSince1970(in text: String) -> Int64? {
    let fields = text.utf8.split { !(0x30...0x39).contains($0) }
      .compactMap { Int64(Substring($0)) }
    guard fields.count == 3 || fields.count == 6 else { return nil }
    guard fields[0] <= 9999, (1...12).contains(fields[1]),
      fields.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    let time = fields.count == 6 ? fields[3] * 3600 + fields[4] * 60 + fields[5] : 0
    let seconds = days(fromCivil: fields[0], fields[1], fields[2]) * 86_400 + time
    // Written again, only a text in the one form comes out the same.
    let written = Self.text(secondsSince1970: seconds)
    return text == written || text == written.prefix(10) && fields.count == 3 ? seconds : nil
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (days + 719_468).quotientAndFlooredRemainder(dividingBy: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func days(fromCivil year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shiftedYear.quotientAndFlooredRemainder(dividingBy: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Int64 {
  fileprivate func quotientAndFlooredRemainder(
    dividingBy divisor: Int64
  ) -> (quotient: Int64, remainder: Int64) {
    let remainder = self % divisor
    return remainder < 0
      ? (self / divisor - 1, remainder + divisor) : (self / divisor, remainder)
  }
}
