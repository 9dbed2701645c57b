import StemmaCore
import StemmaDerive
import StemmaStore

/// Infers a base from the names of models.
struct NameInference {
  private let connection: Connection
  private let models: ModelNames
  private let condition: String
  private let name: Statement
  private let popular: PopularModels
  /// What stands between an owner and a name of theirs in the name of a copy.
  static let authorMarks = ["_-_", "."]

  /// Looks names up in `models`, for the models that `condition`, in SQL, holds for.
  init(_ connection: Connection, models: ModelNames, condition: String) throws {
    self.connection = connection
    self.models = models
    self.condition = condition
    name = try connection.prepare("SELECT name FROM repo WHERE id = ?")
    popular = try PopularModels(among: models, in: connection)
  }

  /// Adds an edge for each orphan whose name tells its base.
  func add(to edges: InferredEdges, _ names: NameResolver) throws {
    let orphans = try connection.prepare(
      """
      SELECT \(InferredEdges.columns), repo.owner
      FROM repo
      WHERE \(InferredEdges.isOrphan) AND \(condition)
      ORDER BY repo.id
      """
    )
    try orphans.forEach { row in
      let (child, owner) = row.inOrder { (InferredEdges.Orphan(&$0), $0.optionalInteger()) }
      let base = child.name.baseName
      if try addAuthors(child, base, to: edges, names) { return }
      if try addMirror(child, base, owner: owner, to: edges) { return }
      try add(child, base, owner: owner, to: edges)
    }
  }

  /// Adds the model whose owner and name both stand in the child's, as `owner_-_name` or `owner.name`,
  /// with a mark behind or none; says whether there is one.
  private func addAuthors(
    _ child: InferredEdges.Orphan,
    _ base: String,
    to edges: InferredEdges,
    _ names: NameResolver
  ) throws -> Bool {
    for separator in Self.authorMarks {
      // Nearly every name is told from one with the mark by a look at its bytes.
      guard let first = separator.utf8.first, base.utf8.contains(first),
        let mark = base.firstRange(of: separator)
      else { continue }
      let (author, rest) = (base[..<mark.lowerBound], String(base[mark.upperBound...]))
      let ends = [rest.utf8.count] + NameMarks.ends(in: rest)
      for end in ends {
        guard let model = String(rest.utf8.prefix(end)), !model.isEmpty, !author.isEmpty,
          let parent = try names.repo(named: "\(author)/\(model)", kind: .model)
        else { continue }
        return try edges.add(
          child,
          madeFrom: parent.id,
          by: .nameAuthor,
          evidence: "\(child.name) holds \(author) and \(model): \(parent.name)",
          relation: end < rest.utf8.count ? "quantized" : nil
        )
      }
    }
    return false
  }

  /// Adds the one popular model of the child's own name, of another owner; says whether there is one.
  private func addMirror(
    _ child: InferredEdges.Orphan,
    _ base: String,
    owner: Int64?,
    to edges: InferredEdges
  ) throws -> Bool {
    let alike = try popular.models(named: base).filter {
      $0.id != child.id && $0.owner != owner && $0.name.baseName.lowercased() == base.lowercased()
    }
    guard alike.count == 1, let original = alike.first else { return false }
    return try edges.add(
      child,
      madeFrom: original.id,
      by: .mirror,
      evidence: "\(child.name) has the name of \(original.name), from which many are made"
    )
  }

  private func add(
    _ child: InferredEdges.Orphan,
    _ base: String,
    owner: Int64?,
    to edges: InferredEdges
  ) throws {
    let marks = NameMarks.ends(in: base)
    let found =
      try marks.isEmpty ? stem(of: child, base, owner) : original(of: child, base, marks, owner)
    guard let found else { return }
    let (end, parent) = (found.end, found.entry.repo)
    let start = base.utf8.prefix(end)
    // Only a hash was compared so far.
    guard let parentName = try name.first(Int64(parent), body: { $0.text(0) }),
      parentName.baseName.lowercased().utf8.elementsEqual(
        String(start)?.lowercased().utf8 ?? "".utf8
      )
    else { return }
    let rest = String(base.utf8.dropFirst(end)) ?? ""
    let kin =
      found.isSameOwner
      ? "its owner has \(parentName)" : "\(parentName) is the only model of that name"
    try edges.add(
      child,
      madeFrom: Int64(parent),
      by: marks.isEmpty ? .nameStem : .nameMark,
      evidence: "\(child.name) without \(rest): \(kin)"
    )
  }

  private struct Found {
    let end: Int
    let entry: NameIndex.Entry
    let isSameOwner: Bool
  }

  /// The model that one with a mark is a copy of: the owner's own, else the only one so named.
  private func original(
    of child: InferredEdges.Orphan,
    _ base: String,
    _ ends: [Int],
    _ owner: Int64?
  ) throws -> Found? {
    let name = ModelNames.Beginnings(of: base)
    for end in ends {
      let own = try models.models(named: name, upTo: end)
        .filter { Int64($0.owner) == owner && Int64($0.repo) != child.id }
      if own.count == 1 { return Found(end: end, entry: own[0], isSameOwner: true) }
    }
    for end in ends {
      let all = try models.models(named: name, upTo: end).filter { Int64($0.repo) != child.id }
      if all.count == 1 { return Found(end: end, entry: all[0], isSameOwner: false) }
      if all.count > 1 { return nil }
    }
    return nil
  }

