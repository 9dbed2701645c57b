extension Sequence<UInt8> {
  /// Two hexadecimal digits a byte, in small letters.
  package var hexadecimal: String { map { UInt64($0).hexadecimal(digits: 2) }.joined() }
}

extension UInt64 {
  /// Hexadecimal digits in small letters, with zeros before them until there are `digits`.
  package func hexadecimal(digits: Int) -> String {
    let text = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
  }
}

extension StringProtocol {
  /// The text as part of an address: everything is encoded, `:` and `/` too, but RFC 3986's
  /// unreserved characters and those of `kept`.
  package func percentEncoded(keeping kept: String = "") -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      case _ where kept.utf8.contains(byte): bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text as SQL writes it between quotation marks.
  ///
  /// For queries that people are shown and may run themselves; in our own, values are bound.
  package var sqlLiteral: String { "'" + String(self).replacing("'", with: "''") + "'" }
}
