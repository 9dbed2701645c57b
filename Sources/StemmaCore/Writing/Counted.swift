extension BinaryInteger {
  /// The number with its noun: `1 page`, `2 pages`; without a plural, that has an s.
  package func counted(_ noun: String, _ plural: String? = nil) -> String {
    "\(self) " + (self == 1 ? noun : plural ?? noun + "s")
  }
}
