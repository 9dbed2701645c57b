import StemmaCache

extension MetricProject {
  /// The project that `text` names, by its id or its name in any letter case, of whichever study has
  /// it; nil without one.
  ///
  /// - Throws: `AnswerError` of code `misuse` when several studies have one.
  static func found(_ text: String, in connection: Connection) throws -> MetricProject? {
    let studies = try connection.rows(
      """
      SELECT DISTINCT study FROM study_project
      WHERE project = ?1 COLLATE NOCASE OR name = ?1 COLLATE NOCASE
      ORDER BY study
      """,
      text
    ) { $0.text(0) }
    guard let study = studies.first else { return nil }
    guard studies.count == 1 else {
      throw AnswerError(
        .misuse,
        "\(text) is a project of \(studies.joined(separator: ", ")): name one with --study."
      )
    }
    return try all(of: study, named: text, in: connection).first
  }
}
