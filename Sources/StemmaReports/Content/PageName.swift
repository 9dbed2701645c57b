/// Names of pages, tables and charts that file systems and addresses take as they are.
struct PageName {
  private var taken: Set<String> = []

  /// Small letters, digits and `-` made of `text`, told from those given before by a number.
  mutating func unique(_ text: String) -> String {
    let stem = Self.plain(text)
    var name = stem
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return name
  }

  private static func plain(_ text: String) -> String {
    let letters = text.lowercased().utf8.prefix(80).map { byte -> Character in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        Character(Unicode.Scalar(byte))
      default: "-"
      }
    }
    let name = letters.split(separator: "-").map { String($0) }.joined(separator: "-")
    return name.isEmpty ? "unnamed" : name
  }
}
