import StemmaCore
import StemmaDerive
import StemmaStore

/// Infers what models were made from where neither their cards nor the Hub say it.
///
/// What it writes is evidence beside the graph: no count has it unless it is asked for.
struct Inferences {
  let connection: Connection
  var scope = LinkScope.everything
  /// The models whose children differ from those at the last run.
  var touchedParents: Set<Int64> = []

  /// Writes `inferred_edge`, once edges are written.
  ///
  /// - Complexity: O(*n* log *n*) time and 16 bytes of memory each for *n* models, and O(*t*) for
  ///   the text of the cards that are kept. Of the models in scope alone the edges are inferred, by a few
  ///   look-ups each.
  /// - Returns: The names of models, which it made to look bases up.
  @discardableResult
  func write() throws -> ModelNames {
    try write(Ground.allCases)
  }

  /// Where evidence is looked for.
  enum Ground: CaseIterable { case declarations, paths, commits, prose, names }

  /// Writes `inferred_edge` from some of the evidence.
  @discardableResult
  func write(_ grounds: [Ground]) throws -> ModelNames {
    let models = try ModelNames(scope, in: connection)
    try collectChildren(models)
    try connection.execute("DELETE FROM inferred_edge WHERE \(children("child"))")
    let edges = try InferredEdges(connection)
    for ground in grounds {
      switch ground {
      case .declarations: try addDeclarations(edges)
      case .paths: try addPaths(edges, NameResolver(connection))
      case .commits: try addCommits(edges, NameResolver(connection))
      case .prose: try addProse(edges, NameResolver(connection))
      case .names:
        try NameInference(connection, models: models, condition: children("repo.id"))
          .add(to: edges, NameResolver(connection))
      }
    }
    return models
  }

  /// The names that came or went: what begins with one may seem to be made from another model.
  private func movedNames() throws -> [String] {
    let names = try scope.movedNames(in: connection)
    // A name may stand in another with its owner: there the slash is one of these.
    return names
      + NameInference.authorMarks.flatMap { mark in
        names.lazy.filter { $0.contains("/") }.map { $0.replacing("/", with: mark) }
      }
  }

  /// Collects the models whose inferred parents may differ.
  ///
  /// Those with a card are always among them: its prose may name any model, and they are few. So are
  /// those that seem to be made from a model that changed: it may turn out to be younger. Should it
  /// turn out to be older than it was said to be, any that names it is.
  private func collectChildren(_ models: ModelNames) throws {
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
      SELECT repo FROM repo_commit WHERE \(Self.isDuplicate)
      UNION
      SELECT edge.child
      FROM ghost
      CROSS JOIN edge ON edge.parent = ghost.id
      WHERE \(Self.isCachePath)
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
    for name in try movedNames() {
      for model in try models.beginners(with: name) { try insert.run(model) }
    }
    // A model that became popular has mirrors from then on, and one that is no more has none.
    let name = try connection.prepare("SELECT name FROM repo WHERE id = ?")
    for parent in touchedParents.sorted() where parent > 0 {
      guard let name = try name.first(parent, body: { $0.text(0) }) else { continue }
      for entry in try models.models(named: name.baseName) { try insert.run(Int64(entry.repo)) }
    }
  }

  /// Holds for the titles that the Hub gives to commits which duplicate a repository.
  private static let isDuplicate =
    "repo_commit.title LIKE 'Duplicate from %' AND repo_commit.pull_request IS NULL"

  /// Holds for what was declared as a path to a cache of the Hub's own tools.
  private static let isCachePath =
    "ghost.kind = 'model' AND ghost.reason = 'local path' AND ghost.name LIKE '%models--%--%'"

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

