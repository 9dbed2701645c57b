extension BinaryInteger {
  /// The number with its noun: `1 page`, `2 pages`, `2 families`; `plural` where the rule does not hold.
  package func counted(_ noun: String, _ plural: String? = nil) -> String {
    "\(self) " + (self == 1 ? noun : plural ?? noun.plural)
  }
}

extension String {
  /// With `ies` for a `y` behind a consonant, else an s behind it.
  fileprivate var plural: String {
    guard last == "y", let before = dropLast().last, !"aeiou".contains(before) else {
      return self + "s"
    }
    return dropLast() + "ies"
  }
}
