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
