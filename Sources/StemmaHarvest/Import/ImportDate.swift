import StemmaCore

/// The dates of imported files, as those who keep tables write them.
///
/// A day is kept as a day and a time as a time, in the cache's form; a time without a zone is taken
/// for UTC.
package enum ImportDate {
  /// The day or time that a text tells, or why it tells none.
  static func reading(_ text: String) -> Result<String, ImportOddity> {
    // The cache's own form, and days.
    if Timestamp.secondsSince1970(in: text) != nil { return .success(text) }
    if let time = Timestamp.utc(text) ?? epoch(text) ?? digits(text) ?? week(text) ?? words(text) {
      return .success(time)
    }
    return slashes(text)
  }

  /// Whether a text tells a day or a time.
  package static func isDate(_ text: String) -> Bool {
    if case .success = reading(text) { true } else { false }
  }

  /// Seconds since 1970, or thousandths, millionths or milliardths of one; which, their size tells.
  private static func epoch(_ text: String) -> String? {
    guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || isDigit($0) }),
      let number = Double(text), number >= 1e9
    else { return nil }
    let units: [(below: Double, inSecond: Double)] = [
      (1e11, 1), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9),
    ]
    guard let unit = units.first(where: { number < $0.below }) else { return nil }
    return Timestamp.text(secondsSince1970: number / unit.inSecond)
  }

  /// `20241030`, `2024/10/30`, `2024.10.30` or `2024-1-5`: the year comes first.
  private static func digits(_ text: String) -> String? {
    if text.utf8.count == 8, text.utf8.allSatisfy(isDigit) {
      return day(text.prefix(4), text.dropFirst(4).prefix(2), text.suffix(2))
    }
    let parts = text.split(omittingEmptySubsequences: false) { "/.-".contains($0) }
    guard parts.count == 3, parts[0].utf8.count == 4 else { return nil }
    return day(parts[0], parts[1], parts[2])
  }

  /// `2024-W44`, which is its Monday, and `2024-W44-3` or `2024W443`.
  private static func week(_ text: String) -> String? {
    guard let match = text.uppercased().wholeMatch(of: /(\d{4})-?W(\d\d)(?:-?([1-7]))?/),
      let number = Int64(match.2), (1...53).contains(number),
      let fourth = Timestamp.secondsSince1970(in: "\(match.1)-01-04")
    else { return nil }
    // The fourth of January is in the first week; the first of January 1970 was a Thursday.
    let days = fourth / 86_400
    let monday = days - (days + 3) % 7
    let weekday = match.3.flatMap { Int64($0) } ?? 1
    let start = (monday + (number - 1) * 7 + weekday - 1) * 86_400
    // A year of 52 weeks has no 53rd.
    let next = Timestamp.secondsSince1970(in: "\((Int64(match.1) ?? 0) + 1)-01-04") ?? .max
    let nextMonday = next / 86_400 - (next / 86_400 + 3) % 7
    guard start / 86_400 < nextMonday else { return nil }
    return String(Timestamp.text(secondsSince1970: start).prefix(10))
  }

  /// `30 Oct 2024`, `Oct 30, 2024`, `30-OCT-2024`: the month has a name, the year four digits.
  ///
  /// A time may follow, or stand before the year as in PostgreSQL's `Wed Oct 30 10:00:00 2024 UTC`.
  private static func words(_ text: String) -> String? {
    let parts = text.split { " ,-".contains($0) }.map { $0.lowercased() }
    let months = parts.compactMap(month)
    guard months.count == 1, let month = months.first else { return nil }
    let numbers = parts.filter { $0.utf8.allSatisfy(isDigit) }
    let clocks = parts.filter { $0.contains(":") }
    let others = parts.filter {
      Self.month($0) == nil && !numbers.contains($0) && !clocks.contains($0)
    }
    guard numbers.count == 2, clocks.count <= 1,
      others.allSatisfy({ ["utc", "gmt", "z"].contains($0) || weekdays.contains($0.prefix(3)) }),
      let year = numbers.first(where: { $0.utf8.count == 4 }),
      let number = numbers.first(where: { $0.utf8.count <= 2 }),
      let day = day(year[...], "\(month)"[...], number[...])
    else { return nil }
    guard let clock = clocks.first else { return day }
    return Timestamp.utc("\(day)T\(clock)Z")
  }

  private static func month(_ word: String) -> Int? {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    guard word.utf8.count >= 3 else { return nil }
    return names.firstIndex { $0 == word || $0.prefix(3) == word }.map { $0 + 1 }
  }

  private static let weekdays: Set<Substring> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// `30/10/2024` and `10/30/2024`, where one number can be no month; with points the day is first.
  private static func slashes(_ text: String) -> Result<String, ImportOddity> {
    let halves = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }
    let date = halves.first ?? ""
    let parts = date.split(separator: date.contains("/") ? "/" : ".")
    guard parts.count == 3, parts[2].utf8.count == 4, let first = Int(parts[0]),
      let second = Int(parts[1])
    else { return .failure(ImportOddity(.badDate, ImportOddity.quoted(text))) }
    let days = [day(parts[2], parts[1], parts[0]), day(parts[2], parts[0], parts[1])]
    let isSure = date.contains(".") || first == second || days[0] == nil || days[1] == nil
    guard isSure else {
      return .failure(
        ImportOddity(
          .badDate,
          "\(ImportOddity.quoted(text)) may be \(days.compactMap(\.self).joined(separator: " or "))"
        )
      )
    }
    let day = date.contains(".") ? days[0] : days[0] ?? days[1]
    let time = halves.count < 2 ? day : day.flatMap { Timestamp.utc("\($0)T\(halves[1])") }
    return time.map(Result.success)
      ?? .failure(ImportOddity(.badDate, ImportOddity.quoted(text)))
  }

  /// A day in the cache's form, if a calendar has it.
  fileprivate static func day(_ year: Substring, _ month: Substring, _ day: Substring) -> String? {
    let text = "\(year)-\(padded(month))-\(padded(day))"
    return Timestamp.secondsSince1970(in: text) == nil ? nil : text
  }

  fileprivate static func padded(_ number: Substring) -> String {
    (number.utf8.count == 1 ? "0" : "") + number
  }

  fileprivate static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// A form of dates that somebody names, such as `%d/%m/%Y`, in the marks of `strftime`.
