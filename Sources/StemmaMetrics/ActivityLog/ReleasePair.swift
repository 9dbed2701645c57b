import StemmaCore
import StemmaLink
import StemmaStore

/// A release and the one that took its place.
struct ReleasePair: Sendable {
  /// The models of a release: sizes and variants that appeared in one month.
  struct Release: Sendable {
    var nodes: [NamedNode]
    /// When the first of them was made.
    let time: Int64

    var name: String { nodes.first?.name ?? "" }
  }

  let before: Release
  let after: Release

  /// The pairs of a subject: a model with those its card names as new version, or the releases of
  /// a project one after the other.
  static func all(
    of subject: MetricSubject,
    in connection: Connection
  ) throws -> [ReleasePair] {
    if case .family(let node) = subject {
      let old = try releases([node], in: connection)
      let new = try releases(successors(of: node, in: connection), in: connection)
      return old.flatMap { old in new.map { ReleasePair(before: old, after: $0) } }
    }
    let releases = try releases(subject.heads, in: connection)
    return zip(releases, releases.dropFirst()).map { ReleasePair(before: $0, after: $1) }
  }

  private static func successors(
    of node: NamedNode,
    in connection: Connection
  ) throws -> [NamedNode] {
    try connection.rows(
      """
      SELECT repo.name
      FROM mention
      JOIN repo ON repo.id = mention.node
      WHERE mention.repo = ? AND mention.field = 'new_version' AND mention.misuse IS NULL
        AND repo.id <> mention.repo AND mention.last_seen IS NULL
      ORDER BY repo.created_at, repo.name
      """,
      node.id
    ) { try NamedNode($0.text(0), in: connection) }
  }

  /// Models by the month in which they were made, the oldest first; without a date they are none.
  private static func releases(
    _ nodes: [NamedNode],
    in connection: Connection
  ) throws -> [Release] {
    let dated = try nodes.compactMap { node in
      try connection.first("SELECT created_at FROM repo WHERE id = ?", node.id) {
        $0.optionalText(0).flatMap(Timestamp.secondsSince1970(in:)).map { (node: node, time: $0) }
      } ?? nil
    }
    return Dictionary(grouping: dated) { ActivityLog.month($0.time) }
      .sorted { $0.key < $1.key }
      .map { _, models in
        let models = models.sorted { ($0.time, $0.node.name) < ($1.time, $1.node.name) }
        return Release(nodes: models.map(\.node), time: models[0].time)
      }
  }
}
