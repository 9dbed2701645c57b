import StemmaCore
package import StemmaHub
import StemmaStore

/// The READMEs of repositories, and what their metadata declares in our own reading.
package final class CardTable: DetailTable {
  private unowned let stage: DetailStage
  private let declarations: DeclarationTable
  private let newest: Statement
  private let insert: Statement

  package init(_ stage: DetailStage) throws {
    self.stage = stage
    declarations = stage.declarations
    let connection = stage.connection
    newest = try connection.prepare(
      """
      SELECT text FROM card_text WHERE repo = ? ORDER BY first_seen DESC, sha LIMIT 1
      """
    )
    insert = try connection.prepare(
      """
      INSERT INTO card_text (repo, sha, text, first_seen) VALUES (?, ?, ?, ?)
      ON CONFLICT (repo, sha) DO UPDATE SET text = excluded.text
      """
    )
  }

  /// Applies the README of a repository at a commit.
  package func apply(
    _ card: CardText,
    sha: String?,
    of repo: DetailedRepo
  ) throws -> DetailOutcome {
    var outcome = DetailOutcome()
    let sha = sha ?? DetailMarks.none
    outcome.isChanged = try stage.changing {
      if let text = card.text {
        outcome.findings = try apply(text, sha: sha, to: repo.id, harvest: repo.harvest)
      } else {
        outcome.findings = [Finding(.pointerCard, detail: "the README is a pointer")]
        try declare([], repo: repo.id, harvest: repo.harvest)
      }
    }
    try stage.marks.set(.card, of: repo, to: sha, count: card.text == nil ? 0 : 1)
    outcome.findings = outcome.findings.map {
      Finding($0.code, subject: repo.name, detail: $0.detail)
    }
    return outcome
  }

  /// Notes that there is no README to read at a commit.
  package func applyNone(at sha: String?, of repo: DetailedRepo) throws {
    try declare([], repo: repo.id, harvest: repo.harvest)
    try stage.marks.set(.card, of: repo, to: sha ?? DetailMarks.none, count: nil)
  }

  /// Writes the text of a README, unless it is the one there already, with what it declares.
  ///
  /// Returns what was odd in its metadata.
  private func apply(
    _ text: String,
    sha: String,
    to repo: Int64,
    harvest: Int64
  ) throws -> [Finding] {
    if try newest.first(repo, body: { $0.text(0) }) != text {
      try insert.run(repo, sha, text, harvest)
      try declarations.changes.note(repo: repo)
    }
    var findings: [Finding] = []
    var card = CardFields(.null)
    do throws(FrontMatter.Failure) {
      if let block = FrontMatter.text(in: text) { card = CardFields(try FrontMatter.parse(block)) }
    } catch {
      findings.append(Finding(.oddCard, detail: "the README's metadata: \(error)"))
    }
    try declare(Declarations.inCard(card, source: .readme), repo: repo, harvest: harvest)
    return findings + card.findings
  }

  private func declare(_ said: [Declaration], repo: Int64, harvest: Int64) throws {
    _ = try declarations.update(repo: repo, to: said, from: [.readme], harvest: harvest)
  }
}

extension DetailPart {
  /// Marked with the commit at which the README was read.
  package static let card = DetailPart(rawValue: "card")
}

extension Finding.Code {
  /// A README that is kept in large-file storage: its text is not read.
  static let pointerCard = Finding.Code(rawValue: "pointer-card")
}
