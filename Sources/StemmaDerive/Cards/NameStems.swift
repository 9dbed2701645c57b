/// Beginnings of a model's name that may be the name of its base.
package enum NameStems {
  /// Where they end, the longest first: offsets into the bytes of `name`, which is a name without
  /// its owner.
  ///
  /// What is cut off must not begin with a size or a version, which tell sisters apart. What stays
  /// has six bytes and a digit at least, as names of base models do.
  package static func ends(in name: String) -> [Int] {
    let bytes = Array(name.utf8)
    return bytes.indices.reversed().filter { place in
      place >= 6 && isSeparator(bytes[place]) && bytes[..<place].contains(where: isDigit)
        && !isSizeOrVersion(bytes[(place + 1)...].prefix { !isSeparator($0) })
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isSizeOrVersion(_ bytes: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    guard let first = text.utf8.first else { return true }
    return isDigit(first) || sizes.contains(text)
      || ["v", "a", "x"].contains(text.prefix(1))
        && text.utf8.dropFirst().first.map(isDigit) == true
  }

  private static let sizes: Set<String> = [
    "small", "base", "large", "medium", "tiny", "mini", "nano", "micro", "huge", "giant", "xs", "s",
    "m", "l", "xl", "xxl",
  ]
}