public struct ImportDateFormat: Sendable, Hashable, CustomStringConvertible {
  /// The form as it was written.
  public let description: String
  private let marks: [Mark]

  private enum Mark: Hashable {
    case number(Character)
    case text(Character)
  }

  /// Reads a form: `%Y`, `%m`, `%d`, `%H`, `%M`, `%S`, `%%`, and other characters as they are.
  ///
  /// - Throws: `ImportError` for any other mark, and for a form without year, month and day.
  public init(_ text: String) throws {
    var marks: [Mark] = []
    var characters = text.makeIterator()
    while let character = characters.next() {
      guard character == "%" else {
        marks.append(.text(character))
        continue
      }
      switch characters.next() {
      case "%": marks.append(.text("%"))
      case let mark? where "YmdHMS".contains(mark): marks.append(.number(mark))
      case let mark:
        throw ImportError(
          description: "A date format takes %Y, %m, %d, %H, %M and %S, not "
            + "%\(mark.map(String.init) ?? "") as in \(text)."
        )
      }
    }
    let isWhole = "Ymd".allSatisfy { mark in marks.count { $0 == .number(mark) } == 1 }
    guard isWhole else {
      throw ImportError(
        description: "A date format needs %Y, %m and %d, once each: \(text) does not have them."
      )
    }
    (description, self.marks) = (text, marks)
  }

  /// The day or time that a text of this form tells; nil for another text.
  func time(_ text: String) -> String? {
    var rest = text[...]
    var parts: [Character: Substring] = [:]
    for mark in marks {
      switch mark {
      case .text(let character): guard rest.popFirst() == character else { return nil }
      case .number(let name):
        let digits = rest.prefix(name == "Y" ? 4 : 2).prefix {
          $0.isASCII && $0.isNumber
        }
        guard name == "Y" ? digits.count == 4 : !digits.isEmpty else { return nil }
        parts[name] = digits
        rest = rest.dropFirst(digits.count)
      }
    }
    guard rest.isEmpty,
      let day = ImportDate.day(parts["Y"] ?? "", parts["m"] ?? "", parts["d"] ?? "")
    else { return nil }
    guard let hour = parts["H"] else { return day }
    let clock = [hour, parts["M"] ?? "00", parts["S"] ?? "00"].map(ImportDate.padded)
    return Timestamp.utc("\(day)T\(clock.joined(separator: ":"))Z")
  }
}
