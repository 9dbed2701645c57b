package import StemmaCache
import StemmaRecords

extension MetricProject {
  /// The project of a study that `text` names, by its id or its name in any letter case; nil
  /// without one.
  ///
  /// - Throws: `AnswerError` of code `misuse` when several studies have one and none is named.
  package init?(_ text: String, study: String?, in connection: Connection) throws {
    let found = try connection.rows(
      """
      SELECT study, project, name
      FROM study_project
      WHERE (project = ?1 COLLATE NOCASE OR name = ?1 COLLATE NOCASE) AND coalesce(?2, study) = study
      ORDER BY study, project
      """,
      text,
      study
    ) { (study: $0.text(0), project: $0.text(1), name: $0.text(2)) }
    guard let first = found.first else { return nil }
    guard found.count == 1 else {
      let studies = found.map(\.study).joined(separator: ", ")
      throw AnswerError(.misuse, "\(text) is a project of \(studies): name one with --study.")
    }
    let owners = try connection.rows(
      """
      SELECT DISTINCT name FROM study_item
      WHERE study = ? AND project = ? AND section = 'organizations' AND coalesce(role, '') <> 'other'
      """,
      first.study,
      first.project
    ) { $0.text(0) }
    func nodes(_ kind: RepoKind, _ sections: String...) throws -> [NamedNode] {
      try connection.rows(
        """
        SELECT DISTINCT repo.name
        FROM study_node
        JOIN repo ON repo.id = study_node.node
        WHERE study_node.study = ?1 AND study_node.project = ?2 AND study_node.kind = ?3
          AND instr(?4, ' ' || study_node.section || ' ')
          AND coalesce(study_node.role, '') NOT IN ('other', 'copy')
        ORDER BY repo.created_at, repo.name
        """,
        first.study,
        first.project,
        kind.rawValue,
        " \(sections.joined(separator: " ")) "
      ) { try NamedNode($0.text(0), kind: kind, in: connection) }
    }
    self.init(
      name: first.name,
      owners: Set(owners),
      roots: try nodes(.model, "roots"),
      datasets: try nodes(.dataset, "datasets"),
      spaces: try nodes(.space, "spaces"),
      models: try nodes(.model, "extra_roots", "models")
    )
  }
}
