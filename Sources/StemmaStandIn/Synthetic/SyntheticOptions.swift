/// Which synthetic Hub is served.
package struct SyntheticOptions: Sendable, Hashable {
  /// The number of models.
  package var models = 3_000_000
  /// Hubs of the same numbers and seed are the same, byte for byte.
  package var seed: UInt64 = 1
  /// Models that have changed since the Hub of the same seed without changes.
  package var changes = 0

  package init(models: Int = 3_000_000, seed: UInt64 = 1, changes: Int = 0) {
    self.models = models
    self.seed = seed
    self.changes = changes
  }

  /// Reads `models=3000000,seed=1,changes=20000`, each part optional, in any order.
  package init(_ text: String) throws(StandInError) {
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, let value = Int(pair[1]), value >= 0 else {
        throw Self.unreadable(part)
      }
      switch pair[0] {
      case "models" where (1...Self.mostModels).contains(value): models = value
      case "seed": seed = UInt64(value)
      case "changes": changes = value
      default: throw Self.unreadable(part)
      }
    }
    changes = min(changes, models)
  }

  /// What the five letters of a model's name can tell apart.
  private static let mostModels = SyntheticNames.tokenCount

  private static func unreadable(_ part: Substring) -> StandInError {
    StandInError(
      .unreadableFile,
      "\"\(part)\" is no part of a synthetic Hub. Write models=1…\(mostModels), seed=N, changes=N."
    )
  }
}
