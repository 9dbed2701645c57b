package import StemmaCache
internal import StemmaLineage

/// The derivatives of a model, grouped by something they have.
public struct Breakdown: Sendable, Hashable {
  /// What derivatives can be grouped by.
  public enum Key: String, Sendable, CaseIterable {
    /// The user or organisation that publishes them.
    case owner
    /// The month in which they were made, such as `2024-07`.
    case month
    /// The licence their card states.
    case license
    /// The languages their card names: a model counts under each of them.
    case language
    /// How they were made: the Hub's word, else their card's.
    case relation
  }

  /// Derivatives that share a value.
  public struct Group: Sendable, Hashable {
    /// The value; nil for those that state none.
    public let value: String?
    /// Children of the model.
    public let direct: Int
    /// Descendants at any distance.
    public let all: Int
  }

  /// The model's current name.
  public let model: String
  /// What they are grouped by.
  public let key: Key
  /// The largest first; months in their order.
  public let groups: [Group]
  /// How many derivatives are such by inferred edges only; nil when these were not followed.
  public let inferred: Int?

  /// Groups the derivatives that the Hub lists.
  ///
  /// - Complexity: O(*g*) for *g* groups where the last analysis grouped a large family already;
  ///   otherwise the arrays of the graph are read, and the rest is in proportion to the family.
  package init(
    of node: NamedNode,
    by key: Key,
    filter: FamilyFilter = .init(),
    in connection: Connection
  ) throws {
    model = node.name
    self.key = key
    let stored =
      filter.isAnsweredByClosure && filter.depth == nil
      ? try FamilyGroupTable.groups(of: node.id, by: key, in: connection) : []
    groups = try stored.isEmpty ? Self.counted(of: node, by: key, filter, in: connection) : stored
    inferred = try filter.scope.leastConfidence.map { _ in
      try Derivatives(of: node, filter: filter, in: connection).inferred ?? 0
    }
  }

  private static func counted(
    of node: NamedNode,
    by key: Key,
    _ filter: FamilyFilter,
    in connection: Connection
  ) throws -> [Group] {
    let family = try FamilyGraph(below: node.id, filter, in: connection)
    return try GroupColumn(key, of: family, in: connection)
      .tally(of: family.graph.descendants(of: 0), isCounted: family.isListed())
      .groups
  }
}
