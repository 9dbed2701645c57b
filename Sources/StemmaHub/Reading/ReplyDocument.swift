internal import StemmaCore

/// The JSON of one reply about a repository's life, whose rows are read each alone.
struct ReplyDocument {
  let root: JSONValue
  /// What was odd so far: broken rows, repaired text.
  private(set) var findings: [Finding] = []

  /// Parses the decoded body, repaired where that helps.
  ///
  /// - Throws: ``HubError/Code/notJSON(_:)`` when it does not parse.
  init(_ bytes: [UInt8], url: String?, reader: JSONReader) throws(HubError) {
    var repaired: [Finding] = []
    do {
      root = try RepairedReading.read(bytes, reader) {
        $0.value
      } onRepair: {
        repaired = $0.findings(about: url)
      }
    } catch {
      throw HubError(.notJSON("\(error)"), url: url)
    }
    findings = repaired
  }

  /// What `read` makes of each row; one that it cannot read is a finding and spoils no other.
  mutating func rows<Row>(_ rows: [JSONValue], _ read: (JSONValue) -> Row?) -> [Row] {
    rows.compactMap { row in
      let result = read(row)
      if result == nil { note(row) }
      return result
    }
  }

  /// The text of a row's time; one that tells no moment is a finding and gives none.
  mutating func moment(_ text: String?, of key: String) -> String? {
    guard let text, Timestamp.utc(text) == nil else { return text }
    findings.append(
      Finding(.oddField, detail: "\(key): " + JSONValue.string(String(text.prefix(200))).text)
    )
    return nil
  }

  private mutating func note(_ row: JSONValue) {
    findings.append(Finding(.brokenRecord, detail: String(row.text.prefix(200))))
  }
}

/// Makes text parse that a strict parser refuses though its meaning is plain.
///
/// Things that JavaScript or Python writes or a broken card carries: bytes that are no UTF-8, halves
/// of surrogate pairs left where a description was cut, whole numbers beyond 64 bits, and numbers
/// that are none: `1e400`, `NaN`, `Infinity`, which become texts, so that they cost their field and
/// not their record.
package struct JSONRepair {
  /// What a strict parser takes.
  package private(set) var bytes: [UInt8] = []
  private var textRepairs = 0
  private var numberRepairs = 0
  private var lostNumbers: [String] = []

  /// Repairs `original`.
  ///
  /// - Complexity: O(*n*) for *n* bytes.
  package init(_ original: some Collection<UInt8>) {
    let text = String(decoding: original, as: UTF8.self)
    let source = Array(text.utf8)
    if !source.elementsEqual(original) { textRepairs += 1 }
    bytes.reserveCapacity(source.count + 16)
    rewrite(source[(source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)...])
  }

  /// What was changed, as findings about `subject`.
  func findings(about subject: String?) -> [Finding] {
    var findings: [Finding] = []
    if textRepairs > 0 {
      findings.append(
        Finding(.invalidText, subject: subject, detail: "text repaired before reading")
      )
    }
    if numberRepairs > 0 {
      findings.append(
        Finding(.oddField, subject: subject, detail: "whole number beyond 64 bits read as floating")
      )
    }
    if let first = lostNumbers.first {
      findings.append(
        Finding(
          .oddField,
          subject: subject,
          detail: "\(lostNumbers.count) numbers that are none kept as text, the first: \(first)"
        )
      )
    }
    return findings
  }

  private mutating func rewrite(_ source: ArraySlice<UInt8>) {
    var outline = JSONShape.Outline()
    var index = source.startIndex
    while index < source.endIndex {
      let taken: Int
      if outline.isInString, source[index] == UInt8(ascii: "\\") {
        taken = copyEscape(source[index...])
      } else if !outline.isInString, let word = Self.lostNumber(source[index...]) {
        taken = copyAsText(word)
      } else if !outline.isInString, Self.isDigit(source[index]) {
        taken = copyNumber(source[index...])
      } else {
        bytes.append(source[index])
        taken = 1
      }
      for byte in source[index..<index + taken] { outline.take(byte) }
      index += taken
    }
  }

  private mutating func copyEscape(_ source: ArraySlice<UInt8>) -> Int {
    guard let unit = Self.unit(source) else {
      bytes += source.prefix(2)
      return min(2, source.count)
    }
    let isHigh = (0xD800..<0xDC00).contains(unit)
    if isHigh, let low = Self.unit(source.dropFirst(6)), (0xDC00..<0xE000).contains(low) {
      bytes += source.prefix(12)
      return 12
    }
    if (0xD800..<0xE000).contains(unit) {
      textRepairs += 1
      bytes += #"\uFFFD"#.utf8
    } else {
      bytes += source.prefix(6)
    }
    return 6
  }

  /// The UTF-16 unit of an escape such as `\u00e9` at the start of `source`.
  private static func unit(_ source: ArraySlice<UInt8>) -> Int? {
    guard source.count >= 6, source.prefix(2).elementsEqual(#"\u"#.utf8) else { return nil }
    let digits = source.dropFirst(2).prefix(4)
    guard digits.allSatisfy({ isDigit($0) || (0x61...0x66).contains($0 | 0x20) }) else {
      return nil
    }
    return Int(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  // A number with a fraction or exponent is floating already; its digits after the point are
  // copied with it.
  private mutating func copyNumber(_ source: ArraySlice<UInt8>) -> Int {
    let number = source.prefix(while: Self.isOfNumber)
    bytes += number
    if number.count >= 20, number.allSatisfy(Self.isDigit) {
      numberRepairs += 1
      bytes += ".0".utf8
    }
    return number.count
  }

  private mutating func copyAsText(_ word: String) -> Int {
    lostNumbers.append(word)
    bytes += "\"\(word)\"".utf8
    return word.utf8.count
  }

  /// What stands for a number at the start of `source` and is none that a double holds.
  private static func lostNumber(_ source: ArraySlice<UInt8>) -> String? {
    guard let first = source.first, isDigit(first) || "-NI".utf8.contains(first) else { return nil }
    for word in ["NaN", "Infinity", "-Infinity"] where source.starts(with: word.utf8) {
      return word
    }
    let number = String(decoding: source.prefix(while: isOfNumber), as: UTF8.self)
    guard
      number.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) || number.utf8.count > 300,
      let value = Double(number), value.isInfinite
    else { return nil }
    return number
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    isDigit(byte) || ".eE+-".utf8.contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
