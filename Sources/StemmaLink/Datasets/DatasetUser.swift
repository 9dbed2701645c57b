import StemmaCore
package import StemmaStore

/// A model that says that it used a dataset.
public struct DatasetUser: Sendable, Hashable {
  /// The model's name.
  public let id: String
  /// When its repository was made; nil when the Hub does not say.
  public let createdAt: String?
  /// Its publisher; nil for old models without one.
  public let owner: String?
  /// Whether the dataset's own people publish it.
  public let isOwn: Bool
  /// How it was made: the Hub's word, else its card's, else our own reading; nil when nobody says.
  public let relation: String?
  /// Where it says so: `card`, `readme`, `tag`.
  public let sources: [String]
  /// Whether a parent of it says the same, so that the line may only be copied.
  public let isInherited: Bool

  /// Makes one from its parts, without a cache.
  public init(
    id: String,
    createdAt: String?,
    owner: String?,
    isOwn: Bool,
    relation: String? = nil,
    sources: [String] = [],
    isInherited: Bool = false
  ) {
    self.id = id
    self.createdAt = createdAt
    self.owner = owner
    self.isOwn = isOwn
    self.relation = relation
    self.sources = sources
    self.isInherited = isInherited
  }

  /// Whether somebody else publishes it.
  public var isExternal: Bool { !isOwn }

  /// Whether it is the same weights in another form, or several models' in one: such a copy
  /// inherits the line from what it was made of.
  public var isConverted: Bool {
    relation == Relation.quantized.rawValue || relation == Relation.merge.rawValue
  }

  /// Whether somebody else trained it.
  public var isTrained: Bool { isExternal && !isConverted }

  /// The day on which its repository was made.
  public var day: String? { createdAt.map { String($0.prefix(10)) } }

  /// The month in which its repository was made.
  public var month: String? { createdAt.map { String($0.prefix(7)) } }
}

extension DatasetUser {
  /// The models that declared `dataset` and are listed: by time of creation, then by
  /// name.
  ///
  /// - Complexity: O(*u* log *n*) for *u* users.
  package static func all(
    of dataset: DatasetIdentity,
    by basis: RelationBasis? = nil,
    in connection: Connection
  ) throws -> [DatasetUser] {
    try all(of: dataset.ids, besidePeopleOf: dataset, by: basis, in: connection)
  }

  /// The models that declared one of the datasets of numbers `ids`, in the same order; own ones are those of
  /// `dataset`.
  package static func all(
    of ids: [Int64],
    besidePeopleOf dataset: DatasetIdentity,
    by basis: RelationBasis? = nil,
    in connection: Connection
  ) throws -> [DatasetUser] {
    var seen: Set<String> = []
    // A handful of texts for thousands of users.
    var sources: [String: [String]] = [:]
    func split(_ text: String) -> [String] {
      if let known = sources[text] { return known }
      let names = text.split(separator: ",").map(String.init).sorted()
      sources[text] = names
      return names
    }
    var users = try connection.rows(rows(ids, by: basis)) { row in
      let owner = row.optionalText("owner")
      return DatasetUser(
        id: row.text("model"),
        createdAt: row.optionalText("created_at"),
        owner: owner,
        isOwn: dataset.isOwn(owner),
        relation: row.optionalText("relation"),
        sources: split(row.text("sources")),
        isInherited: row.bool("inherited")
      )
    }
    // SQLite takes longer to sort thousands.
    users.sort { $0.comes(before: $1) }
    // One that names the dataset under two numbers is one user.
    return ids.count == 1 ? users : users.filter { seen.insert($0.id).inserted }
  }

  private func comes(before other: DatasetUser) -> Bool {
    guard createdAt != other.createdAt else { return id < other.id }
    guard let createdAt, let made = other.createdAt else { return createdAt != nil }
    return createdAt < made
  }

  /// SQL that lists the models that declared one of `datasets`, one row a dataset, in the order of
  /// ``all(of:in:)``.
  package static func query(_ datasets: [Int64], by basis: RelationBasis? = nil) -> String {
    rows(datasets, by: basis) + "\nORDER BY created_at IS NULL, created_at, model"
  }

