/// Papers that a card's text links to.
enum ArxivMention {
  /// The arXiv numbers behind paper links, each once, in their order.
  static func all(in text: String?) -> [String] {
    guard let text else { return [] }
    var found: [String] = []
    for marker in markers {
      for range in text.ranges(of: marker) {
        guard let number = number(at: text[range.upperBound...]) else { continue }
        if !found.contains(number) { found.append(number) }
      }
    }
    return found
  }

  private static let markers = [
    "arxiv.org/abs/", "arxiv.org/pdf/", "arXiv:", "arxiv:", "huggingface.co/papers/",
  ]

  /// Four digits, a dot, four or five digits.
  private static func number(at text: Substring) -> String? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0].count == 4, (4...5).contains(parts[1].count) else {
      return nil
    }
    return "\(parts[0]).\(parts[1])"
  }
}
