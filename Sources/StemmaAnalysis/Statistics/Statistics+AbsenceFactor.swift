extension Statistics {
  /// The smallest number of contributors who together made `share` of all contributions.
  ///
  /// With persons this is CHAOSS's Contributor Absence Factor (the "bus factor"), with organisations
  /// its Elephant Factor. Nil when nobody contributed.
  ///
  /// - Complexity: O(*n* log *n*).
  package static func absenceFactor(_ contributions: [Int], share: Double = 0.5) -> Int? {
    let total = contributions.reduce(0, +)
    guard total > 0 else { return nil }
    var sum = 0
    for (count, contribution) in zip(1..., contributions.sorted(by: >)) {
      sum += contribution
      if Double(sum) >= share * Double(total) { return count }
    }
    return contributions.count
  }
}