  private static func rows(_ datasets: [Int64], by basis: RelationBasis?) -> String {
    let list = datasets.map(String.init).joined(separator: ", ")
    guard datasets.count == 1, basis == nil else {
      return """
        \(facts(of: "dataset_use", inherited: "IN (\(list))", by: basis))
          AND dataset_use.dataset IN (\(list))
        """
    }
    return """
      SELECT name AS model, created_at, sources, publisher AS owner, relation,
        is_inherited AS inherited
      FROM dataset_user
      WHERE dataset = \(list)
      """
  }

  /// SQL for the rows of `dataset_user`, for rows of `dataset_use` for which `condition` holds.
  ///
  /// Uses are read in the order of the models, so that these are met side by side.
  package static func present(where condition: String) -> String {
    """
    SELECT dataset, repo, model, created_at, owner, relation, sources, inherited
    FROM (
      \(facts(
        of: "dataset_use INDEXED BY dataset_use_repo",
        inherited: "= dataset_use.dataset"
      ))
        AND \(condition))
    ORDER BY dataset, repo
    """
  }

  /// SQL for what is told of each use of a dataset by a model.
  ///
  /// Two rows are looked up for each: its own and its first edge. All else stands together.
  /// `uses` is `dataset_use`, read in some order; `inherited` compares the dataset of a parent.
  private static func facts(
    of uses: String,
    inherited: String,
    by basis: RelationBasis? = nil
  ) -> String {
    """
    SELECT repo.name AS model, repo.created_at, dataset_use.sources,
      \(ownPublisher) AS owner, \(relation(by: basis)) AS relation,
      EXISTS (
        SELECT 1 FROM edge
        CROSS JOIN dataset_use AS parents
          ON parents.dataset \(inherited) AND parents.repo = edge.parent
        WHERE edge.child = repo.id AND edge.parent <> repo.id
          AND edge.last_seen IS NULL AND parents.last_seen IS NULL) AS inherited,
      dataset_use.dataset, dataset_use.repo
    FROM \(uses)
    CROSS JOIN repo ON repo.id = dataset_use.repo
    WHERE repo.kind = 'model' AND dataset_use.last_seen IS NULL AND repo.gone_since IS NULL
    """
  }

  /// SQL for the publisher of `repo` without a join: the owner is looked up for old names alone,
  /// which do not tell it.
  package static let ownPublisher = """
    CASE WHEN instr(repo.name, '/') > 1 THEN substr(repo.name, 1, instr(repo.name, '/') - 1)
      ELSE (SELECT owner.name FROM owner WHERE owner.id = repo.owner) END
    """

  /// SQL for the publisher of `repo`; old models without one have none.
  package static let publisher = """
    coalesce(owner.name, nullif(substr(repo.name, 1, max(0, instr(repo.name, '/') - 1)), ''))
    """

  /// SQL for how `repo` was made, by the one rule for relations or by one of the three alone.
  package static func relation(by basis: RelationBasis? = nil) -> String {
    ModelRelation.sql(of: "repo.id", ownReading: "repo.own_relation", by: basis)
  }
}

/// The models that use each dataset now, side by side.
struct DatasetUserTable {
  let connection: Connection
  let scope: LinkScope

  /// Writes `dataset_user` from `dataset_use` and `edge`.
  ///
  /// - Complexity: O(*u* log *n*) for *u* uses by models whose statements are read anew, and by
  ///   their children.
  func write() throws {
    if case .stale = scope {
      // A child whose parent uses a dataset may only have copied the line.
      try connection.execute(
        """
        CREATE TEMP TABLE stale_user AS
        SELECT repo FROM stale_repo
        UNION
        SELECT edge.child FROM stale_repo CROSS JOIN edge ON edge.parent = stale_repo.repo;
        DELETE FROM dataset_user WHERE model IN (SELECT repo FROM stale_user);
        """
      )
    }
    let models = scope == .everything ? "TRUE" : "dataset_use.repo IN (SELECT repo FROM stale_user)"
    try connection.execute(
      """
      INSERT INTO dataset_user
        (dataset, model, name, created_at, publisher, relation, sources, is_inherited)
      \(DatasetUser.present(where: models))
      """
    )
    if case .stale = scope { try connection.execute("DROP TABLE temp.stale_user") }
  }
}
