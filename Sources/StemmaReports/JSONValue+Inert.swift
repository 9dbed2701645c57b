internal import StemmaJSON
package import StemmaRecords

extension JSONValue {
  /// The value as JSON text on one line in which nothing acts on a terminal: direction marks and
  /// other invisible characters are written `\\uXXXX`, which reads back as what they are.
  package var inertText: String {
    let text = text
    // Control characters below 128 are escaped already.
    guard text.utf8.contains(where: { $0 >= 0x80 }),
      text.unicodeScalars.contains(where: TerminalText.isActive)
    else { return text }
    // Outside of strings JSON is ASCII, so what is found stands in one.
    return text.unicodeScalars.reduce(into: "") { inert, scalar in
      guard TerminalText.isActive(scalar) else {
        inert.unicodeScalars.append(scalar)
        return
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        inert += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }
}
