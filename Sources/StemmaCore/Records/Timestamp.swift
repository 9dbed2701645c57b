/// Points in time as the cache keeps them: `2025-02-04T06:25:07Z`, to the second, in UTC, so that
/// text sorts by time.
package enum Timestamp {
  /// The moment that a text tells, in the cache's form; nil when it tells none that a calendar has.
  ///
  /// Understood are ISO 8601 with any offset, a day alone (its first second), a time without a
  /// zone (UTC, as the Hub means it), and the form of RFC 1123. Fractions are cut off.
  package static func utc(_ text: String) -> String? {
    // The Hub's own form: there are millions of them.
    if let isOwn = text.utf8.withContiguousStorageIfAvailable(isOwnForm), isOwn {
      return text.utf8.count == 20 ? text : withoutFraction(text)
    }
    return TimeText(text).map { Self.text(secondsSince1970: $0.seconds) }
  }

  /// Whether a text tells a moment.
  package static func isMoment(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable(isOwnForm) == true || utc(text) != nil
  }

  /// A text in the Hub's own form, cut to the second.
  private static func withoutFraction(_ text: String) -> String {
    String(unsafeUninitializedCapacity: 20) { bytes in
      for (place, byte) in zip(bytes.indices, text.utf8.prefix(19)) { bytes[place] = byte }
      bytes[19] = UInt8(ascii: "Z")
      return 20
    }
  }

  /// The seconds since 1970 of bytes in the cache's form; nil for any other.
  private static func ownSeconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard bytes.count == 20, isOwnForm(bytes) else { return nil }
    func number(_ range: Range<Int>) -> Int64 { Int64(Self.number(bytes[range]) ?? 0) }
    return days(fromCivil: number(0..<4), number(5..<7), number(8..<10)) * 86_400
      + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
  }

  /// Whether the bytes are such as `2025-02-04T06:25:07.000Z`, with a fraction or without.
  private static func isOwnForm(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count == 20 || bytes.count > 21, bytes[bytes.count - 1] == UInt8(ascii: "Z"),
      bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: "T"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      bytes.count == 20 || bytes[19] == UInt8(ascii: "."),
      bytes[min(20, bytes.count - 1)..<(bytes.count - 1)].allSatisfy(isDigit),
      let year = number(bytes[0..<4]), year >= 1970, let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
      let minute = number(bytes[14..<16]), let second = number(bytes[17..<19])
    else { return false }
    return (1...12).contains(month) && day >= 1 && day <= length(of: month, in: year) && hour < 24
      && minute < 60 && second < 60
  }

  private static func length(of month: Int, in year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// The number that digits alone are.
  private static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    var number = 0
    for byte in bytes {
      guard isDigit(byte) else { return nil }
      number = number * 10 + Int(byte & 15)
    }
    return number
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether the text is a point and digits.
  fileprivate static func isFraction(_ text: Substring.UTF8View) -> Bool {
    text.count > 1 && text.first == UInt8(ascii: ".")
      && text.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
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
    // The cache's own form: every model has one.
    if let seconds = text.utf8.withContiguousStorageIfAvailable(ownSeconds), let seconds {
      return seconds
    }
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

  /// The seconds since 1970 whose years have four digits, which keeps the order of text.
  package static let range = 0.0...253_402_300_799.0

  /// Seconds since 1970 as text, cut to the second, and to the range that the cache can hold.
  ///
  /// Clocks, headers and archives of others may tell any number.
  package static func text(secondsSince1970 seconds: Double) -> String {
    let bearable = seconds.isNaN ? 0 : min(max(seconds, range.lowerBound), range.upperBound)
    return text(secondsSince1970: Int64(bearable))
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

/// A moment in one of the forms that others write.
private struct TimeText {
  let seconds: Int64

  init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    // `Tue, 04 Feb 2025 06:25:07 GMT` has six words at most, and a comma behind the first.
    guard
      let seconds = words.first?.hasSuffix(",") == true
        ? Self.seconds(ofHTTP: words.dropFirst()) : Self.seconds(ofISO: words)
    else { return nil }
    // Four digits for the year keep the order of text.
    guard Timestamp.range.contains(Double(seconds)) else { return nil }
    self.seconds = seconds
  }

  private static func seconds(ofHTTP words: ArraySlice<String>) -> Int64? {
    let parts = Array(words)
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard parts.count == 5, let month = months.firstIndex(of: parts[1]) else { return nil }
    let day = (parts[0].count == 1 ? "0" : "") + parts[0]
    let number = (month < 9 ? "0" : "") + "\(month + 1)"
    guard let offset = ["GMT", "UTC", "UT"].contains(parts[4]) ? 0 : Self.offset(parts[4]) else {
      return nil
    }
    return Timestamp.secondsSince1970(in: "\(parts[2])-\(number)-\(day)T\(parts[3])Z")
      .map { $0 - offset }
  }

  private static func seconds(ofISO words: [String]) -> Int64? {
    // A blank may stand for the T, and before the zone.
    let text = words.joined(separator: "T").replacing("TUTC", with: "Z").uppercased()
    guard let mark = text.firstIndex(of: "T") else {
      return text.utf8.count == 10 ? Timestamp.secondsSince1970(in: text) : nil
    }
    let time = text[text.index(after: mark)...].replacing("T", with: "")
    let digits = time.prefix { "0123456789:.".contains($0) }
    guard let offset = offset(String(time[digits.endIndex...])) else { return nil }
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let clock = parts.first,
      parts.count == 1 || Timestamp.isFraction(digits[clock.endIndex...].utf8)
    else { return nil }
    let whole = clock.utf8.count == 5 ? clock + ":00" : clock
    return Timestamp.secondsSince1970(in: "\(text[..<mark])T\(whole)Z").map { $0 - offset }
  }

  /// The seconds that a zone is ahead of UTC: `Z`, none at all, `+05:00`, `-0530`, `+02`.
  private static func offset(_ zone: String) -> Int64? {
    if zone.isEmpty || zone == "Z" { return 0 }
    let digits = zone.dropFirst().replacing(":", with: "", maxReplacements: 1)
    guard let sign = zone.first, "+-".contains(sign), [2, 4].contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let hours = Int64(digits.prefix(2)), hours <= 23,
      let minutes = Int64("0" + digits.dropFirst(2)), minutes < 60
    else { return nil }
    return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
