/// The Hub's words for an unknown `expand` value: `"expand" must be one of [author, sha]`.
enum RefusedProperty {
  /// The allowed values, when `message` is about `expand`; empty when they cannot all be read.
  static func allowed(in message: String?) -> [String]? {
    guard let message, let rule = message.firstRange(of: " must be one of"),
      namesExpand(message[..<rule.lowerBound])
    else { return nil }
    return values(in: message[rule.upperBound...]) ?? []
  }

  // `"expand"`, `"expand[3]"` and `"expand[]"` are one parameter.
  private static func namesExpand(_ text: Substring) -> Bool {
    guard let quote = text.dropLast().lastIndex(of: "\""), text.last == "\"" else { return false }
    let name = text[text.index(after: quote)...].dropLast()
    return name == "expand" || name.hasPrefix("expand[")
  }

  private static func values(in text: Substring) -> [String]? {
    guard let opening = text.firstIndex(of: "["), let closing = text[opening...].firstIndex(of: "]")
    else { return nil }
    let values = text[text.index(after: opening)..<closing].split(separator: ",").map {
      $0.trimmingBlanks.filter { $0 != "\"" && $0 != "'" }
    }
    // A list cut short says nothing of what it leaves out.
    return values.allSatisfy(isName) ? values : nil
  }

  private static func isName(_ value: String) -> Bool {
    !value.isEmpty
      && value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
  }
}

extension HubError {
  /// Those of `properties` that the Hub's list of allowed values does not hold.
  ///
  /// Empty when this is no refusal or names no values.
  package func refused(among properties: [String]) -> [String] {
    guard case .refusedProperty(let allowed) = code, !allowed.isEmpty else { return [] }
    return properties.filter { !allowed.contains($0) }
  }
}
