/// The id of a license on the Hub: an open set, in lower case.
package struct License: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package init(stringLiteral value: String) { self.init(rawValue: value) }
}

extension License {
  /// The licenses in a card's fields `license` (several with commas between) and `license_name`.
  ///
  /// The Hub has no id for some licenses that many models are under; the name that stands beside
  /// `other` tells them, where it is one we know.
  static func declared(_ field: String?, name: String?) -> [License] {
    let named = name.flatMap { stoodFor[plain($0)] }
    return (field ?? "").split(separator: ",").compactMap { part in
      let id = plain(part)
      guard !id.isEmpty else { return nil }
      return id == "other" ? named ?? "other" : License(rawValue: id)
    }
  }

  private static func plain(_ text: some StringProtocol) -> String {
    let marks: Set<Character> = [" ", "\t", "\"", "'"]
    let tail = text.lowercased().drop { marks.contains($0) }
    return String(tail.reversed().drop { marks.contains($0) }.reversed())
  }

  /// Names in use beside `other`, and the id they stand for.
  private static let stoodFor: [String: License] = [
    "flux-1-dev-non-commercial-license": "flux-1-dev-non-commercial-license",
    "gemma": "gemma", "gemma-terms-of-use": "gemma",
    "llama-2": "llama2", "llama2": "llama2",
    "llama-3": "llama3", "llama3": "llama3", "llama3.1": "llama3.1", "llama3.2": "llama3.2",
    "llama3.3": "llama3.3", "llama4": "llama4",
  ]
}