  /// A cache of the Hub's files has a folder for each repository: where a path on a disk is
  /// declared as a parent, it may tell which model lay there.
  private func addPaths(_ edges: InferredEdges, _ names: NameResolver) throws {
    let paths = try connection.rows(
      """
      SELECT edge.child, ghost.name, edge.first_seen
      FROM ghost
      CROSS JOIN edge ON edge.parent = ghost.id
      WHERE \(Self.isCachePath) AND edge.last_seen IS NULL AND \(children("edge.child"))
      ORDER BY edge.child, ghost.name
      """
    ) { $0.inOrder { (child: $0.integer(), path: $0.text(), firstSeen: $0.integer()) } }
    for declared in paths {
      guard let name = CachedName.name(in: declared.path),
        let parent = try names.repo(named: name, kind: .model)?.id,
        let child = try edges.orphan(declared.child)
      else { continue }
      try edges.add(
        child,
        madeFrom: parent,
        by: .path,
        evidence: "base_model: \(declared.path)",
        since: declared.firstSeen
      )
    }
  }

  /// The Hub titles the commit that duplicates a repository with the name of the original.
  private func addCommits(_ edges: InferredEdges, _ names: NameResolver) throws {
    let commits = try connection.rows(
      """
      SELECT repo, title, min(first_seen)
      FROM repo_commit
      WHERE \(Self.isDuplicate) AND \(children("repo"))
      GROUP BY repo, title
      ORDER BY repo, title
      """
    ) { $0.inOrder { (child: $0.integer(), title: $0.text(), firstSeen: $0.integer()) } }
    for commit in commits {
      let text = String(commit.title.dropFirst("Duplicate from ".count))
      guard let name = Reference(text, kind: .model).name,
        let parent = try names.repo(named: name, kind: .model)?.id,
        let child = try edges.orphan(commit.child)
      else { continue }
      try edges.add(
        child,
        madeFrom: parent,
        by: .duplicate,
        evidence: "commit: \(commit.title)",
        since: commit.firstSeen
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

/// The names that the Hub's own tools give to folders of their caches.
enum CachedName {
  /// The model whose folder a path names, such as `…/models--org--name/snapshots/…`; the last of
  /// several.
  static func name(in path: String) -> String? {
    let folders = path.split { $0 == "/" || $0 == "\\" }.filter { $0.hasPrefix("models--") }
    guard
      let parts = folders.last?.dropFirst("models--".count).split(
        separator: "--",
        maxSplits: 1
      ), !parts.isEmpty
    else { return nil }
    let name = parts.joined(separator: "/")
    return RepoName.isWellFormed(name) ? name : nil
  }
}

extension String {
  /// What follows the owner in a repository's name, as ``Connection/namePart`` has it.
  var baseName: String {
    // Byte by byte, since it is asked of millions of names.
    guard let slash = utf8.firstIndex(of: UInt8(ascii: "/")) else { return self }
    return String(self[utf8.index(after: slash)...])
  }
}

/// A way to tell what a model was made from when neither its card nor the Hub does.
///
/// The confidence is the share of answers that agree with what cards declare, rounded down; see the
/// article on inference.
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
  /// A path on a disk holds a folder that the Hub's tools name after the model that lay there.
  case path
  /// A commit is titled as a duplicate of another model.
  case duplicate
  /// The name is that of a popular model, made earlier by somebody else.
  case mirror
  /// The name holds both the owner and the name of another model.
  case nameAuthor = "name: author"
  /// The name is that of another model and the mark of a format.
  case nameMark = "name: mark"
  /// The name begins with that of another model.
  case nameStem = "name: stem"

  /// From 0 to 1; nil where it was not measured.
  var confidence: Double? {
    switch self {
    case .proseFinetune, .nameMark, .nameAuthor: 0.95
    case .mirror: 0.75
    case .proseConversion: 0.85
    case .nameStem: 0.25
    // Seventeen cases were too few to say more.
    case .proseKinship: 0.6
    // The author's own word, and what programs noted down: no data show how often they are right.
    case .finetunedFrom, .config, .path, .duplicate: nil
    }
  }

  /// Whether it tells of converted copies, whose makers often copy the whole card.
  var isOfCopies: Bool { relation == "quantized" || self == .mirror || self == .nameAuthor }

  /// The relation that the method shows by itself.
  var relation: String? {
    switch self {
    case .finetunedFrom, .proseFinetune: "finetune"
    case .proseConversion, .nameMark: "quantized"
    case .config, .proseKinship, .nameStem, .path, .duplicate, .mirror, .nameAuthor: nil
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
