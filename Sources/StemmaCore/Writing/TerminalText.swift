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
