/// A JSON value that keeps the order of an object's members, as the Hub wrote them.
public enum JSONValue: Sendable, Hashable {
  /// Null.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number of 64 bits.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object: its members in the order written.
  case object([Member])

  /// One member of an object.
  public struct Member: Sendable, Hashable {
    /// The member's name.
    public var key: String
    /// The member's value.
    public var value: JSONValue

    /// A member of an object.
    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value of the last member named `key`, or nil when this is no object or has none.
  ///
  /// - Complexity: O(*n*) over the members.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The text, when this is a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number, when this is a whole number, however it was spelt.
  public var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The number, when this is one.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value, when this is one.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, when this is an array.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, when this is an object.
  public var object: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Null.
  public init(nilLiteral: ()) { self = .null }
  /// An object, its members in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSONValue {
  /// The value as JSON text on one line, members in their order, slashes unescaped.
  ///
  /// Numbers that JSON cannot say (infinities) become null.
  public var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends ``text`` as UTF-8.
  ///
  /// Characters beyond ASCII for which `isEscaped` holds are written `\uXXXX`.
  package func write(
    to bytes: inout [UInt8],
    escaping isEscaped: (Unicode.Scalar) -> Bool = { _ in false }
  ) {
    switch self {
    case .null: bytes.append("null")
    case .bool(let value): bytes.append(value ? "true" : "false")
    case .integer(let value): Self.write(value, to: &bytes)
    case .number(let value): Self.write(value, to: &bytes)
    case .string(let value): Self.write(value, to: &bytes, isEscaped)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for index in elements.indices {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        elements[index].write(to: &bytes, escaping: isEscaped)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for index in members.indices {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(members[index].key, to: &bytes, isEscaped)
        bytes.append(UInt8(ascii: ":"))
        members[index].value.write(to: &bytes, escaping: isEscaped)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ number: Int64, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = number.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    bytes[start...].reverse()
  }

  private static func write(_ number: Double, to bytes: inout [UInt8]) {
    guard number.isFinite else { return bytes.append("null") }
    // JavaScript, and so the Hub, writes whole numbers without a fraction.
    if let whole = Int64(exactly: number), abs(number) < 1e15 {
      write(whole, to: &bytes)
    } else {
      bytes += number.description.utf8
    }
  }

  private static func write(
    _ text: String,
    to bytes: inout [UInt8],
    _ isEscaped: (Unicode.Scalar) -> Bool
  ) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      // Most texts have nothing to escape, and are copied as they are.
      if utf8.allSatisfy(isPlain) {
        bytes += utf8
      } else {
        for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
          write(scalar, to: &bytes, isEscaped)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    0x20 <= byte && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func write(
    _ scalar: Unicode.Scalar,
    to bytes: inout [UInt8],
    _ isEscaped: (Unicode.Scalar) -> Bool
  ) {
    switch scalar {
    case "\"": bytes.append(#"\""#)
    case "\\": bytes.append(#"\\"#)
    case "\n": bytes.append(#"\n"#)
    case "\r": bytes.append(#"\r"#)
    case "\t": bytes.append(#"\t"#)
    case "\u{20}"..<"\u{7F}": bytes.append(UInt8(ascii: scalar))
    case "\u{0}"..."\u{7F}": writeEscaped(scalar, to: &bytes)
    default:
      if isEscaped(scalar) {
        writeEscaped(scalar, to: &bytes)
      } else {
        bytes += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
  }

  private static func writeEscaped(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
      bytes += (#"\u"# + UInt64(unit).hexadecimal(digits: 4)).utf8
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ ascii: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: ascii.utf8Start, count: ascii.utf8CodeUnitCount))
  }
}

extension JSONValue {
  /// The value as JSON text on one line in which nothing acts on a terminal: direction marks and
  /// other invisible characters are written `\uXXXX`, which reads back as what they are.
  public var inertText: String { OutputBuffer.text { try? writeInert(to: $0) } }

  /// Writes ``inertText``.
  ///
  /// Long lists, in the value or one of its members, are passed on element by element.
  func writeInert(to output: OutputBuffer) throws {
    switch self {
    case .array(let elements):
      try output.writeList(elements) { $0.write(to: &$1, escaping: TerminalText.isActive) }
    case .object(let members):
      try output.append { $0.append(UInt8(ascii: "{")) }
      for (index, member) in members.enumerated() {
        try output.append { bytes in
          if index > 0 { bytes.append(UInt8(ascii: ",")) }
          JSONValue.string(member.key).write(to: &bytes, escaping: TerminalText.isActive)
          bytes.append(UInt8(ascii: ":"))
        }
        try member.value.writeInert(to: output)
      }
      try output.append { $0.append(UInt8(ascii: "}")) }
    case .null, .bool, .integer, .number, .string:
      try output.append { write(to: &$0, escaping: TerminalText.isActive) }
    }
  }
}

extension OutputBuffer {
  /// Writes a JSON list, each element as `append` writes it.
  package func writeList<Element>(
    _ elements: some Sequence<Element>,
    _ append: (Element, inout [UInt8]) -> Void
  ) throws {
    try write("[")
    var isFirst = true
    for element in elements {
      try self.append { bytes in
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        append(element, &bytes)
      }
      isFirst = false
    }
    try write("]")
  }
}

extension JSONValue {
  /// A string, or null for nil.
  public init(_ text: String?) {
    self = text.map(JSONValue.string) ?? .null
  }
}

extension JSONValue {
  /// A whole number, or null for nil.
  public init(_ number: Int?) {
    self = number.map { .integer(Int64($0)) } ?? .null
  }
}
