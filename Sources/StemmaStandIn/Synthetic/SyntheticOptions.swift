/// Which synthetic Hub is served.
package struct SyntheticOptions: Sendable, Hashable {
  /// The number of models.
  package var models = 3_000_000
  /// Hubs of the same numbers and seed are the same, byte for byte.
  package var seed: UInt64 = 1
  /// Models that have changed since the Hub of the same seed without changes.
  package var changes = 0
  /// The numbers of datasets and Spaces.
  package var datasets = 0, spaces = 0
  /// What all models are made into; nil for families as the real Hub has them.
  package var shape: SyntheticShape?

  package init(
    models: Int = 3_000_000,
    seed: UInt64 = 1,
    changes: Int = 0,
    shape: SyntheticShape? = nil
  ) {
    self.models = models
    self.seed = seed
    self.changes = changes
    self.shape = shape
  }

  /// Reads `models=3000000,datasets=1100000,spaces=1500000,seed=1,changes=20000,shape=chain`, each part optional, in any order.
  package init(_ text: String) throws(StandInError) {
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.first == "shape", let shape = pair.last.flatMap({ SyntheticShape(rawValue: "\($0)") })
      {
        self.shape = shape
        continue
      }
      guard pair.count == 2, let value = Int(pair[1]), value >= 0 else {
        throw Self.unreadable(part)
      }
      switch pair[0] {
      case "models" where (1...Self.mostModels).contains(value): models = value
      case "datasets" where value <= Self.mostModels: datasets = value
      case "spaces" where value <= Self.mostModels: spaces = value
      case "seed": seed = UInt64(value)
      case "changes": changes = value
      default: throw Self.unreadable(part)
      }
    }
    changes = min(changes, models)
  }

  /// The same for so many repositories of another kind: in the calendar of the whole Hub, and changed as
  /// often.
  func of(_ count: Int, salt: UInt64) -> SyntheticOptions {
    SyntheticOptions(
      models: count,
      seed: seed ^ salt,
      changes: Int(Double(changes) / Double(max(1, models)) * Double(count))
    )
  }

  /// What the five letters of a model's name can tell apart.
  private static let mostModels = SyntheticNames.tokenCount

  private static func unreadable(_ part: Substring) -> StandInError {
    StandInError(
      .unreadableFile,
      """
      "\(part)" is no part of a synthetic Hub. Write models=1…\(mostModels), datasets=N, spaces=N, seed=N, \
      changes=N, \
      shape=\(SyntheticShape.allCases.map(\.rawValue).joined(separator: "|")).
      """
    )
  }
}

/// One family of an odd shape, of all models of a Hub.
package enum SyntheticShape: String, Sendable, CaseIterable {
  /// Each is made from the one before.
  case chain
  /// The same, and the first from the last.
  case cycle
  /// Two are made from the two before, over and over.
  case ladder
  /// Each is made from the 65 before.
  case parents
  /// All are made from the first.
  case star

  /// The models that one of `count` is made from.
  func parents(of index: Int, among count: Int) -> [Int] {
    switch self {
    case .chain: index == 0 ? [] : [index - 1]
    case .cycle: [(index + count - 1) % count]
    case .ladder: index < 2 ? [] : [index / 2 * 2 - 2, index / 2 * 2 - 1]
    case .parents: Array(max(0, index - 65)..<index)
    case .star: index == 0 ? [] : [0]
    }
  }
}

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
