import StemmaStore

/// A model and how far around it a family is wanted: `ID`, `ID+`, `+ID`, `+ID+`, `ID+2`, `2+ID`.
///
/// A plus behind the name means what was made from it, one before it what it was made from; a
/// number beside the plus is the largest distance.
package struct FamilySelector: Sendable, Hashable {
  /// The model as it was typed: an id, an old name or an address on the Hub.
  package let name: String
  /// The largest distance upwards and downwards, in edges; 0 for none.
  package let up, down: Int

  package init(name: String, up: Int = 0, down: Int = 0) {
    self.name = name
    self.up = up
    self.down = down
  }

  /// - Throws: `AnswerError` of code `misuse` when no name is left beside the marks.
  package init(_ text: String) throws {
    var name = text[...]
    up = Self.takeSteps(from: &name, digits: name.prefix(while: \.isASCIIDigit), atFront: true)
    let digits = name.reversed().prefix(while: \.isASCIIDigit).count
    down = Self.takeSteps(from: &name, digits: name.suffix(digits), atFront: false)
    guard !name.isEmpty else {
      throw AnswerError(
        .misuse,
        "\(text) is not a selector. Write ID+ for descendants, +ID for ancestors, ID+2 for two steps."
      )
    }
    self.name = String(name)
  }

  private static func takeSteps(
    from name: inout Substring,
    digits: Substring,
    atFront: Bool
  ) -> Int {
    let rest = atFront ? name.dropFirst(digits.count) : name.dropLast(digits.count)
    guard (atFront ? rest.first : rest.last) == "+" else { return 0 }
    name = atFront ? rest.dropFirst() : rest.dropLast()
    // So many digits that they make no number mean no limit either.
    return digits.isEmpty ? .max : Int(digits) ?? .max
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
