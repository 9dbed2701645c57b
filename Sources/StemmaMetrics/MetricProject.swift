import StemmaCore
package import StemmaLink
package import StemmaStore

/// A project of a study, as far as metrics need to know it.
package struct MetricProject: Sendable, Hashable {
  /// The study and the project by their ids, such as `cartography-2025/llama`.
  package var name: String
  /// Its accounts that are official, former or of staff.
  package var owners: Set<String>
  /// The numbers of those that own repositories of the cache.
  package var ownerIDs: [Int64]
  /// The models that its families descend from.
  package var roots: [NamedNode]
  package var datasets: [NamedNode]
  package var spaces: [NamedNode]

  /// A project of one's own: what belongs together, owned by whomever.
  package init(
    name: String,
    roots: [NamedNode] = [],
    datasets: [NamedNode] = [],
    spaces: [NamedNode] = []
  ) {
    (self.name, owners, ownerIDs) = (name, [], [])
    (self.roots, self.datasets, self.spaces) = (roots, datasets, spaces)
  }
}

extension MetricProject {
  /// The projects of a study in the cache, in the order of its file: the one whose id or name `text`
  /// is, or all of them without a text.
  ///
  /// Items in the role `other`, and copies of datasets, are not a project's own.
  ///
  /// - Throws: `AnswerError` of code `unknownName` when the cache holds no such study or project.
  package static func all(
    of study: String,
    named text: String? = nil,
    in connection: Connection
  ) throws -> [MetricProject] {
    try requireStudy(study, in: connection)
    let ids = try connection.rows(
      """
      SELECT project FROM study_project
      WHERE study = ?1 AND (?2 IS NULL OR project = ?2 COLLATE NOCASE OR name = ?2 COLLATE NOCASE)
      ORDER BY position
      """,
      study,
      text
    ) { $0.text(0) }
    guard let text, ids.isEmpty else {
      return try ids.map { try MetricProject($0, of: study, in: connection) }
    }
    throw AnswerError(
      .unknownName,
      "The study \(study) has no project \(text). List them with `stemma study show \(study)`."
    )
  }

  /// - Throws: `AnswerError` of code `unknownName` when the cache holds no such study.
  static func requireStudy(_ study: String, in connection: Connection) throws {
    guard try connection.count("SELECT count(*) FROM study WHERE id = ?", study) == 0 else {
      return
    }
    throw AnswerError(
      .unknownName,
      "The cache holds no study \(study). Load it with `stemma study load \(study)`."
    )
  }

  private init(_ project: String, of study: String, in connection: Connection) throws {
    func nodes(_ condition: String) throws -> [NamedNode] {
      try connection.rows(
        """
        SELECT DISTINCT node.id, node.name, node.kind
        FROM study_node
        JOIN node ON node.id = study_node.node
        WHERE study_node.study = ? AND study_node.project = ? AND \(condition)
        ORDER BY node.name, node.id
        """,
        study,
        project
      ) { row in
        NamedNode(
          id: row.integer("id"),
          name: row.text("name"),
          kind: RepoKind(rawValue: row.text("kind")) ?? .model
        )
      }
    }
    name = "\(study)/\(project)"
    owners = try Set(
      connection.rows(
        """
        SELECT name FROM study_item
        WHERE study = ? AND project = ? AND section = 'organizations' AND role <> 'other'
        """,
        study,
        project
      ) { $0.text(0) }
    )
    ownerIDs = try connection.rows(
      """
      SELECT DISTINCT owner FROM study_owner
      WHERE study = ? AND project = ? AND role <> 'other'
      ORDER BY owner
      """,
      study,
      project
    ) { $0.integer(0) }
    roots = try nodes("section IN ('roots', 'extra_roots', 'models') AND role <> 'other'")
    datasets = try nodes("section = 'datasets' AND role NOT IN ('other', 'copy')")
    spaces = try nodes("section = 'spaces' AND role <> 'other'")
  }
}

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
