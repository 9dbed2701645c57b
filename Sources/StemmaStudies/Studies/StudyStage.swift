import StemmaCore
package import StemmaStore

/// Writes what study files say: the tables of the study stage, which reads no other.
package struct StudyStage {
  let connection: Connection

  package init(
    connection: Connection
  ) {
    self.connection = connection.as(.study)
  }

  /// Puts the study in the place of what its file said before; returns whether anything changed.
  @discardableResult
  package func write(_ file: StudyFile) throws -> Bool {
    let study = file.study
    let known = try connection.first("SELECT sha256 FROM study WHERE id = ?", study.id) {
      $0.text(0)
    }
    guard known != file.sha256 else { return false }
    for table in ["study_name", "study_item", "study_project", "study_source"] {
      try connection.run("DELETE FROM \(table) WHERE study = ?", study.id)
    }
    try connection.run(
      """
      INSERT OR REPLACE INTO study (id, title, citation, date, file, sha256)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      study.id,
      study.title,
      study.citation,
      study.date,
      file.name,
      file.sha256
    )
    try writeSources(of: study)
    try writeProjects(of: study)
    try writeNames(of: study)
    try CuratedEdges(connection).replace(study: study.id, edges: study.missingEdges)
    return true
  }

  /// Lets the connection see studies as their files say, without writing to the cache.
  ///
  /// Temporary tables cover those of the cache from then on, until the connection is closed.
  ///
  /// - Returns: The ids of those that the cache does not hold in this version.
  package static func show(_ files: [StudyFile], on connection: Connection) throws -> [String] {
    let others = try files.filter { file in
      try connection.first("SELECT sha256 FROM study WHERE id = ?", file.study.id) { $0.text(0) }
        != file.sha256
    }
    guard !others.isEmpty else { return [] }
    try connection.copyTables(of: .study)
    for file in others { try StudyStage(connection: connection).write(file) }
    return others.map(\.study.id)
  }

  private func writeSources(of study: Study) throws {
    let insert = try connection.prepare("INSERT INTO study_source VALUES (?, ?, ?)")
    for source in study.sources { try insert.run(study.id, source.code, source.text) }
  }

  private func writeNames(of study: Study) throws {
    let insert = try connection.prepare(
      """
      INSERT OR IGNORE INTO study_name (study, project, section, role, kind, item, name)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    )
    for project in study.projects {
      for item in project.items where item.section.isOfRepositories {
        for name in project.names(of: item) {
          try insert.run(
            study.id,
            project.id,
            item.section.rawValue,
            item.role ?? "",
            item.kind?.rawValue ?? "",
            item.name,
            name
          )
        }
      }
    }
  }

  private func writeProjects(of study: Study) throws {
    let insert = try connection.prepare("INSERT INTO study_project VALUES (?, ?, ?, ?, ?)")
    let insertItem = try connection.prepare(
      "INSERT INTO study_item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    var position = 0
    for (index, project) in study.projects.enumerated() {
      try insert.run(study.id, project.id, index, project.name, project.role)
      for item in project.items {
        try insertItem.run(
          study.id,
          position,
          project.id,
          item.section.rawValue,
          item.kind?.rawValue,
          item.name,
          item.other,
          item.relation,
          item.role,
          item.source,
          item.status.rawValue,
          item.note,
          item.line
        )
        position += 1
      }
    }
  }
}
