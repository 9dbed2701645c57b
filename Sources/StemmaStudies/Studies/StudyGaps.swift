import StemmaCore
package import StemmaStore

/// What a study names and a cache does not hold, so that its reports will not find it.
package struct StudyGaps: Sendable, Hashable {
  /// A sentence each, in the order of the study's file.
  package let sentences: [String]

  /// Projects that name nothing a cache could hold; what the cache lacks is not looked at.
  package init(in study: Study) {
    sentences = study.projects.filter(Self.namesNothing).map(Self.nothing)
  }

  /// Looks each name up, under every name that it may go by.
  package init(in study: Study, and connection: Connection) throws {
    let names = try connection.prepare(
      """
      SELECT EXISTS (SELECT 1 FROM repo WHERE kind = ?1 AND name = ?2 COLLATE NOCASE)
        OR EXISTS (SELECT 1 FROM alias WHERE kind = ?1 AND name = ?2)
      """
    )
    let owners = try connection.prepare(
      """
      SELECT EXISTS (
        SELECT 1 FROM repo JOIN owner ON owner.id = repo.owner WHERE owner.name = ?)
      """
    )
    var sentences: [String] = []
    for project in study.projects {
      if Self.namesNothing(project) { sentences.append(Self.nothing(of: project)) }
      for item in project.items {
        if item.section == .organizations, item.role != "other",
          try owners.first(item.name, body: { $0.int(0) }) == 0
        {
          sentences.append(
            "Line \(item.line), \(project.id): the cache has no repository of \(item.name)."
          )
        }
        guard item.section.isOfRepositories, let kind = item.kind else { continue }
        let isKnown = try project.names(of: item).contains { name in
          try names.first(kind.rawValue, name, body: { $0.int(0) }) == 1
        }
        guard !isKnown else { continue }
        sentences.append(
          "Line \(item.line), \(project.id): the cache has no \(kind.rawValue) \(item.name)."
        )
      }
    }
    self.sentences = sentences
  }

  private static func namesNothing(_ project: Study.Project) -> Bool {
    !project.items.contains { $0.section.isOfRepositories || $0.section == .organizations }
  }

  private static func nothing(of project: Study.Project) -> String {
    "\(project.id) names neither an organization nor a repository: nothing of it will be found."
  }
}
