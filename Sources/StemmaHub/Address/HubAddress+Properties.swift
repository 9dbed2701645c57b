extension HubAddress {
  /// The properties that an address asks for with `expand`, in either of its spellings.
  package static func properties(askedBy url: String) -> [String] {
    parameters(of: url).compactMap(property)
  }

  /// The address without asking for `refused`, or nil when it asks for none of them.
  ///
  /// All other parameters stay as they are spelt.
  package static func dropping(_ refused: Set<String>, from url: String) -> String? {
    keeping({ property($0).map { !refused.contains($0) } ?? true }, of: url)
  }

  /// What narrows a listing, as its address spells it, in order.
  package static func filters(of url: String) -> [String] {
    parameters(of: url).filter { parameter in
      ["filter=", "gated=", "models="].contains(where: parameter.hasPrefix)
    }.map(String.init).sorted()
  }

  /// The whole number that an address gives to a parameter.
  package static func number(_ name: String, in url: String) -> Int? {
    parameters(of: url).first { $0.hasPrefix(name + "=") }.flatMap {
      Int($0.dropFirst(name.count + 1))
    }
  }

  /// The address of a listing's first page, or nil when it already is that.
  package static func droppingCursor(from url: String) -> String? {
    keeping({ !$0.hasPrefix("cursor=") }, of: url)
  }

  private static func keeping(_ isKept: (Substring) -> Bool, of url: String) -> String? {
    let all = parameters(of: url)
    let kept = all.filter(isKept)
    guard kept.count < all.count else { return nil }
    let path = String(url.prefix { $0 != "?" })
    return kept.isEmpty ? path : path + "?" + kept.joined(separator: "&")
  }

  private static func parameters(of url: String) -> [Substring] {
    guard let mark = url.firstIndex(of: "?") else { return [] }
    return url[url.index(after: mark)...].split(separator: "&")
  }

  private static func property(_ parameter: Substring) -> String? {
    let parts = parameter.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, ["expand", "expand[]", "expand%5B%5D"].contains(parts[0]) else {
      return nil
    }
    return String(parts[1])
  }
}
