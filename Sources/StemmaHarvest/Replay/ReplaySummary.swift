/// What a replay brought.
public struct ReplaySummary: Sendable, Hashable {
  /// The harvests that were run again, in their order.
  public var harvests: [HarvestSummary] = []
  /// Archives left out since the cache holds their harvest already, a sentence each.
  public var known: [String] = []
  /// What could not be read, a sentence each.
  public var damage: [String] = []
}