  /// The only model, of another owner, whose name the child's begins with.
  ///
  /// Names of the same owner that begin alike are mostly sisters. What follows must not be a size
  /// or a version, and the name must hold a digit, as names of base models do.
  private func stem(
    of child: InferredEdges.Orphan,
    _ base: String,
    _ owner: Int64?
  ) throws -> Found? {
    let ends = NameStems.ends(in: base)
    guard !ends.isEmpty else { return nil }
    let name = ModelNames.Beginnings(of: base)
    for end in ends {
      let all = try models.models(named: name, upTo: end).filter { Int64($0.repo) != child.id }
      if all.contains(where: { Int64($0.owner) == owner }) { continue }
      if all.count > 1 { return nil }
      if let entry = all.first { return Found(end: end, entry: entry, isSameOwner: false) }
    }
    return nil
  }
}

/// Models from which many are made: their names are known, and copies bear them.
private final class PopularModels {
  struct Model {
    let id: Int64
    let name: String
    let owner: Int64?
  }

  private let models: ModelNames
  /// By the hashes of their names without the owner: all of them, or what was asked for.
  private var known: [UInt64: [Model]] = [:]
  private let model: Statement
  /// As many models made from one make it popular.
  private static let leastChildren = 20

  /// - Complexity: O(*m*) for *m* edges where all models are held, else O(1).
  init(among models: ModelNames, in connection: Connection) throws {
    self.models = models
    model = try connection.prepare(
      """
      SELECT id, name, owner
      FROM repo
      WHERE id = ?1 AND \(Self.leastChildren) = (
        SELECT count(*)
        FROM (
          SELECT 1 FROM edge
          WHERE parent = ?1 AND child <> parent AND last_seen IS NULL
          LIMIT \(Self.leastChildren)))
      """
    )
    guard models.index != nil else { return }
    let popular = try connection.rows(
      """
      SELECT repo.id, repo.name, repo.owner
      FROM (
        SELECT parent
        FROM edge
        WHERE parent > 0 AND child <> parent AND last_seen IS NULL
        GROUP BY parent
        HAVING count(*) >= \(Self.leastChildren)) AS head
      CROSS JOIN repo ON repo.id = head.parent
      WHERE repo.gone_since IS NULL
      """,
      body: Self.read
    )
    known = Dictionary(grouping: popular) { NameIndex.hash(of: $0.name.baseName) }
  }

  /// The popular models of a name without its owner, and perhaps some whose name has the same hash.
  func models(named base: String) throws -> [Model] {
    let hash = NameIndex.hash(of: base)
    if let popular = known[hash] { return popular }
    guard models.index == nil else { return [] }
    let popular = try models.models(named: base).compactMap { entry in
      try model.first(Int64(entry.repo), body: Self.read)
    }
    known[hash] = popular
    return popular
  }

  private static func read(_ row: Statement) -> Model {
    row.inOrder { Model(id: $0.integer(), name: $0.text(), owner: $0.optionalInteger()) }
  }
}

/// What repositories say of others beside parents and datasets used.
///
/// A name that leads nowhere becomes a ghost, as elsewhere; only those that are parents are counted
/// as such.
struct Mentions {
  let connection: Connection
  let scope: LinkScope

  /// Writes `mention`, once edges are written.
  ///
  /// - Complexity: O(*m* log *m*) for *m* mentions in scope.
  func write() throws {
    if case .stale = scope {
      try connection.execute("DELETE FROM mention WHERE \(scope.repos("repo"))")
    }
    try connection.execute(mentions)
  }

  /// Mentions are not all fields: `name_or_path` is evidence for inference only.
  ///
  /// A successor that is the model itself, or what it was made from, is none: the field was taken
  /// for another one.
  private var mentions: String {
    """
    INSERT INTO mention (repo, field, node, sources, misuse, first_seen, last_seen)
    SELECT repo, field, node, group_concat(DISTINCT source),
      CASE
        WHEN field <> 'new_version' THEN NULL
        WHEN node = repo THEN 'itself'
        WHEN EXISTS (SELECT 1 FROM edge WHERE edge.child = repo AND edge.parent = node)
          THEN 'its own base model'
      END,
      min(first_seen), CASE WHEN max(last_seen IS NULL) THEN NULL ELSE max(last_seen) END
    FROM (
      SELECT declaration.repo, declaration.field, resolution.node, declaration.source,
        declaration.first_seen, declaration.last_seen
      FROM declaration
      CROSS JOIN resolution ON resolution.reference = declaration.reference
      CROSS JOIN reference ON reference.id = declaration.reference
      WHERE declaration.field NOT IN ('base_model', 'dataset')
        AND declaration.field
          IN ('new_version', 'finetuned_from', 'source_dataset', 'model', 'duplicated_from')
        AND NOT (reference.kind = 'dataset' AND \(SourceText.namesNone("reference.value")))
        AND \(scope.repos("declaration.repo"))
      ORDER BY declaration.repo, declaration.field, resolution.node, declaration.source
    )
    GROUP BY repo, field, node
    """
  }
}
