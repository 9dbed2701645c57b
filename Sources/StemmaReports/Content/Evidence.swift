/// How a reader sees the rows behind a number.
package enum Evidence: Sendable, Hashable {
  /// Arguments of `stemma`, such as `claims`, `show`, `P1`.
  case command([String])
  /// A query of the cache, and options of `stemma sql`.
  case query(String, options: [String] = [])

  /// What to type into a shell; foreign text in it is quoted.
  package var shell: String {
    switch self {
    case .command(let words): "stemma " + words.map(Self.quoted).joined(separator: " ")
    case .query(let sql, let options):
      "stemma sql " + ([sql] + options).map(Self.quoted).joined(separator: " ")
    }
  }

  /// The same, asked as of a past date; what a study's file says has none.
  func asked(asOf date: String) -> Evidence {
    switch self {
    case .command(let words):
      words.starts(with: ["study", "show"]) ? self : .command(words + ["--as-of", date])
    case .query(let sql, let options): .query(sql, options: options + ["--as-of", date])
    }
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./:=+,@".utf8.contains(byte)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
