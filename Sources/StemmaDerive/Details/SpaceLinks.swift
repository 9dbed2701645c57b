import StemmaCore
import StemmaStore

/// The links of Spaces to the models that they use, as far as only the model's side can tell.
///
/// Opening one is the work of the Space's record.
package final class SpaceLinks: DetailTable {
  private unowned let stage: DetailStage
  private let unlink: Statement

  package init(_ stage: DetailStage) throws {
    self.stage = stage
    unlink = try stage.connection.prepare(
      """
      UPDATE declaration SET last_seen = ?2 - 1
      WHERE field = 'model' AND source = 'hub' AND last_seen IS NULL
        AND reference IN (
          SELECT id FROM reference WHERE kind = 'model' AND value = ?1)
        AND ?2 > (
          SELECT max(repo.first_seen, coalesce(sighting.harvest, 0))
          FROM repo
          LEFT JOIN sighting ON sighting.repo = repo.id
          WHERE repo.id = declaration.repo)
      RETURNING repo
      """
    )
  }

  /// Closes the links of Spaces that the Hub, asked for those that use a model, no longer shows.
  package func end(using model: DetailedRepo) throws {
    let repos = try unlink.rows(model.name, model.harvest) { $0.integer(0) }
    for repo in Set(repos).sorted() { try stage.declarations.changes.note(repo: repo) }
    let count = try stage.connection.count(
      """
      SELECT count(DISTINCT declaration.repo)
      FROM declaration
      WHERE field = 'model' AND source = 'hub' AND last_seen IS NULL
        AND reference IN (SELECT id FROM reference WHERE kind = 'model' AND value = ?)
      """,
      model.name
    )
    try stage.marks.set(.spaces, of: model, to: String(count), count: Int64(count))
  }
}

extension DetailPart {
  /// Marked with how many Spaces use the model.
  package static let spaces = DetailPart(rawValue: "spaces")
}
