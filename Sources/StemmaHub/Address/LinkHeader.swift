/// The `Link` header, where the Hub says how a listing goes on.
package enum LinkHeader {
  /// What the header says of the next page.
  package enum Next: Sendable, Hashable {
    /// No header, or one without `rel="next"`: the listing is whole.
    case end
    /// The address as it is spelt; a cursor in it is opaque.
    case page(String)
    /// There is a header that cannot be read: an accident, never an end.
    case unreadable(String)
  }

  /// Reads the field values of every `Link` field of one reply.
  ///
  /// The address ends at `>`, so commas and semicolons in it do no harm. `next` counts in any
  /// letter case, quoted or not, alone or among other relations.
  ///
  /// - Complexity: O(*n*) over the header.
  package static func next(in values: [String]) -> Next {
    var next: Next = .end
    for value in values {
      guard let links = links(in: value), !links.isEmpty else { return .unreadable(value) }
      for link in links where link.isNext && next == .end {
        next = link.target.isEmpty ? .unreadable(value) : .page(link.target)
      }
    }
    return next
  }

  private struct Link {
    var target: String
    var isNext: Bool
  }

  private static func links(in value: String) -> [Link]? {
    var rest = Substring(value)
    var links: [Link] = []
    while true {
      rest = rest.drop { isBlank($0) || $0 == "," }
      guard let first = rest.first else { return links }
      guard first == "<", let end = rest.firstIndex(of: ">") else { return nil }
      let target = rest[rest.index(after: rest.startIndex)..<end].trimmingBlanks
      rest = rest[rest.index(after: end)...]
      guard let relations = relations(from: &rest) else { return nil }
      links.append(Link(target: target, isNext: relations.contains("next")))
    }
  }

  // Reads `; name=value` up to the comma that ends the link. The first `rel` counts.
  private static func relations(from rest: inout Substring) -> [String]? {
    var relations: [String]?
    while true {
      rest = rest.drop(while: isBlank)
      guard let mark = rest.first, mark != "," else { return relations ?? [] }
      guard mark == ";" else { return nil }
      rest = rest.dropFirst().drop(while: isBlank)
      let name = rest.prefix { $0 != "=" && $0 != ";" && $0 != "," }
      rest = rest[name.endIndex...]
      guard rest.first == "=" else { continue }
      rest = rest.dropFirst().drop(while: isBlank)
      guard let value = parameterValue(from: &rest) else { return nil }
      if relations == nil, name.trimmingBlanks.lowercased() == "rel" {
        relations = value.lowercased().split(separator: " ").map(String.init)
      }
    }
  }

  private static func parameterValue(from rest: inout Substring) -> String? {
    guard let quote = rest.first, quote == "\"" || quote == "'" else {
      let token = rest.prefix { $0 != ";" && $0 != "," }
      rest = rest[token.endIndex...]
      return token.trimmingBlanks
    }
    rest = rest.dropFirst()
    var value = ""
    while let character = rest.popFirst() {
      if character == quote { return value }
      guard character == "\\" else {
        value.append(character)
        continue
      }
      if let escaped = rest.popFirst() { value.append(escaped) }
    }
    return nil
  }

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t"
  }
}
