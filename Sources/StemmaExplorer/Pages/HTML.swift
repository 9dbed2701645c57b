import StemmaCore

/// Text of a page, in which what is foreign is always escaped.
///
/// It is made of words of this program, which are literals, and of foreign text, which becomes text
/// between tags or in a quoted attribute and nothing else. No template stands between: reading the values
/// of one by reflection takes longer than most questions.
struct HTML: Sendable {
  private(set) var bytes: [UInt8] = []

  init() {}

  init(_ markup: StaticString) { raw(markup) }

  init(text: String) { self.text(text) }

  /// Markup, as it stands in this program.
  mutating func raw(_ markup: StaticString) {
    markup.withUTF8Buffer { bytes += $0 }
  }

  /// Markup that another part of the program has made inert.
  mutating func inert(_ markup: String) { bytes += markup.utf8 }

  mutating func add(_ other: HTML) { bytes += other.bytes }

  /// Foreign text, of which what would act invisibly, such as a direction mark, is shown escaped.
  mutating func text(_ text: String) {
    for byte in TerminalText.inert(text, keeping: ["\n"]).utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      case UInt8(ascii: "`"): bytes += "&#96;".utf8
      default: bytes.append(byte)
      }
    }
  }

  /// An element with content.
  mutating func element(
    _ name: StaticString,
    _ attributes: KeyValuePairs<StaticString, String?> = [:],
    _ content: (inout HTML) -> Void
  ) {
    open(name, attributes)
    content(&self)
    raw("</")
    raw(name)
    raw(">")
  }

  /// An element with foreign text.
  mutating func element(
    _ name: StaticString,
    _ attributes: KeyValuePairs<StaticString, String?> = [:],
    text: String
  ) {
    element(name, attributes) { $0.text(text) }
  }

  /// The beginning of an element; attributes without a value are left out.
  mutating func open(
    _ name: StaticString,
    _ attributes: KeyValuePairs<StaticString, String?> = [:]
  ) {
    raw("<")
    raw(name)
    for (attribute, value) in attributes {
      guard let value else { continue }
      raw(" ")
      raw(attribute)
      raw("=\"")
      text(value)
      raw("\"")
    }
    raw(">")
  }

  /// A link within the site, or text where there is nowhere to go.
  mutating func link(_ text: String, to address: String?) {
    guard let address else { return self.text(text) }
    element("a", ["href": address], text: text)
  }
}

/// Numbers as people read them.
enum Shown {
  /// A whole number with thin blanks between thousands, from 10,000 on.
  static func number(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    guard digits.utf8.count > 4 else { return String(number) }
    var grouped = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { grouped += "\u{202F}" }
      grouped.append(digit)
    }
    return (number < 0 ? "−" : "") + grouped
  }

  static func number(_ number: Double) -> String {
    if let whole = Int64(exactly: number) { return Self.number(whole) }
    guard number.isFinite else { return "unknown" }
    let places: Double = abs(number) < 1 ? 1000 : abs(number) < 100 ? 100 : 10
    let rounded = (number * places).rounded() / places
    return Int64(exactly: rounded).map { Self.number($0) } ?? String(rounded)
  }

  /// The day of a time.
  static func day(_ time: String?) -> String? { time.map { String($0.prefix(10)) } }
}
