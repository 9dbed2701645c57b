package import StemmaLink
import StemmaGraph
import StemmaStore

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

    /// Makes one from its parts, without a cache.
    public init(id: String, distance: Int, declaredBy: Int, ghost: String? = nil) {
      self.id = id
      self.distance = distance
      self.declaredBy = declaredBy
      self.ghost = ghost
    }
  }

  /// What it was made from: the nearest first, then by name.
  public let sources: [Relative]
  /// What was made from it: the nearest first, then by name.
  public let derived: [Relative]

  /// Makes one from its parts, without a cache.
  public init(sources: [Relative] = [], derived: [Relative] = []) {
    self.sources = sources
    self.derived = derived
  }

  /// Follows `source_datasets` both ways, at most sixteen steps.
  init(of dataset: DatasetIdentity, in connection: Connection) throws {
    let found = try Self.queries(dataset).map { query in
      try connection.rows(query) { row in
        row.inOrder { row in
          let (id, distance, ghost) = (row.text(), row.int(), row.optionalText())
          return Relative(id: id, distance: distance, declaredBy: row.int(), ghost: ghost)
        }
      }
    }
    (sources, derived) = (found[0], found[1])
  }

  /// SQL that lists what a dataset was made from, and SQL that lists what was made from it.
  package static func queries(_ dataset: DatasetIdentity) -> [String] {
    [("repo", "node"), ("node", "repo")].map { query(dataset, from: $0, to: $1) }
  }

  /// `from` and `to` are columns of `mention`.
  private static func query(
    _ dataset: DatasetIdentity,
    from: String,
    to: String
  ) -> String {
    let stands = "mention.field = 'source_dataset' AND mention.last_seen IS NULL"
    return """
      WITH RECURSIVE kin (dataset, distance) AS (
        SELECT \(to), 1 FROM mention WHERE \(from) IN (\(dataset.list)) AND \(stands)
        UNION
        SELECT mention.\(to), kin.distance + 1
        FROM kin
        JOIN mention ON mention.\(from) = kin.dataset
        WHERE kin.distance < 16 AND \(stands))
      SELECT coalesce(kept.name, ghost.name), min(kin.distance), ghost.reason,
        (SELECT count(*) FROM dataset_use
          JOIN repo ON repo.id = dataset_use.repo
          WHERE dataset_use.dataset = kin.dataset AND repo.kind = 'model'
            AND dataset_use.last_seen IS NULL AND repo.gone_since IS NULL)
      FROM kin
      LEFT JOIN repo AS kept ON kept.id = kin.dataset
      LEFT JOIN ghost ON ghost.id = kin.dataset
      WHERE kin.dataset NOT IN (\(dataset.list))
      GROUP BY kin.dataset
      ORDER BY 2, 1
      """
  }
}
