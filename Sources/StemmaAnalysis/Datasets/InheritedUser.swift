import StemmaCache

/// A model that does not declare a dataset and descends from one that does.
public struct InheritedUser: Sendable, Hashable {
  /// The model.
  public let model: DatasetUser
  /// The fewest edges up to a model that declares the dataset.
  public let distance: Int
}

extension InheritedUser {
  /// Every such model that was listed at `moment`: the nearest first, then by name.
  ///
  /// - Complexity: O(*d* log *n*) for *d* descendants of users among *n* repositories.
  static func all(
    of dataset: DatasetIdentity,
    at moment: Moment,
    in connection: Connection
  ) throws -> [InheritedUser] {
    // Spaces and datasets are among the users, and nothing descends from them.
    let uses = """
      dataset_use.dataset IN (\(dataset.list)) AND \(moment.stands("dataset_use"))
      """
    return try connection.rows(
      """
      \(below(uses, at: moment))
      SELECT \(moment.value(of: "name")), repo.created_at, \(DatasetUser.ownPublisher(at: moment)),
        \(DatasetUser.relation(at: moment)), min(below.distance)
      FROM below
      JOIN repo ON repo.id = below.model
      WHERE repo.kind = 'model' AND \(moment.isListed)
        AND NOT EXISTS (SELECT 1 FROM dataset_use WHERE repo = below.model AND \(uses))
      GROUP BY repo.id
      ORDER BY 5, 1
      """
    ) { row in
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
        distance: row.int(4)
      )
    }
  }

  /// SQL for a table `below` of what descends from those whose `uses` hold, with distances.
  ///
  /// Of now the closure says; the short list of those who have derivatives at all is read before it.
  /// Of the past the edges are walked. The walk ends after more steps than any chain on the Hub has,
  /// so that a cycle ends too.
  private static func below(_ uses: String, at moment: Moment) -> String {
    guard case .harvest = moment else {
      return """
        WITH below (model, distance) AS (
          SELECT descendant, min(distance)
          FROM dataset_use
          CROSS JOIN family INDEXED BY family_model ON family.model = dataset_use.repo
          CROSS JOIN lineage ON lineage.ancestor = family.model
          WHERE \(uses)
          GROUP BY descendant)
        """
    }
    return """
      WITH RECURSIVE below (model, distance) AS (
        SELECT child, 1
        FROM dataset_use
        CROSS JOIN edge ON edge.parent = dataset_use.repo
        WHERE \(uses) AND \(moment.stands("edge"))
        UNION
        SELECT edge.child, below.distance + 1
        FROM below
        JOIN edge ON edge.parent = below.model
        WHERE below.distance < 64 AND \(moment.stands("edge")))
      """
  }
}
