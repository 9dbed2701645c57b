public import StemmaLink
import StemmaGraph
import StemmaStore

/// A model that does not declare a dataset and descends from one that does.
public struct InheritedUser: Sendable, Hashable {
  /// The model.
  public let model: DatasetUser
  /// The fewest edges up to a model that declares the dataset.
  public let distance: Int

  /// Makes one from its parts, without a cache.
  public init(model: DatasetUser, distance: Int) {
    self.model = model
    self.distance = distance
  }
}

extension InheritedUser {
  /// Every such model that is listed: the nearest first, then by name.
  ///
  /// - Complexity: O(*u* log *h* + *f* + *d* log *n*) for *u* users, *h* nodes that have a child, *f*
  ///   nodes and edges below users, and *d* models among these that declare nothing, of *n*
  ///   repositories.
  static func all(
    of dataset: DatasetIdentity,
    by basis: RelationBasis?,
    in connection: Connection
  ) throws -> [InheritedUser] {
    // Spaces and datasets are among the users, and nothing descends from them.
    let users = try connection.rows(
      """
      SELECT repo FROM dataset_use
      WHERE dataset_use.dataset IN (\(dataset.list)) AND dataset_use.last_seen IS NULL
      """
    ) { $0.integer(0) }
    let below = try FamilyBelow(
      users,
      FamilyScope(relationBasis: basis),
      in: connection
    )
    let relations = try below.members.relations()
    let declaring = Set(users)
    let heirs = try below.descendants.map { (id: try below.members.id($0.node), relative: $0) }
      .filter { !declaring.contains($0.id) }
      // In the order of the table.
      .sorted { $0.id < $1.id }
    let model = try connection.prepare(
      """
      SELECT repo.name, repo.created_at, \(DatasetUser.ownPublisher) AS owner
      FROM repo
      WHERE repo.id = ? AND repo.kind = 'model' AND repo.gone_since IS NULL
      """
    )
    // A handful of texts for thousands of heirs.
    var texts: [Int32: String] = [:]
    func relation(_ code: Int32) throws -> String? {
      guard code >= 0 else { return nil }
      if let known = texts[code] { return known }
      let text = try below.members.text(code, in: .relation)
      texts[code] = text
      return text
    }
    let inherited = try heirs.compactMap { id, relative in
      let relation = try relation(relations[relative.node])
      return try model.first(id) { row in
        let owner = row.optionalText("owner")
        return InheritedUser(
          model: DatasetUser(
            id: row.text("name"),
            createdAt: row.optionalText("created_at"),
            owner: owner,
            isOwn: dataset.isOwn(owner),
            relation: relation,
            isInherited: true
          ),
          distance: Int(relative.distance)
        )
      }
    }
    return inherited.sorted { ($0.distance, $0.model.id) < ($1.distance, $1.model.id) }
  }
}
