#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The outline of a JSON text, read without parsing its values.
///
/// It tells a whole text from one cut short, and takes a listing apart whose parts cannot all be
/// parsed. Strictness is the parser's business.
enum JSONShape {
  /// Whether the bytes are one object or array that ends where the text ends.
  ///
  /// - Complexity: O(*n*) over the bytes.
  static func isWhole(_ bytes: [UInt8]) -> Bool {
    let start = start(of: bytes)
    guard start < bytes.count, isOpening(bytes[start]) else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      var depth = 0
      var index = start
      while index < bytes.count {
        switch bytes[index] {
        case UInt8(ascii: "\""):
          guard let end = endOfString(from: index, in: bytes) else { return false }
          index = end
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth == 0 { return bytes[(index + 1)...].allSatisfy(isBlank) }
        default: break
        }
        index += 1
      }
      return false
    }
  }

  /// The closing mark of the string that is opened at `start`; nil when it is cut short.
  ///
  /// Strings are passed over as fast as the C library looks for a byte.
  private static func endOfString(
    from start: Int,
    in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var index = start + 1
    while let found = memchr(base + index, Int32(UInt8(ascii: "\"")), bytes.count - index) {
      let mark = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      var escapes = 0
      while bytes[mark - 1 - escapes] == UInt8(ascii: "\\") { escapes += 1 }
      if escapes.isMultiple(of: 2) { return mark }
      index = mark + 1
    }
    return nil
  }

  /// Where the elements of the array lie that the text is; nil when it is no whole array.
  static func elements(of bytes: [UInt8]) -> [Range<Int>]? {
    let start = start(of: bytes)
    guard isWhole(bytes), bytes[start] == UInt8(ascii: "["),
      let end = bytes.lastIndex(of: UInt8(ascii: "]"))
    else { return nil }
    var outline = Outline()
    var ranges: [Range<Int>] = []
    var elementStart = start + 1
    for index in start..<end {
      outline.take(bytes[index])
      if outline.depth == 1, !outline.isInString, bytes[index] == UInt8(ascii: ",") {
        ranges.append(elementStart..<index)
        elementStart = index + 1
      }
    }
    let isEmpty = ranges.isEmpty && bytes[elementStart..<end].allSatisfy(isBlank)
    return isEmpty ? [] : ranges + [elementStart..<end]
  }

  /// Past a byte order mark and white space.
  private static func start(of bytes: [UInt8]) -> Int {
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes[mark...].firstIndex { !isBlank($0) } ?? bytes.count
  }

  private static func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// How deep a text is nested at a point, and whether the point is inside a string.
  struct Outline {
    private(set) var depth = 0
    private(set) var isInString = false
    private(set) var isOver = false
    private var isEscaped = false

    mutating func take(_ byte: UInt8) {
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
