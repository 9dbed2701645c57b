import StemmaCore
import StemmaLink
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
    /// Its number in the cache; 0 for one that was made by hand.
    let node: Int64

    /// Makes one from its parts, without a cache.
    public init(id: String, distance: Int, declaredBy: Int, ghost: String? = nil) {
      self.init(id: id, distance: distance, declaredBy: declaredBy, ghost: ghost, node: 0)
    }

    init(id: String, distance: Int, declaredBy: Int, ghost: String?, node: Int64) {
      self.node = node
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

  /// Follows `source_datasets` both ways, to the end.
  init(of dataset: DatasetIdentity, in connection: Connection) throws {
    sources = try Self.relatives(of: dataset, .up, in: connection)
    derived = try Self.relatives(of: dataset, .down, in: connection)
  }

  private static func relatives(
    of dataset: DatasetIdentity,
    _ direction: TreeDirection,
    in connection: Connection
  ) throws -> [Relative] {
    let facts = try connection.prepare(query)
    return try MentionGraph(of: dataset.ids, kind: .dataset, direction, in: connection)
      .members.dropFirst().compactMap { member in
        try facts.first(member.id) { row in
          row.inOrder { row in
            let (id, ghost) = (row.text(), row.optionalText())
            let users = row.int()
            return Relative(
              id: id,
              distance: Int(member.distance),
              declaredBy: users,
              ghost: ghost,
              node: member.id
            )
          }
        }
      }
      .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
  }

  /// SQL that tells of dataset `?1` its name, why it is a ghost, and how many models declare it.
  package static let query = """
    SELECT
      coalesce(
        (SELECT name FROM repo WHERE id = ?1),
        (SELECT name FROM ghost WHERE id = ?1)),
      (SELECT reason FROM ghost WHERE id = ?1),
      (SELECT count(*) FROM dataset_use
        JOIN repo ON repo.id = dataset_use.repo
        WHERE dataset_use.dataset = ?1 AND repo.kind = 'model'
          AND dataset_use.last_seen IS NULL AND repo.gone_since IS NULL)
    """
}
