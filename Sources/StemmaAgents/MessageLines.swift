/// Cuts what comes on standard input into lines, of which none may grow without bound.
package struct MessageLines {
  /// One line, without its end.
  package enum Line: Equatable {
    case text([UInt8])
    /// One that was longer than is taken, and was passed over.
    case tooLong
  }

  /// The longest line that is taken, in bytes.
  package static let limit = 1 << 20

  private var rest: [UInt8] = []
  private var isPassingOver = false

  package init() {}

  /// Takes some bytes, and returns the lines that they end; blank ones are left out.
  package mutating func take(_ bytes: some Sequence<UInt8>) -> [Line] {
    var lines: [Line] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        lines += end()
      } else if isPassingOver {
        continue
      } else if rest.count == Self.limit {
        (isPassingOver, rest) = (true, [])
      } else {
        rest.append(byte)
      }
    }
    return lines
  }

  /// The line that no line break ended, if there is one.
  package mutating func end() -> [Line] {
    defer { (isPassingOver, rest) = (false, []) }
    if isPassingOver { return [.tooLong] }
    let isBlank = rest.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
    return isBlank ? [] : [.text(rest)]
  }
}
