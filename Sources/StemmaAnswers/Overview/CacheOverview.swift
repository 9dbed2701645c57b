import StemmaCore
package import StemmaStore

/// What a cache begins to tell whoever opens it: its largest families and its newest models.
package struct CacheOverview: Sendable, Hashable {
  /// A model with all that was made from it.
  package struct Family: Sendable, Hashable {
    package let model: String
    /// Distinct descendants that the Hub lists.
    package let models: Int
    /// Their distinct owners.
    package let publishers: Int
    /// As `Derivatives.weighted`.
    package let weighted: Double

    package init(model: String, models: Int, publishers: Int, weighted: Double) {
      (self.model, self.models) = (model, models)
      (self.publishers, self.weighted) = (publishers, weighted)
    }
  }

  /// By descendants, by owners, and by owners of whom each counts less the more it has.
  package let byModels, byPublishers, byWeight: [Family]
  /// Those that the Hub made last, as far as they were harvested.
  package let newest: [ListedModel]

  package init(
    byModels: [Family] = [],
    byPublishers: [Family] = [],
    byWeight: [Family] = [],
    newest: [ListedModel] = []
  ) {
    (self.byModels, self.byPublishers, self.byWeight) = (byModels, byPublishers, byWeight)
    self.newest = newest
  }

  /// - Complexity: O(*f*) for *f* models that have derivatives.
  package init(limit: Int, in connection: Connection) throws {
    byModels = try Self.families(by: "family.all_total", limit, in: connection)
    byPublishers = try Self.families(by: "family.publishers", limit, in: connection)
    byWeight = try Self.families(by: "family.weighted", limit, in: connection)
    newest = try Self.newest(limit, in: connection)
  }

  private static func families(
    by column: String,
    _ limit: Int,
    in connection: Connection
  ) throws -> [Family] {
    // More than are wanted: one that is part of a larger one by the same numbers is no root.
    try connection.rows(
      """
      SELECT node.name, family.all_total, family.publishers, family.weighted
      FROM (
        SELECT family.model, family.all_total, family.publishers, family.weighted
        FROM family
        WHERE NOT EXISTS (
          SELECT 1 FROM edge
          WHERE edge.child = family.model AND edge.last_seen IS NULL AND edge.parent > 0
            AND edge.parent <> edge.child)
        ORDER BY \(column) DESC, family.model
        LIMIT ?
      ) AS family
      JOIN node ON node.id = family.model
      ORDER BY \(column) DESC, node.name
      """,
      limit
    ) { row in
      Family(
        model: row.text("name"),
        models: Int(row.integer("all_total")),
        publishers: Int(row.integer("publishers")),
        weighted: row.optionalReal("weighted") ?? 0
      )
    }
  }

  /// The Hub's identities begin with the time at which they were made, and are in order in an index.
  private static func newest(_ limit: Int, in connection: Connection) throws -> [ListedModel] {
    try connection.rows(
      """
      SELECT \(ListedModel.columns)
      FROM (
        SELECT * FROM repo
        WHERE repo.kind = 'model' AND repo.gone_since IS NULL
        ORDER BY repo.hub_id DESC
        LIMIT ?
      ) AS repo
      LEFT JOIN owner ON owner.id = repo.owner
      ORDER BY repo.created_at DESC, repo.name
      """,
      max(400, limit)
    ) { row in row.inOrder { ListedModel(&$0) } }
    .prefix(limit).map { $0 }
  }
}
