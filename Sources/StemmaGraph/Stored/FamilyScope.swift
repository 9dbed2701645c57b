/// Which edges of the family graph are followed, and how far.
public struct FamilyScope: Sendable, Hashable {
  /// The relations whose edges are followed; empty for all.
  public var relations: Set<String>
  /// The largest distance, in edges; nil for any.
  public var depth: Int?
  /// Whether each model keeps only the first parent that its card names.
  public var isFirstParentOnly: Bool
  /// The owners whose models are followed, in any letter case; empty for all.
  public var owners: Set<String>
  /// The least confidence, from 0 to 1, of inferred edges that are followed; nil for none of them.
  public var leastConfidence: Double?

  /// Edges of every kind that somebody declares, at any distance, unless said otherwise.
  public init(
    relations: Set<String> = [],
    depth: Int? = nil,
    isFirstParentOnly: Bool = false,
    owners: Set<String> = [],
    leastConfidence: Double? = nil
  ) {
    self.relations = relations
    self.depth = depth
    self.isFirstParentOnly = isFirstParentOnly
    self.owners = owners
    self.leastConfidence = leastConfidence
  }

  /// The confidence from which inferred edges are more often right than wrong.
  public static let usualConfidence = 0.5
}
