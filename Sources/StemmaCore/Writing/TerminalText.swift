/// Foreign text made fit for a terminal.
package enum TerminalText {
  /// The text with control characters, direction marks and other invisible ones shown escaped.
  ///
  /// Escape sequences cannot start, lines cannot break, and nothing can reverse what follows. The
  /// characters of `kept` stay as they are.
  package static func inert(_ text: String, keeping kept: Set<Unicode.Scalar> = []) -> String {
    guard !isPlain(text) else { return text }
    func isShown(_ scalar: Unicode.Scalar) -> Bool { isActive(scalar) && !kept.contains(scalar) }
    guard text.unicodeScalars.contains(where: isShown) else { return text }
    return text.unicodeScalars.reduce(into: "") { inert, scalar in
      if isShown(scalar) {
        inert += scalar.escaped(asASCII: true)
      } else {
        inert.unicodeScalars.append(scalar)
      }
    }
  }

  /// The columns the text takes in a terminal: two for wide East Asian characters and emoji, none
  /// for combining marks.
  package static func width(_ text: String) -> Int {
    isPlain(text) ? text.utf8.count : text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  /// Whether all of it are visible characters of ASCII, as in nearly every text there is.
  static func isPlain(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { $0.allSatisfy { 0x20 <= $0 && $0 < 0x7F } }
  }

  /// Whether a scalar is invisible, and may act on a terminal or on the text beside it.
  static func isActive(_ scalar: Unicode.Scalar) -> Bool {
    // By far the most there is, and looked up by far the fastest.
    if scalar.value < 0x80 { return scalar.value < 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      true
    default: false
    }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}

extension TerminalText {
  /// The text in lines of at most `width` columns, inert, each with `indent` before it and a line
  /// break after; a longer word has a line of its own.
  package static func wrapped(_ text: String, width: Int, indent: String = "") -> String {
    var lines: [String] = []
    var line = ""
    for word in inert(text).split(separator: " ") {
      if !line.isEmpty, Self.width(line) + 1 + Self.width(String(word)) > width - indent.count {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(line)
    return lines.map { indent + $0 + "\n" }.joined()
  }
}

/// Signs that stand for control characters where a format cannot hold them.
enum ControlSign {
  /// Unicode's picture of an ASCII control character; nil for all others, and for tabs and line
  /// breaks, which text formats can hold.
  static func sign(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "\t", "\n", "\r": nil
    case "\u{0}"..."\u{1F}": Unicode.Scalar(0x2400 + scalar.value)
    default: nil
    }
  }
}

/// Foreign text made fit for XML 1.0, in attributes and between tags.
package enum XMLText {
  /// The text with marks escaped, and each character that XML cannot hold replaced by a sign for it.
  ///
  /// Blanks other than the space become references, which parsers do not normalise away.
  package static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: isSpecial) else { return text }
    return text.unicodeScalars.reduce(into: "") { $0 += escaped($1) }
  }

  // Every scalar beyond ASCII has such bytes only, so plain names are told by one look.
  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte > 0x7E || "&<>\"'".utf8.contains(byte)
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&apos;"
    case "\t", "\n", "\r", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": "&#\(scalar.value);"
    case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
    default: String(ControlSign.sign(for: scalar) ?? scalar)
    }
  }
}

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
