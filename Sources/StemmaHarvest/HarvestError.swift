/// A harvest that cannot be begun, or that brought nothing at all.
public struct HarvestError: Error, CustomStringConvertible {
  /// What happened and what to do, in one line.
  public let description: String

  package init(
    description: String
  ) {
    self.description = description
  }

  static let nothingToRefresh = HarvestError(
    description: "A refresh needs a complete listing to go on from, and the cache holds none of "
      + "this endpoint. Run `stemma harvest --plan sweep` once."
  )
}
