// StemmaDerive: what the Hub said, as rows. It takes records and the parts of a repository's details,
// reads cards, names and references, and writes the tables of the derive stage with their history.
// It knows no request and no plan, and it links nothing: names become edges in StemmaLink.

package import StemmaCore
package import StemmaStore

/// Writes what records say into the tables of the derive stage.
///
/// What a repository says now stands in `repo`, `tag_list` and `declaration`; what it said before
/// stands in the histories with the harvests between which it held. Nothing is deleted. Applying
/// the same records again changes nothing.
///
/// Lives as long as the connection it was made with; used inside its transactions.
package final class DeriveStage {
  /// What a record changed.
  package enum Outcome { case new, changed, unchanged }

  private let repos: RepoTable
  private let tags: TagTable
  private let declarations: DeclarationTable
  /// What is read of repositories beside their records, and of accounts.
  package let details: DetailStage
  private let changes: ChangeTable
  private let findings: Statement
  private let aliases: Statement
  private let absences: Statement

  package init(_ connection: Connection) throws {
    let connection = connection.as(.derive)
    repos = try RepoTable(connection)
    tags = try TagTable(connection)
    changes = try ChangeTable(connection)
    declarations = try DeclarationTable(connection, changes: changes)
    details = try DetailStage(connection, declarations: declarations)
    findings = try connection.prepare(
      "INSERT INTO derive_finding (harvest, code, subject, detail) VALUES (?, ?, ?, ?)"
    )
    aliases = try connection.prepare(
      """
      INSERT OR IGNORE INTO alias (kind, name, repo, evidence, first_seen)
      VALUES (?, ?, ?, ?, ?)
      """
    )
    absences = try connection.prepare(
      """
      INSERT OR REPLACE INTO absence (kind, name, harvest, status, noticed_at)
      VALUES (?, ?, ?, ?, ?)
      """
    )
  }

  /// Applies what one record says.
  @discardableResult
  package func apply(_ facts: RepoFacts, harvest: Int64) throws -> Outcome {
    for finding in facts.findings { try note(finding, harvest: harvest) }
    switch try repos.found(facts, harvest: harvest) {
    case .nothing(let id):
      try tags.open(facts.otherTags ?? [], repo: id, harvest: harvest)
      try declarations.open(facts.declarations, repo: id, harvest: harvest)
      return .new
    case .row(let stored): return try update(stored, to: facts, harvest: harvest)
    }
  }

  private func update(
    _ stored: RepoTable.Stored,
    to facts: RepoFacts,
    harvest: Int64
  ) throws -> Outcome {
    let repo = stored.id
    if stored.name != facts.name {
      try aliases.run(facts.kind.rawValue, stored.name, repo, "renamed", harvest)
      try changes.note(name: stored.name, kind: facts.kind)
      if let other = try repos.nameByOwner(stored) {
        try changes.note(name: other, kind: facts.kind)
      }
    }
    var change = try repos.update(stored, facts, harvest: harvest)
    if let said = facts.otherTags, try tags.update(repo: repo, to: said, harvest: harvest) {
      change.insert(.facts)
    }
    if try declarations.update(
      repo: repo,
      to: facts.declarations,
      from: facts.sources,
      harvest: harvest
    ) {
      change.insert(.facts)
    }
    if change.contains(.links) { try changes.note(repo: repo) }
    if change.contains(.name) {
      try changes.note(name: facts.name, kind: facts.kind)
    }
    return change.isEmpty ? .unchanged : .changed
  }

  /// Keeps that `name` was answered by the repository of `facts`, or what else tells that it is its name.
  package func applyRedirect(
    from name: String,
    to facts: RepoFacts,
    evidence: String = "redirect",
    harvest: Int64
  ) throws {
    guard name != facts.name, let repo = try repos.stored(facts) else { return }
    try aliases.run(facts.kind.rawValue, name, repo.id, evidence, harvest)
    try changes.note(name: name, kind: facts.kind)
  }

  /// What the tables hold of a repository.
  package struct Known {
    fileprivate let stored: RepoTable.Stored

    /// Its head commit; empty when they hold none.
    package var head: String {
      guard case .text(let sha) = stored.values[RepoFacts.Column.sha.rawValue] else { return "" }
      return sha
    }
  }

  /// What the tables hold of the repository; nil when they do not know it.
  package func known(_ facts: RepoFacts) throws -> Known? {
    try repos.stored(facts).map(Known.init)
  }

  /// Applies what one record says of a repository that is known.
  package func apply(_ facts: RepoFacts, to known: Known, harvest: Int64) throws -> Outcome {
    for finding in facts.findings { try note(finding, harvest: harvest) }
    return try update(known.stored, to: facts, harvest: harvest)
  }

  /// Keeps that another repository answers to `name` than the one that had it: the Hub gives a name
  /// that was left to whoever takes it.
  package func applyDisplacement(
    from name: String,
    by facts: RepoFacts,
    at time: String,
    harvest: Int64
  ) throws {
    guard try repos.isHeld(name, byAnotherThan: facts) else { return }
    try applyAbsence(of: name, kind: facts.kind, status: 200, at: time, harvest: harvest)
  }

  /// Keeps that the Hub answered `status` where a repository was asked for.
  package func applyAbsence(
    of name: String,
    kind: RepoKind,
    status: Int,
    at time: String,
    harvest: Int64
  ) throws {
    try absences.run(kind.rawValue, name, harvest, status, time)
    try repos.noteAbsence(of: name, kind: kind, harvest: harvest)
    try changes.note(name: name, kind: kind)
  }

  /// Keeps a finding as a row.
  package func note(_ finding: Finding, harvest: Int64) throws {
    try findings.run(harvest, finding.code.rawValue, finding.subject, finding.detail)
  }

  /// Forgets what is remembered outside the database: a transaction was undone.
  package func forget() {
    repos.forget()
    tags.forget()
    declarations.forget()
  }
}
