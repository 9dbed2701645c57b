package import StemmaRecords

extension JSONValue {
  /// The value as JSON text on one line, members in their order, slashes unescaped.
  ///
  /// Numbers that JSON cannot say (infinities) become null.
  package var text: String {
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
      let digits = String(unit, radix: 16)
      bytes += (#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ ascii: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: ascii.utf8Start, count: ascii.utf8CodeUnitCount))
  }
}
