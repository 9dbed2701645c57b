package import StemmaCore
package import StemmaStore

/// The READMEs of repositories, and what their metadata declares in our own reading.
package final class CardTable {
  private let declarations: DeclarationTable
  private let newest: Statement
  private let insert: Statement

  /// Shares the table of declarations with the stage that writes the other sources.
  package init(_ connection: Connection, declarations: DeclarationTable) throws {
    self.declarations = declarations
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

  /// Writes the text of a README, unless it is the one there already, with what it declares.
  ///
  /// Returns what was odd in its metadata.
  package func apply(
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

  /// Notes that there is no README to read.
  package func applyNone(to repo: Int64, harvest: Int64) throws {
    try declare([], repo: repo, harvest: harvest)
  }

  private func declare(_ said: [Declaration], repo: Int64, harvest: Int64) throws {
    _ = try declarations.update(repo: repo, to: said, from: [.readme], harvest: harvest)
  }
}
