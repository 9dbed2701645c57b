import StemmaCore
import StemmaDerive
import StemmaStore

/// Infers what models were made from where neither their cards nor the Hub say it.
///
/// What it writes is evidence beside the graph: no count has it unless it is asked for.
struct Inferences {
  let connection: Connection
  var scope = LinkScope.everything

  /// Writes `inferred_edge`, once edges are written.
  ///
  /// - Complexity: O(*n* log *n*) time and 16 bytes of memory each for *n* models, and O(*t*) for
  ///   the text of the cards that are kept. Of the models in scope alone the edges are inferred.
  func write() throws {
    try write(Ground.allCases)
  }

  /// Where evidence is looked for.
  enum Ground: CaseIterable { case declarations, prose, names }

  /// Writes `inferred_edge` from some of the evidence.
  func write(_ grounds: [Ground]) throws {
    let index = try NameIndex(connection, beginners: changedNames())
    try collectChildren(index)
    try connection.execute("DELETE FROM inferred_edge WHERE \(children("child"))")
    let edges = try InferredEdges(connection)
    for ground in grounds {
      switch ground {
      case .declarations: try addDeclarations(edges)
      case .prose: try addProse(edges, NameResolver(connection))
      case .names:
        try NameInference(connection, index: index, condition: children("repo.id")).add(to: edges)
      }
    }
  }

  /// The names that came or went: what begins with one may seem to be made from another model.
  private func changedNames() throws -> [String] {
    guard case .stale(let mark) = scope else { return [] }
    return try connection.rows(
      """
      SELECT repo.name
      FROM changed_repo
      CROSS JOIN repo ON repo.id = changed_repo.repo
      WHERE repo.kind = 'model'
      UNION
      SELECT name FROM change WHERE id > ? AND kind = 'model'
      """,
      mark.change
    ) { $0.text(0) }
  }

  /// Collects the models whose inferred parents may differ.
  ///
  /// Those with a card are always among them: its prose may name any model, and they are few. So are
  /// those that seem to be made from a model that changed: it may turn out to be younger. Should it
  /// turn out to be older than it was said to be, any that names it is.
  private func collectChildren(_ index: NameIndex) throws {
    guard case .stale = scope else { return }
    try connection.execute(
      """
      DROP TABLE IF EXISTS temp.dated_anew;
      CREATE TEMP TABLE dated_anew AS
      SELECT repo
      FROM changed_repo
      WHERE EXISTS (
        SELECT 1 FROM repo_history
        WHERE repo_history.repo = changed_repo.repo AND field = 'created_at' AND value IS NOT NULL);

      INSERT INTO stale_child
      SELECT repo FROM stale_repo
      UNION
      SELECT repo FROM card_text
      UNION
      SELECT child FROM inferred_edge WHERE parent IN (SELECT repo FROM changed_repo)
      UNION
      SELECT repo
      FROM declaration
      WHERE EXISTS (SELECT 1 FROM dated_anew)
        AND field IN ('finetuned_from', 'name_or_path')
        AND reference IN (
          SELECT reference FROM reference_repo WHERE repo IN (SELECT repo FROM dated_anew));
      """
    )
    let insert = try connection.prepare("INSERT OR IGNORE INTO stale_child VALUES (?)")
    for model in index.beginners { try insert.run(model) }
  }

  private func children(_ column: String) -> String {
    scope == .everything ? "TRUE" : "\(column) IN (SELECT repo FROM stale_child)"
  }

