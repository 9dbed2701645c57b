package import StemmaCache

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
  ///   otherwise O(*d* log *n*) for *d* derivatives among *n* repositories.
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
    let reached = try Reach(of: node.id, direction: .down, filter: filter, in: connection)
    let query = try connection.prepare(
      """
      SELECT \(value(of: key, at: filter.moment))
      FROM repo
      LEFT JOIN owner ON owner.id = \(filter.moment.owner)
      WHERE repo.id = ? AND \(filter.moment.isListed)
      """
    )
    var tally = BreakdownTally(by: key)
    for (id, distance) in reached.distances {
      guard let text = try query.first(id, body: { $0.optionalText(0) }) else { continue }
      tally.add(text, direct: distance == 1 ? 1 : 0, all: 1)
    }
    return tally.groups
  }

  private static func value(of key: Key, at moment: Moment) -> String {
    switch key {
    case .owner: "owner.name"
    case .month: month
    case .license: moment.value(of: "license")
    case .language: moment.value(of: "languages")
    case .relation:
      """
      (SELECT coalesce(hub, declared) FROM edge
        WHERE child = repo.id AND \(moment.stands("edge")) AND coalesce(hub, declared) IS NOT NULL
        ORDER BY position, 1
        LIMIT 1)
      """
    }
  }

  /// SQL for the month in which `repo` was made.
  static let month = "substr(repo.created_at, 1, 7)"
}
