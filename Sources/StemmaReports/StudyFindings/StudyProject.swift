import StemmaAnswers
package import StemmaCore
import StemmaLink
import StemmaStore

/// A project of a study in the cache, as its file describes it.
package struct StudyProject: Sendable, Hashable {
  /// Something that is said of it and is no repository, such as its region.
  package struct Fact: Sendable, Hashable {
    package let section: String
    package let value: String
    package let role: String?
    package let source: String
    package let status: String
    package let note: String?
  }

  /// A repository that the study names, and whether the cache knows it.
  package struct Item: Sendable, Hashable {
    package let section: String
    package let kind: RepoKind
    /// The id in the study's file.
    package let name: String
    package let role: String
    /// The number and the present name in the cache; nil when no name of it leads to a repository.
    package let node: Int64?
    package let presentName: String?
    package let createdAt: String?
    package let downloads: Int64?
    package let likes: Int64?
    /// As its card states it, with the name and link of one that has no id on the Hub.
    package let license: String?
    /// Whether the Hub no longer shows it.
    package let isGone: Bool
    /// Why it is a ghost, where some card names it.
    package let ghost: String?

    /// Whether it is the project's own work, not a copy or something named beside it.
    package var isOwn: Bool { role != "other" && role != "copy" }
  }

  package let study: String
  package let id: String
  package let name: String
  /// `case` or `example`.
  package let role: String
  package let facts: [Fact]
  /// What the study lists; of a project that names organizations alone, all their models.
  package let items: [Item]
  /// Whether the study names organizations of it and no repository.
  package let isOfOrganizations: Bool

  /// Its accounts under all names.
  package var owners: [String] {
    facts.filter { $0.section == "organizations" && $0.role != "other" }.map(\.value)
  }

  /// Its own repositories of some sections that the cache holds, each once.
  func nodes(_ sections: Set<String>, in connection: Connection) throws -> [NamedNode] {
    var seen: Set<Int64> = []
    return try items.compactMap { item in
      guard sections.contains(item.section), item.isOwn, let node = item.node,
        let name = item.presentName, seen.insert(node).inserted
      else { return nil }
      return try NamedNode(name, kind: item.kind, in: connection)
    }
  }

  /// The models from which its families are followed down: those of the study's sections or, where it
  /// names organizations alone, those of their models that were made from no other of them.
  func roots(_ sections: Set<String>, in connection: Connection) throws -> [NamedNode] {
    guard isOfOrganizations else { return try nodes(sections, in: connection) }
    let models = try nodes(["models"], in: connection)
    let roots = try roots(among: models.map(\.id), in: connection)
    return models.filter { roots.contains($0.id) }
  }

  /// The models that were made from none of the others; of those in a circle, the first given.
  private func roots(among models: [Int64], in connection: Connection) throws -> Set<Int64> {
    let own = Set(models)
    let query = try connection.prepare(
      "SELECT parent FROM edge WHERE child = ? AND child <> parent AND last_seen IS NULL"
    )
    var children: [Int64: [Int64]] = [:]
    var roots = own
    for child in models {
      let parents = try query.rows(child) { $0.integer(0) }
      for parent in parents where own.contains(parent) {
        children[parent, default: []].append(child)
        roots.remove(child)
      }
    }
    var reached: Set<Int64> = []
    for model in models.filter(roots.contains) + models where !reached.contains(model) {
      roots.insert(model)
      var stack = [model]
      while let next = stack.popLast() {
        guard reached.insert(next).inserted else { continue }
        stack += children[next] ?? []
      }
    }
    return roots
  }
}

extension StudyProject {
  /// The projects of a study in the order of its file.
  static func all(of study: String, in connection: Connection) throws -> [StudyProject] {
    let rows = try connection.rows(
      "SELECT project, name, role FROM study_project WHERE study = ? ORDER BY position",
      study
    ) { $0.inOrder { (id: $0.text(), name: $0.text(), role: $0.text()) } }
    return try rows.map { row in
      let listed = try items(study, row.id, in: connection)
      let owned = listed.isEmpty ? try ownedItems(study, row.id, in: connection) : []
      let facts = try facts(study, row.id, in: connection)
      return StudyProject(
        study: study,
        id: row.id,
        name: row.name,
        role: row.role,
        facts: facts,
        items: listed + owned,
        isOfOrganizations: listed.isEmpty && facts.contains { $0.section == "organizations" }
      )
    }
  }

  private static func facts(
    _ study: String,
    _ project: String,
    in connection: Connection
  ) throws -> [Fact] {
    try connection.rows(
      """
      SELECT section, name, role, source, status, note
      FROM study_item
      WHERE study = ? AND project = ? AND section IN
        ('developer', 'class', 'governance', 'region', 'license', 'organizations', 'papers')
      ORDER BY position
      """,
      study,
      project
    ) { row in
      Fact(
        section: row.text("section"),
        value: row.text("name"),
        role: row.optionalText("role"),
        source: row.text("source"),
        status: row.text("status"),
        note: row.optionalText("note")
      )
    }
  }

  private static func items(
    _ study: String,
    _ project: String,
    in connection: Connection
  ) throws -> [Item] {
    try connection.rows(
      """
      SELECT item.section, item.kind, item.name, coalesce(item.role, '') AS role, repo.id,
        repo.name AS present_name, repo.created_at, repo.downloads, repo.likes, repo.license,
        repo.license_name, repo.license_link,
        repo.gone_since IS NOT NULL AS is_gone,
        (SELECT reason FROM ghost WHERE ghost.kind = item.kind AND ghost.name = item.name) AS reason
      FROM study_item AS item
      LEFT JOIN repo ON repo.id = (
        SELECT study_node.node
        FROM study_node
        JOIN repo AS known ON known.id = study_node.node
        WHERE study_node.study = item.study AND study_node.project = item.project
          AND study_node.kind = item.kind AND study_node.item = item.name
        ORDER BY known.gone_since IS NOT NULL, study_node.name <> study_node.item, known.id
        LIMIT 1)
      WHERE item.study = ? AND item.project = ?
        AND item.section IN ('roots', 'extra_roots', 'models', 'datasets', 'spaces')
      ORDER BY item.position
      """,
      study,
      project,
      body: item
    )
  }

  /// All models of the official and former organizations of a project that lists no repository.
  private static func ownedItems(
    _ study: String,
    _ project: String,
    in connection: Connection
  ) throws -> [Item] {
    try connection.rows(
      """
      SELECT study_node.section, study_node.kind, study_node.item AS name, study_node.role, repo.id,
        repo.name AS present_name, repo.created_at, repo.downloads, repo.likes, repo.license,
        repo.license_name, repo.license_link,
        repo.gone_since IS NOT NULL AS is_gone, NULL AS reason
      FROM study_node
      JOIN repo ON repo.id = study_node.node
      WHERE study_node.study = ? AND study_node.project = ?
      ORDER BY repo.name, repo.id
      """,
      study,
      project,
      body: item
    )
  }

  private static func item(_ row: Statement) -> Item {
    Item(
      section: row.text("section"),
      kind: RepoKind(rawValue: row.text("kind")) ?? .model,
      name: row.text("name"),
      role: row.text("role"),
      node: row.optionalInteger("id"),
      presentName: row.optionalText("present_name"),
      createdAt: row.optionalText("created_at"),
      downloads: row.optionalInteger("downloads"),
      likes: row.optionalInteger("likes"),
      license: StatedLicense.text(
        row.optionalText("license"),
        name: row.optionalText("license_name"),
        link: row.optionalText("license_link")
      ),
      isGone: row.bool("is_gone"),
      ghost: row.optionalText("reason")
    )
  }
}
