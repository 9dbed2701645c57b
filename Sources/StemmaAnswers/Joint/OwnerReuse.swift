public import StemmaCore
import StemmaGraph
public import StemmaLink
package import StemmaMetrics
package import StemmaStore

/// How the datasets of an owner are used, each and together.
public struct OwnerReuse: Sendable, Hashable {
  /// How one dataset is used, or all of them.
  public struct Use: Sendable, Hashable {
    /// Models that declare it, and those of them that its own people publish.
    public let declaredBy, own: Int
    /// Models that others trained.
    public let trained: Int
    /// Distinct publishers of models of others.
    public let publishers: Int

    /// Makes one from its parts, without a cache.
    public init(declaredBy: Int, own: Int, trained: Int, publishers: Int) {
      (self.declaredBy, self.own) = (declaredBy, own)
      (self.trained, self.publishers) = (trained, publishers)
    }

    fileprivate init(_ users: [DatasetUser]) {
      declaredBy = users.count
      own = users.count(where: \.isOwn)
      trained = users.count(where: \.isTrained)
      publishers =
        Set(users.filter(\.isExternal).compactMap { $0.owner?.lowercased() }).count
    }
  }

  /// A dataset with its use.
  public struct Dataset: Sendable, Hashable {
    /// Its name at the moment asked for.
    public let id: String
    /// How it is used.
    public let use: Use

    /// Makes one from its parts, without a cache.
    public init(id: String, use: Use) { (self.id, self.use) = (id, use) }
  }

  /// All names of the owner, the present one first.
  public let owners: [String]
  /// The most used first, then by name.
  public let datasets: [Dataset]
  /// Models that declare one of them, each once.
  public let all: Use
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    owners: [String],
    datasets: [Dataset] = [],
    all: Use,
    relationBasis: RelationBasis? = nil
  ) {
    (self.owners, self.datasets, self.all) = (owners, datasets, all)
    self.relationBasis = relationBasis
  }

  /// - Throws: `AnswerError` for an owner that the cache does not know.
  /// - Complexity: O(*d* log *n* + *u* log *n*) for *d* datasets of the owner and their *u* users.
  package init(
    of owner: String,
    by basis: RelationBasis? = nil,
    counting counted: CountedUsers = CountedUsers(),
    in connection: Connection
  ) throws {
    let account = try OwnerAccount(owner, in: connection)
    let known = try connection.prepare(
      """
      SELECT name FROM repo
      WHERE name >= ?1 || '/' AND name < ?1 || '0' AND kind = 'dataset'
      UNION
      SELECT name FROM ghost
      WHERE kind = 'dataset' AND name >= ?1 || '/' AND name < ?1 || '0'
      """
    )
    var users: [String: DatasetUser] = [:]
    var met: Set<Int64> = []
    var datasets: [Dataset] = []
    for name in try account.names.flatMap({ try known.rows($0) { $0.text(0) } }) {
      let identity = try DatasetIdentity(name, owners: account.names, in: connection)
      guard met.insert(identity.node.id).inserted else { continue }
      let of = try counted.among(
        DatasetUser.all(of: identity, by: basis, in: connection),
        in: connection
      )
      datasets.append(Dataset(id: identity.node.name, use: Use(of)))
      for user in of { users[user.id] = user }
    }
    owners = account.names
    self.datasets = datasets.sorted {
      ($1.use.declaredBy, $0.id) < ($0.use.declaredBy, $1.id)
    }
    all = Use(Array(users.values))
    relationBasis = basis
  }
}

extension OwnerReuse {
  /// The same with the most declared datasets alone; all of them count in ``all``.
  package func first(_ count: Int?) -> OwnerReuse {
    guard let count else { return self }
    return OwnerReuse(
      owners: owners,
      datasets: Array(datasets.prefix(count)),
      all: all,
      relationBasis: relationBasis
    )
  }
}

extension OwnerReuse: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "owners": .array(owners.map(JSONValue.string)),
      "relation_by": RelationBasis.json(relationBasis),
      "datasets": .array(
        datasets.map { .object([.init("id", .string($0.id))] + ($0.use.json.object ?? [])) }
      ),
      "all": all.json,
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["dataset", "declared_by", "own", "outside", "trained", "publishers"],
      rows: datasets.map { [.text($0.id)] + $0.use.cells } + [[.text("all")] + all.cells]
    )
  }

  /// The answer for a terminal.
  public var text: String {
    """
    Models that declare a dataset of \(TerminalText.inert(owners.joined(separator: ", ")))

    \(table.text(as: .table))
    A model that declares several of them counts once in all. \
    \(RelationBasis.sentence(relationBasis))

    """
  }
}

extension OwnerReuse.Use {
  fileprivate var json: JSONValue {
    [
      "declared_by": .count(declaredBy), "own": .count(own), "outside": .count(declaredBy - own),
      "trained": .count(trained), "publishers": .count(publishers),
    ]
  }

  fileprivate var cells: [Table.Cell] {
    [declaredBy, own, declaredBy - own, trained, publishers].map { Table.Cell($0) }
  }
}
