import StemmaGraph
import StemmaStore

/// A model with its ancestors and, where asked for, its descendants, and what their cards state.
///
/// The ancestors come in any case: what they ask of derivatives reaches the descendants too.
struct LicensedFamily {
  struct Member {
    let id: Int64
    /// Edges to the model: negative for ancestors, 0 for the model itself.
    let distance: Int
    /// The licences as the card states them.
    let field: String?
    let licenses: DeclaredLicenses
    let isGhost: Bool
  }

  /// Ancestors from the farthest, the model, then descendants from the nearest.
  let members: [Member]
  /// The parents of each member among the members, in the order of its card.
  let parents: [[Int]]
  private let name: Statement

  init(
    of model: Int64,
    withDescendants: Bool,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    var upward = filter
    upward.depth = nil
    let above = try Reach(of: model, direction: .up, filter: upward, in: connection).distances
    let below =
      withDescendants
      ? try Reach(of: model, direction: .down, filter: filter, in: connection).distances : []
    // On a cycle a model is above and below: it is shown above.
    var distances = Dictionary(below.map { ($0.node, $0.distance) }) { first, _ in first }
    for (node, distance) in above { distances[node] = -distance }
    distances[model] = 0
    let cards = try CardLicenses(in: connection)
    members = try distances.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      .map { try cards.member($0.key, distance: $0.value) }
    parents = try Self.parents(of: members, filter: filter, in: connection)
    name = try connection.prepare(Self.nameQuery)
  }

  func name(of member: Int) throws -> String {
    try name.first(members[member].id) { $0.text(0) } ?? ""
  }

  private static let nameQuery = """
    SELECT repo.name FROM repo WHERE id = ?1
    UNION ALL
    SELECT name FROM ghost WHERE id = ?1
    """

  private static func parents(
    of members: [Member],
    filter: FamilyScope,
    in connection: Connection
  ) throws -> [[Int]] {
    let places = Dictionary(uniqueKeysWithValues: zip(members.map(\.id), members.indices))
    let query = try connection.prepare(
      """
      SELECT parent, relation
      FROM edge
      WHERE child = ? AND child <> parent AND edge.last_seen IS NULL
      ORDER BY position, parent
      """
    )
    return try members.map { member in
      try query.rows(member.id) { (place: places[$0.integer(0)], relation: $0.optionalText(1)) }
        .filter { filter.admits($0.relation) }
        .compactMap(\.place)
    }
  }
}

/// Reads what cards state of licences; equal statements are read once.
private final class CardLicenses {
  private struct Key: Hashable {
    let field: String?
    let name: String?
  }

  private let query: Statement
  private var read: [Key: DeclaredLicenses] = [:]

  init(in connection: Connection) throws {
    query = try connection.prepare(
      """
      SELECT repo.license, repo.license_name
      FROM repo
      WHERE id = ?
      """
    )
  }

  func member(_ id: Int64, distance: Int) throws -> LicensedFamily.Member {
    let key =
      try query.first(id) { Key(field: $0.optionalText(0), name: $0.optionalText(1)) }
      ?? Key(field: nil, name: nil)
    let licenses = read[key] ?? DeclaredLicenses(key.field, name: key.name)
    read[key] = licenses
    return .init(
      id: id,
      distance: distance,
      field: key.field,
      licenses: licenses,
      isGhost: id < 0
    )
  }
}
