import StemmaCache

/// Datasets that one was made from, and that were made from it, as their cards say in
/// `source_datasets`.
public struct DatasetLineage: Sendable, Hashable {
  /// A dataset above or below.
  public struct Relative: Sendable, Hashable {
    /// Its name.
    public let id: String
    /// The fewest steps to it.
    public let distance: Int
    /// Models that declare it.
    public let declaredBy: Int
    /// Why it is not on the Hub, or nil when it is.
    public let ghost: String?
  }

  /// What it was made from: the nearest first, then by name.
  public let sources: [Relative]
  /// What was made from it: the nearest first, then by name.
  public let derived: [Relative]

  /// Follows `source_datasets` both ways, at most sixteen steps.
  init(of dataset: DatasetIdentity, at moment: Moment, in connection: Connection) throws {
    sources = try Self.relatives(of: dataset, from: "repo", to: "node", moment, connection)
    derived = try Self.relatives(of: dataset, from: "node", to: "repo", moment, connection)
  }

  /// `from` and `to` are columns of `mention`.
  private static func relatives(
    of dataset: DatasetIdentity,
    from: String,
    to: String,
    _ moment: Moment,
    _ connection: Connection
  ) throws -> [Relative] {
    let stands = "mention.field = 'source_dataset' AND \(moment.stands("mention"))"
    return try connection.rows(
      """
      WITH RECURSIVE kin (dataset, distance) AS (
        SELECT \(to), 1 FROM mention WHERE \(from) IN (\(dataset.list)) AND \(stands)
        UNION
        SELECT mention.\(to), kin.distance + 1
        FROM kin
        JOIN mention ON mention.\(from) = kin.dataset
        WHERE kin.distance < 16 AND \(stands))
      SELECT node.name, min(kin.distance), node.reason,
        (SELECT count(*) FROM dataset_use
          JOIN repo ON repo.id = dataset_use.repo
          WHERE dataset_use.dataset = kin.dataset AND repo.kind = 'model'
            AND \(moment.stands("dataset_use")) AND \(moment.isListed))
      FROM kin
      JOIN node ON node.id = kin.dataset
      WHERE kin.dataset NOT IN (\(dataset.list))
      GROUP BY kin.dataset
      ORDER BY 2, 1
      """
    ) { row in
      Relative(
        id: row.text(0),
        distance: row.int(1),
        declaredBy: row.int(3),
        ghost: row.optionalText(2)
      )
    }
  }
}
