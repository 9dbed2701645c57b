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
    /// The licenses as the card states them.
    let field: String?
    /// What the card calls a license without an id, and where it stands.
    let name, link: String?
    let licenses: DeclaredLicenses
    let isGhost: Bool
    /// Whether it is a dataset that a member was trained on.
    var isDataset = false
  }

  /// Ancestors from the farthest, the model, then descendants from the nearest.
  let members: [Member]
  /// The parents of each member among the members, in the order of its card.
  let parents: [[Int]]
  private let name: Statement

  init(
    of model: Int64,
    withDescendants: Bool,
    withDatasets: Bool = false,
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
    let uses = withDatasets ? try Self.datasets(of: distances, filter, in: connection) : [:]
    var datasets: [Int64: Int] = [:]
    for (model, used) in uses {
      for dataset in used {
        datasets[dataset] = min(datasets[dataset] ?? 0, (distances[model] ?? 0) - 1)
      }
    }
    let cards = try CardLicenses(in: connection)
    members = try distances.merging(datasets) { model, _ in model }
      .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      .map { try cards.member($0.key, distance: $0.value, isDataset: datasets[$0.key] != nil) }
    parents = try Self.parents(of: members, uses, filter: filter, in: connection)
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

  /// The datasets that each model says it was trained on.
  private static func datasets(
    of models: [Int64: Int],
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> [Int64: [Int64]] {
    let query = try connection.prepare(
      """
      SELECT dataset
      FROM dataset_use
      WHERE repo = ? AND dataset_use.last_seen IS NULL
      ORDER BY dataset
      """
    )
    var uses: [Int64: [Int64]] = [:]
    for model in models.keys {
      let used = try query.rows(model) { $0.integer(0) }
      if !used.isEmpty { uses[model] = used }
    }
    return uses
  }

  private static func parents(
    of members: [Member],
    _ uses: [Int64: [Int64]],
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
      try query.rows(member.id) {
        $0.inOrder { (place: places[$0.integer()], relation: $0.optionalText()) }
      }
      .filter { filter.admits($0.relation) }
      .compactMap(\.place) + (uses[member.id] ?? []).compactMap { places[$0] }
    }
  }
}

/// Reads what cards state of licenses; equal statements are read once.
private final class CardLicenses {
  private struct Key: Hashable {
    let field: String?
    let name: String?
    let link: String?
  }

  private let query: Statement
  private var read: [Key: DeclaredLicenses] = [:]

  init(in connection: Connection) throws {
    query = try connection.prepare(
      """
      SELECT repo.license, repo.license_name, repo.license_link
      FROM repo
      WHERE id = ?
      """
    )
  }

  func member(_ id: Int64, distance: Int, isDataset: Bool) throws -> LicensedFamily.Member {
    let key =
      try query.first(id) {
        Key(
          field: $0.optionalText("license"),
          name: $0.optionalText("license_name"),
          link: $0.optionalText("license_link")
        )
      } ?? Key(field: nil, name: nil, link: nil)
    let licenses = read[key] ?? DeclaredLicenses(key.field, name: key.name, link: key.link)
    read[key] = licenses
    return .init(
      id: id,
      distance: distance,
      field: key.field,
      name: key.name,
      link: key.link,
      licenses: licenses,
      isGhost: id < 0,
      isDataset: isDataset
    )
  }
}
