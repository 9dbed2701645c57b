package import StemmaStore

/// Something that may bend a value; told of only where the data show it.
package enum Confounder: String, Sendable, CaseIterable {
  case missingEdges = "missing-edges"
  case renames, quantised, bots, survivors
  case bulkPublishers = "bulk-publishers"
  case datasetCopies = "dataset-copies"
  case createdFloor = "created-floor"
  case selfLoops = "self-loops"

  /// What the data show of it, in one sentence; nil when nothing.
  package func caveat(for study: String, in connection: Connection) throws -> String? {
    let statement = try connection.prepare(query)
    _ = try statement.bind(.text(study), name: "study")
    defer { statement.reset() }
    return try statement.advance() ? statement.optionalText(0) : nil
  }
}

extension Confounder {
  /// A query for one text, or for nothing; `:study` is the study.
  var query: String {
    switch self {
    case .missingEdges:
      """
      SELECT count(*) || ' known edges are declared by no card: counts are lower bounds.'
      FROM study_item AS item
      JOIN repo AS child ON child.name = item.name COLLATE NOCASE AND child.kind = 'model'
      WHERE item.study = :study AND item.section = 'missing_edges'
        AND NOT EXISTS (
          SELECT 1 FROM edge WHERE edge.child = child.id AND edge.last_seen IS NULL)
      HAVING count(*) > 0
      """
    case .renames:
      """
      SELECT count(DISTINCT item) || ' items of the study go by more than one name; the names were'
        || ' joined.'
      FROM study_node
      WHERE study = :study AND lower(name) <> lower(item)
      HAVING count(*) > 0
      """
    case .quantised:
      """
      SELECT count(*) || ' of ' || (SELECT count(*) FROM study_derivative WHERE study = :study)
        || ' outside derivatives are quantized copies.'
      FROM study_derivative
      WHERE study = :study
        AND EXISTS (
          SELECT 1 FROM edge
          WHERE edge.child = study_derivative.repo AND edge.relation = 'quantized'
            AND edge.last_seen IS NULL)
      HAVING count(*) > 0
      """
    case .bots:
      """
      SELECT count(*) || ' accounts are known to act by themselves and are left out.'
      FROM account
      WHERE is_bot = 1
      HAVING count(*) > 0
      """
    case .survivors:
      """
      SELECT 'The first harvest began on ' || date(min(started_at)) || ', after the talk: what was'
        || ' deleted before is missing.'
      FROM harvest
      HAVING date(min(started_at)) > (SELECT date FROM study WHERE id = :study)
      """
    case .bulkPublishers:
      """
      SELECT owner.name || ' made ' || count(*) || ' of '
        || (SELECT count(*) FROM study_derivative WHERE study = :study) || ' outside derivatives.'
      FROM study_derivative
      JOIN repo ON repo.id = study_derivative.repo
      JOIN owner ON owner.id = repo.owner
      WHERE study_derivative.study = :study
      GROUP BY owner.id
      HAVING count(*) >= 10
        AND count(*) >= 0.1 * (SELECT count(*) FROM study_derivative WHERE study = :study)
      ORDER BY count(*) DESC, owner.name
      LIMIT 1
      """
    case .datasetCopies:
      """
      SELECT count(DISTINCT item) || ' datasets of the study were uploaded again by others: '
        || count(DISTINCT dataset_use.repo) || ' models name such a copy and are not counted.'
      FROM study_node
      JOIN dataset_use ON dataset_use.dataset = study_node.node AND dataset_use.last_seen IS NULL
      WHERE study_node.study = :study AND study_node.role = 'copy'
      HAVING count(*) > 0
      """
    case .createdFloor:
      """
      SELECT count(*) || ' models carry 2022-03-02, the first date that the Hub gives.'
      FROM repo
      WHERE kind = 'model' AND created_at LIKE '2022-03-02%'
      HAVING count(*) > 0
      """
    case .selfLoops:
      """
      SELECT count(*) || ' models name themselves as their base model.'
      FROM edge
      WHERE child = parent AND last_seen IS NULL
      HAVING count(*) > 0
      """
    }
  }
}
