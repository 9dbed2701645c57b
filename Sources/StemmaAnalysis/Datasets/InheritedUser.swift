import StemmaCache

/// A model that does not declare a dataset and descends from one that does.
public struct InheritedUser: Sendable, Hashable {
  /// The model.
  public let model: DatasetUser
  /// The fewest edges up to a model that declares the dataset.
  public let distance: Int
}

extension InheritedUser {
  /// Every such model that is listed: the nearest first, then by name.
  ///
  /// - Complexity: O(*u* log *h* + *d* log *n*) for *u* users, *h* nodes that have a child, and *d*
  ///   descendants of users among *n* repositories.
  static func all(
    of dataset: DatasetIdentity,
    at moment: Moment,
    in connection: Connection
  ) throws -> [InheritedUser] {
    precondition(moment == .now, "a connection goes to the past as a whole")
    // Spaces and datasets are among the users, and nothing descends from them.
    let users = try connection.rows(
      """
      SELECT repo FROM dataset_use
      WHERE dataset_use.dataset IN (\(dataset.list)) AND \(moment.stands("dataset_use"))
      """
    ) { $0.integer(0) }
    let model = try connection.prepare(
      """
      SELECT repo.name, repo.created_at, \(DatasetUser.ownPublisher(at: moment)),
        \(DatasetUser.relation(at: moment))
      FROM repo
      WHERE repo.id = ? AND repo.kind = 'model' AND \(moment.isListed)
      """
    )
    let distances = try distances(below: users, in: connection)
    // In the order of the table.
    let inherited = try distances.sorted { $0.key < $1.key }.compactMap { id, distance in
      try model.first(id) { row in
        let owner = row.optionalText(2)
        return InheritedUser(
          model: DatasetUser(
            id: row.text(0),
            createdAt: row.optionalText(1),
            owner: owner,
            isOwn: dataset.isOwn(owner),
            relation: row.optionalText(3),
            isInherited: true
          ),
          distance: distance
        )
      }
    }
    return inherited.sorted { ($0.distance, $0.model.id) < ($1.distance, $1.model.id) }
  }

  /// The fewest edges from one of `users` to each node below them that is none itself.
  private static func distances(
    below users: [Int64],
    in connection: Connection
  ) throws -> [Int64: Int] {
    // Few users have a child: that is looked up before their rows of the closure are.
    let heads = try StoredGraph(in: connection).numbers(.heads)
    let pairs = try connection.prepare(
      "SELECT descendant, distance FROM lineage WHERE ancestor = ?"
    )
    var distances: [Int64: Int] = [:]
    for user in users where heads.position(of: user) != nil {
      try pairs.forEach(user) { row in
        distances[row.integer(0), default: .max] = min(
          distances[row.integer(0), default: .max],
          row.int(1)
        )
      }
    }
    for user in users { distances[user] = nil }
    return distances
  }
}