  private func addDeclarations(_ edges: InferredEdges) throws {
    let declarations = try connection.rows(
      """
      SELECT declaration.repo, declaration.field, reference_repo.repo, reference.value,
        min(declaration.first_seen)
      FROM declaration
      JOIN reference ON reference.id = declaration.reference
      JOIN reference_repo ON reference_repo.reference = declaration.reference
      WHERE declaration.field NOT IN ('base_model', 'dataset')
        AND declaration.field IN ('finetuned_from', 'name_or_path')
        AND declaration.last_seen IS NULL AND reference_repo.repo IS NOT NULL
        AND \(children("declaration.repo"))
      GROUP BY declaration.repo, declaration.field, reference.id
      """
    ) { row in
      row.inOrder {
        (
          repo: $0.integer(), field: $0.text(), parent: $0.integer(), value: $0.text(),
          firstSeen: $0.integer()
        )
      }
    }
    for declaration in declarations {
      guard let child = try edges.orphan(declaration.repo) else { continue }
      try edges.add(
        child,
        madeFrom: declaration.parent,
        by: declaration.field == "finetuned_from" ? .finetunedFrom : .config,
        evidence: "\(declaration.field): \(declaration.value)",
        since: declaration.firstSeen
      )
    }
  }

  private func addProse(_ edges: InferredEdges, _ names: NameResolver) throws {
    let cards = try connection.prepare(
      """
      SELECT repo, text, first_seen
      FROM card_text
      WHERE NOT EXISTS (
        SELECT 1 FROM card_text AS later
        WHERE later.repo = card_text.repo
          AND (later.first_seen, later.sha) > (card_text.first_seen, card_text.sha))
      ORDER BY repo
      """
    )
    try cards.forEach { row in
      guard let child = try edges.orphan(row.integer("repo")) else { return }
      // A converter copies the card of what it converts: there the words are about the original.
      let isCopy = !NameMarks.ends(in: child.name.baseName).isEmpty
      for statement in Prose.statements(in: row.text("text")) {
        if isCopy, statement.wording != .conversion { continue }
        let reference = Reference(statement.name, kind: .model)
        guard let name = reference.name, let parent = try names.repo(named: name, kind: .model)?.id,
          try edges.add(
            child,
            madeFrom: parent,
            by: InferenceMethod(statement.wording),
            evidence: statement.text,
            since: row.integer("first_seen")
          )
        else { continue }
        // The surest words come first; what follows may be about other models.
        return
      }
    }
  }
}

extension String {
  /// What follows the owner in a repository's name.
  var baseName: String {
    // Byte by byte, since it is asked of millions of names.
    guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")), slash != utf8.index(before: endIndex)
    else { return split(separator: "/").last.map(String.init) ?? self }
    return String(self[utf8.index(after: slash)...])
  }
}

/// A way to tell what a model was made from when neither its card nor the Hub does.
///
/// The confidence is the share of answers that agree with what cards declare, rounded down, where
/// that was measured; see the article on inference.
enum InferenceMethod: String, CaseIterable {
  /// The card's `finetuned_from`, the old spelling of a parent.
  case finetunedFrom = "finetuned_from"
  /// The configuration names what its weights were loaded from.
  case config
  /// The card says in words that the model was trained from another.
  case proseFinetune = "prose: fine-tuned"
  /// The card says in words that the model is a converted copy.
  case proseConversion = "prose: converted"
  /// The card says in words that the model is based on another.
  case proseKinship = "prose: based on"
  /// The name is that of another model and the mark of a format.
  case nameMark = "name: mark"
  /// The name begins with that of another model.
  case nameStem = "name: stem"

  /// From 0 to 1.
  var confidence: Double {
    switch self {
    case .proseFinetune, .nameMark: 0.95
    case .proseConversion: 0.85
    case .nameStem: 0.25
    // Seventeen cases were too few to say more.
    case .proseKinship: 0.6
    // Not measured: the author's own word, and what a program noted down.
    case .finetunedFrom: 0.95
    case .config: 0.8
    }
  }

  /// Whether it tells of converted copies, whose makers often copy the whole card.
  var isOfCopies: Bool { relation == "quantized" }

  /// The relation that the method shows by itself.
  var relation: String? {
    switch self {
    case .finetunedFrom, .proseFinetune: "finetune"
    case .proseConversion, .nameMark: "quantized"
    case .config, .proseKinship, .nameStem: nil
    }
  }

  init(_ wording: Prose.Statement.Wording) {
    self =
      switch wording {
      case .finetune: .proseFinetune
      case .conversion: .proseConversion
      case .kinship: .proseKinship
      }
  }
}
