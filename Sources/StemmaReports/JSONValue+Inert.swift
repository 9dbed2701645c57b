internal import StemmaJSON
package import StemmaRecords

extension JSONValue {
  /// The value as JSON text on one line in which nothing acts on a terminal: direction marks and
  /// other invisible characters are written `\uXXXX`, which reads back as what they are.
  package var inertText: String { OutputBuffer.text { try? writeInert(to: $0) } }

  /// Writes ``inertText``.
  ///
  /// Long lists, in the value or one of its members, are passed on element by element.
  func writeInert(to output: OutputBuffer) throws {
    switch self {
    case .array(let elements):
      try output.writeList(elements) { $0.write(to: &$1, escaping: TerminalText.isActive) }
    case .object(let members):
      try output.append { $0.append(UInt8(ascii: "{")) }
      for (index, member) in members.enumerated() {
        try output.append { bytes in
          if index > 0 { bytes.append(UInt8(ascii: ",")) }
          JSONValue.string(member.key).write(to: &bytes, escaping: TerminalText.isActive)
          bytes.append(UInt8(ascii: ":"))
        }
        try member.value.writeInert(to: output)
      }
      try output.append { $0.append(UInt8(ascii: "}")) }
    case .null, .bool, .integer, .number, .string:
      try output.append { write(to: &$0, escaping: TerminalText.isActive) }
    }
  }
}

extension OutputBuffer {
  /// Writes a JSON list, each element as `append` writes it.
  func writeList<Element>(
    _ elements: some Sequence<Element>,
    _ append: (Element, inout [UInt8]) -> Void
  ) throws {
    try write("[")
    var isFirst = true
    for element in elements {
      try self.append { bytes in
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        append(element, &bytes)
      }
      isFirst = false
    }
    try write("]")
  }
}
