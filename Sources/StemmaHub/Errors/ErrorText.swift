internal import StemmaCore

/// The Hub's words inside the body of an error, for display.
enum ErrorText {
  /// The text in any of the shapes the Hub and its edge use; nil for an empty body.
  static func message(in body: [UInt8]) -> String? {
    guard !body.isEmpty else { return nil }
    guard body.count < 1 << 20, let value = try? JSONReader().value(body) else {
      return plain(body)
    }
    return message(in: value)
  }

  private static func message(in value: JSONValue) -> String? {
    let parts =
      texts(value["error"]) + texts(value["error_description"])
      + (value["errors"]?.array ?? []).flatMap { texts($0["message"]) + texts($0) }
      + texts(value["message"])
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private static func texts(_ value: JSONValue?) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.compactMap(\.string)
    default: []
    }
  }

  // Of a page from the edge the markup is noise; its words are few.
  private static func plain(_ body: [UInt8]) -> String? {
    var text = String(decoding: body.prefix(4096), as: UTF8.self)
    if let title = title(of: text) { text = title }
    let line = OneLine.of(text, limit: 300)
    return line.isEmpty ? nil : line
  }

  private static func title(of page: String) -> String? {
    guard let opening = page.firstRange(of: "<title>"),
      let closing = page[opening.upperBound...].firstRange(of: "</title>")
    else { return nil }
    return String(page[opening.upperBound..<closing.lowerBound])
  }
}
