import StemmaCore
import StemmaLink
import StemmaStore

/// What a study knows of a dataset that the Hub does not: whose it is, and its former names.
struct StudiedDataset {
  /// The projects that made it, such as `cartography-2025/infinity`.
  let projects: [String]
  /// The names that lead to it in the cache.
  let names: [String]
  /// Their accounts that are official, former or of staff.
  let owners: [String]

  /// - Throws: `AnswerError` of code `unknownName` when the cache holds no such study, of `misuse`
  ///   when the study names no project that made the dataset.
  init(_ text: String, study: String, in connection: Connection) throws {
    try MetricProject.requireStudy(study, in: connection)
    let name = RepoName.meant(by: text)
    let node = try? NamedNode(text, kind: .dataset, in: connection)
    let items = try connection.rows(
      """
      SELECT DISTINCT project, item FROM study_node
      WHERE study = ?1 AND section = 'datasets' AND role <> 'other'
        AND (node = ?2 OR item = ?3 COLLATE NOCASE OR name = ?3 COLLATE NOCASE)
      ORDER BY project, item
      """,
      study,
      node?.id ?? 0,
      name
    ) { $0.inOrder { (project: $0.text(), item: $0.text()) } }
    guard !items.isEmpty else {
      throw AnswerError(
        .misuse,
        "The study \(study) lists no project that made \(name). Ask without --study, or give its "
          + "people with --owner."
      )
    }
    projects = Set(items.map { "\(study)/\($0.project)" }).sorted()
    names = try Set(
      items.flatMap { item in
        try connection.rows(
          """
          SELECT DISTINCT name FROM study_node
          WHERE study = ? AND project = ? AND section = 'datasets' AND item = ?
          """,
          study,
          item.project,
          item.item
        ) { $0.text(0) }
      }
    ).sorted()
    owners = try Set(
      items.flatMap { item in
        try connection.rows(
          """
          SELECT name FROM study_item
          WHERE study = ? AND project = ? AND section = 'organizations' AND role <> 'other'
          """,
          study,
          item.project
        ) { $0.text(0) }
      }
    ).sorted()
  }
}
