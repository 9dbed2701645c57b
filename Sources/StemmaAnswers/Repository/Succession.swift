import StemmaStore

/// What a repository says of others beside its parents, and which models it follows or gives way to.
public struct Succession: Sendable, Hashable {
  /// One statement.
  public struct Mention: Sendable, Hashable {
    /// `new_version`, `finetuned_from`, `source_dataset`, `model` or `duplicated_from`.
    public let field: String
    /// The name of the other.
    public let id: String
    /// Who says so: `card`, `readme`, `tag`, `hub`.
    public let sources: [String]
    /// Why the other is not on the Hub, or nil when it is.
    public let ghost: String?
    /// Why a successor is none: it is `itself` or `its own base model`.
    public let misuse: String?

    /// Makes one from its parts, without a cache.
    public init(
      field: String,
      id: String,
      sources: [String] = [],
      ghost: String? = nil,
      misuse: String? = nil
    ) {
      self.field = field
      self.id = id
      self.sources = sources
      self.ghost = ghost
      self.misuse = misuse
    }
  }

  /// What it says, by field and name.
  public let mentions: [Mention]
  /// The models that it names as its new version, by name.
  public let successors: [String]
  /// The end of the chain of successors, each the first by name; nil without one.
  public let latest: String?
  /// The models that name it as their new version, by name.
  public let predecessors: [String]

  /// Makes one from its parts, without a cache.
  public init(
    mentions: [Mention] = [],
    successors: [String] = [],
    latest: String? = nil,
    predecessors: [String] = []
  ) {
    self.mentions = mentions
    self.successors = successors
    self.latest = latest
    self.predecessors = predecessors
  }

  /// Nothing said and nothing known.
  static let unknown = Succession()

  init(of repo: Int64, in connection: Connection) throws {
    mentions = try connection.rows(
      """
      SELECT mention.field, node.name, mention.sources, node.reason, mention.misuse
      FROM mention
      JOIN node ON node.id = mention.node
      WHERE mention.repo = ? AND mention.last_seen IS NULL
      ORDER BY mention.field, node.name
      """,
      repo
    ) { row in
      Mention(
        field: row.text("field"),
        id: row.text("name"),
        sources: row.text("sources").split(separator: ",").map(String.init),
        ghost: row.optionalText("reason"),
        misuse: row.optionalText("misuse")
      )
    }
    let next = try connection.prepare(Self.neighbours("repo", "node"))
    let previous = try connection.prepare(Self.neighbours("node", "repo"))
    successors = try next.rows(repo) { $0.text("name") }
    predecessors = try previous.rows(repo) { $0.text("name") }
    var (last, latest, met) = (repo, String?.none, Set([repo]))
    while let step = try next.first(
      last,
      body: { $0.inOrder { (id: $0.integer(), name: $0.text()) } }
    ),
      met.insert(step.id).inserted
    {
      (last, latest) = (step.id, step.name)
    }
    self.latest = latest
  }

  private static func neighbours(_ here: String, _ there: String) -> String {
    """
    SELECT node.id, node.name
    FROM mention
    JOIN node ON node.id = mention.\(there)
    WHERE mention.\(here) = ? AND mention.field = 'new_version' AND mention.misuse IS NULL
      AND mention.last_seen IS NULL
    ORDER BY node.name
    """
  }
}
