/// Named texts, a line each: the heads of WARC records and of HTTP messages.
struct FieldLines: Sendable, Equatable {
  /// One line.
  struct Field: Sendable, Equatable {
    let name: String
    let value: String
  }

  var fields: [Field]

  init(_ fields: [(String, String)] = []) {
    self.fields = fields.map { Field(name: $0.0, value: $0.1) }
  }

  /// Reads lines; one without a colon is skipped.
  init(parsing lines: some Sequence<Substring>) {
    fields = lines.compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      return Field(name: String(line[..<colon]), value: String(value))
    }
  }

  /// The value of the first field of that name, whatever its case.
  subscript(name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The lines as they are written.
  var text: String { fields.map { "\($0.name): \($0.value)\r\n" }.joined() }

  /// The start line and the fields of a head, and what follows its empty line; nil when none ends
  /// it.
  static func head(
    of bytes: ArraySlice<UInt8>
  ) -> (start: String, lines: FieldLines, rest: ArraySlice<UInt8>)? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    guard let start = lines.first else { return nil }
    return (String(start), FieldLines(parsing: lines.dropFirst()), bytes[end.upperBound...])
  }
}

extension String {
  /// The text with control characters and, unless they are kept, `%` as `%XX`: fit for one line.
  func onOneLine(keepingPercent: Bool = false) -> String {
    var bytes: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in utf8 {
      if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") && !keepingPercent {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
