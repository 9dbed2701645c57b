/// The header fields of one message, in wire order, names matched without regard to case.
package struct HTTPHeaders: Sendable, Hashable {
  /// One field line; a repeated name is several fields.
  package struct Field: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var fields: [Field]

  package init(_ fields: [Field] = []) { self.fields = fields }

  /// The value of the first field of that name.
  package subscript(name: String) -> String? {
    fields.first { Self.same($0.name, name) }?.value
  }

  /// The values of every field of that name, in wire order.
  package func all(_ name: String) -> [String] {
    fields.filter { Self.same($0.name, name) }.map(\.value)
  }

  private static func same(_ one: String, _ other: String) -> Bool {
    let (one, other) = (one.utf8, other.utf8)
    return one.count == other.count && zip(one, other).allSatisfy { lowered($0) == lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { Field($0.0, $0.1) })
  }
}

extension HTTPHeaders {
  /// Reads the field lines of the last message in `wire`.
  ///
  /// Interim replies and a proxy's answer may stand before it. Trailers, which come after its
  /// blank line, are left out. A line without a colon is skipped; a folded line continues the one
  /// before it. Bytes that are no UTF-8 are repaired. Nil when no blank line ends the fields: what
  /// came is cut short.
  package init?(parsing wire: [UInt8]) {
    var open = false
    var isWhole = false
    var fields: [Field] = []
    let lines = wire.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // What follows the last line end is no line.
    for line in lines.dropLast() {
      let text = String(
        decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line,
        as: UTF8.self
      )
      if text.hasPrefix("HTTP/") {
        (open, isWhole, fields) = (true, false, [])
      } else if text.isEmpty {
        isWhole = isWhole || open
        open = false
      } else if open {
        Self.append(text, to: &fields)
      }
    }
    guard isWhole else { return nil }
    self.init(fields)
  }

  private static func append(_ line: String, to fields: inout [Field]) {
    if line.first == " " || line.first == "\t" {
      guard let last = fields.indices.last else { return }
      fields[last].value += " " + line.trimmingBlanks
    } else if let colon = line.firstIndex(of: ":") {
      fields.append(
        Field(line[..<colon].trimmingBlanks, line[line.index(after: colon)...].trimmingBlanks)
      )
    }
  }
}

extension StringProtocol {
  /// The text without blanks, tabs and line ends at either end.
  var trimmingBlanks: String {
    let isBlank: (Character) -> Bool = {
      $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n"
    }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
