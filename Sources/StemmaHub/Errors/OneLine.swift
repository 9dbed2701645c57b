/// Foreign text made fit for one line of a message.
enum OneLine {
  /// The text with runs of white space and control characters as one blank, cut at `limit`.
  static func of(_ text: String, limit: Int = 200) -> String {
    let words = text.unicodeScalars.split {
      $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F
    }
    let line = words.map { String($0) }.joined(separator: " ")
    return line.count > limit ? String(line.prefix(limit)) + "…" : line
  }
}
