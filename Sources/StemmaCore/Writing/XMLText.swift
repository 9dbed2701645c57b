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
