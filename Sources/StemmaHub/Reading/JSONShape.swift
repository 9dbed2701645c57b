/// The outline of a JSON text, read without parsing its values.
///
/// It takes a listing apart whose parts cannot all be parsed. Strictness is the parser's business.
package enum JSONShape {
  /// Whether the text begins with a bracket and ends with the one that closes it: a web page does
  /// not, nor do nearly all texts that are cut short.
  ///
  /// The rest is proved elsewhere: by the length or the last chunk of the reply, by the trailer of
  /// its gzip stream, and by the parser, which reads every text.
  ///
  /// - Complexity: O(*w*) over the white space at both ends.
  static func hasBothEnds(_ bytes: [UInt8]) -> Bool {
    let start = start(of: bytes)
    guard start < bytes.count, let end = bytes.lastIndex(where: { !isBlank($0) }), end > start
    else { return false }
    switch bytes[start] {
    case UInt8(ascii: "{"): return bytes[end] == UInt8(ascii: "}")
    case UInt8(ascii: "["): return bytes[end] == UInt8(ascii: "]")
    default: return false
    }
  }

  /// Where the elements of the array lie that the text is; nil when it is no whole array.
  ///
  /// - Complexity: O(*n*) over the bytes.
  static func elements(of bytes: [UInt8]) -> [Range<Int>]? {
    let start = start(of: bytes)
    guard hasBothEnds(bytes), bytes[start] == UInt8(ascii: "[") else { return nil }
    var outline = Outline()
    var ranges: [Range<Int>] = []
    var elementStart = start + 1
    for index in start..<bytes.count {
      outline.take(bytes[index])
      if outline.isOver {
        guard bytes[(index + 1)...].allSatisfy(isBlank) else { return nil }
        let isEmpty = ranges.isEmpty && bytes[elementStart..<index].allSatisfy(isBlank)
        return isEmpty ? [] : ranges + [elementStart..<index]
      }
      if outline.depth == 1, !outline.isInString, bytes[index] == UInt8(ascii: ",") {
        ranges.append(elementStart..<index)
        elementStart = index + 1
      }
    }
    return nil
  }

  /// Past a byte order mark and white space.
  private static func start(of bytes: [UInt8]) -> Int {
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes[mark...].firstIndex { !isBlank($0) } ?? bytes.count
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// How deep a text is nested at a point, and whether the point is inside a string.
  package struct Outline {
    package private(set) var depth = 0
    package private(set) var isInString = false
    package private(set) var isOver = false
    private var isEscaped = false

    package init() {}

    package mutating func take(_ byte: UInt8) {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        return
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        isOver = depth <= 0
      default: break
      }
    }
  }
}
