package import StemmaCache

extension MetricProject {
  /// The project of a study that `text` names, by its id or its name in any letter case; nil
  /// without one.
  ///
  /// - Throws: `AnswerError` of code `misuse` when several studies have one and none is named.
  package init?(_ text: String, study: String?, in connection: Connection) throws {
    let studies = try connection.rows(
      """
      SELECT DISTINCT study
      FROM study_project
      WHERE (project = ?1 COLLATE NOCASE OR name = ?1 COLLATE NOCASE) AND coalesce(?2, study) = study
      ORDER BY study
      """,
      text,
      study
    ) { $0.text(0) }
    guard let first = studies.first else { return nil }
    let found = try Self.all(of: first, named: text, in: connection)
    guard studies.count == 1, found.count == 1, let project = found.first else {
      let names = studies.joined(separator: ", ")
      throw AnswerError(.misuse, "\(text) is a project of \(names): name one with --study.")
    }
    self = project
  }
}
