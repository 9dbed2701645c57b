package import StemmaHub
import StemmaStore

/// The branches and tags of repositories, with the harvests between which they pointed where.
package final class RefTable: DetailTable {
  private struct Row: Hashable {
    let kind: String
    let name: String
    let target: String?
  }

  private unowned let stage: DetailStage
  private let current: Statement
  private let insert: Statement
  private let close: Statement
  private let head: Statement

  package init(_ stage: DetailStage) throws {
    self.stage = stage
    let connection = stage.connection
    head = try connection.prepare("SELECT sha FROM repo WHERE id = ?")
    current = try connection.prepare(
      "SELECT kind, name, target FROM repo_ref WHERE repo = ? AND last_seen IS NULL"
    )
    insert = try connection.prepare(
      """
      INSERT INTO repo_ref (repo, kind, name, target, first_seen) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (repo, kind, name, first_seen)
        DO UPDATE SET target = excluded.target, last_seen = NULL
      """
    )
    close = try connection.prepare(
      """
      UPDATE repo_ref SET last_seen = ?4 - 1
      WHERE repo = ?1 AND kind = ?2 AND name = ?3 AND last_seen IS NULL
      """
    )
  }

  /// Applies the branches and tags of a repository.
  package func apply(_ said: RepoRefs, of repo: DetailedRepo) throws -> DetailOutcome {
    let isChanged = try stage.changing {
      try update(
        to: said.refs,
        areAll: said.findings.isEmpty,
        of: repo.id,
        harvest: repo.harvest
      )
    }
    let sha = try head.first(repo.id) { $0.optionalText(0) }.flatMap { $0 } ?? DetailMarks.none
    try stage.marks.set(.refs, of: repo, to: sha, count: Int64(said.refs.count))
    return DetailOutcome(isChanged: isChanged)
  }

  /// Brings a repository's references up to `refs`; none is closed unless `refs` are all of them.
  private func update(to refs: [RepoRef], areAll: Bool, of repo: Int64, harvest: Int64) throws {
    // A name that is said twice counts as it was said last.
    let rows = refs.map { Row(kind: $0.kind.rawValue, name: $0.name, target: $0.target) }
    let said = Set(
      Dictionary(rows.map { ([$0.kind, $0.name], $0) }, uniquingKeysWith: { $1 }).values
    )
    let stored = Set(
      try current.rows(repo) {
        Row(kind: $0.text("kind"), name: $0.text("name"), target: $0.optionalText("target"))
      }
    )
    let moved = Set(said.subtracting(stored).map { [$0.kind, $0.name] })
    for row in stored.subtracting(said) where areAll || moved.contains([row.kind, row.name]) {
      try close.run(repo, row.kind, row.name, harvest)
    }
    for row in said.subtracting(stored) {
      try insert.run(repo, row.kind, row.name, row.target, harvest)
    }
  }
}

extension DetailPart {
  /// Marked with the head commit that the record told when they were read.
  package static let refs = DetailPart(rawValue: "refs")
}
