/// Which models of a synthetic Hub have changed, and in what.
///
/// All of them have a new commit, another time of change and more downloads.
extension SyntheticOptions {
  /// Which of the changes since the present is the model's, from 0; nil when it has not changed.
  ///
  /// About as many models have one as there are changes, spread evenly over the Hub.
  func turnOfChange(of index: Int) -> Int? {
    guard changes > 0 else { return nil }
    let place = Double(UInt64(index) * Self.factor % Self.prime) / Double(Self.prime)
    let turn = Int(place * Double(models))
    return turn < changes ? turn : nil
  }

  /// Whether the model's card and tags were written anew: one change in four.
  func hasNewCard(_ index: Int) -> Bool { turnOfChange(of: index).map { $0 % 4 == 0 } ?? false }

  /// Whether the model names other base models than before: one change in eight.
  func hasNewBases(_ index: Int) -> Bool { turnOfChange(of: index).map { $0 % 8 == 1 } ?? false }

  private static let prime: UInt64 = 33_554_393
  private static let factor: UInt64 = 20_737_829
}
