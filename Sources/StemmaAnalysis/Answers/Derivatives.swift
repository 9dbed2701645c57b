package import StemmaCache

/// How many models were made from one model, directly or not.
public struct Derivatives: Sendable, Hashable {
  /// Models by their own relation, as the Hub gives it.
  public struct Counts: Sendable, Hashable {
    /// All of them; the others add up to it.
    public var total = 0
    /// Models trained on.
    public var finetune = 0
    /// Adapters such as LoRA.
    public var adapter = 0
    /// Models made of several.
    public var merge = 0
    /// The same weights in fewer bits, or converted.
    public var quantized = 0
    /// Models whose relation nobody states, or of a kind not listed here.
    public var unknown = 0

    /// Counts of nothing.
    public init() {}
  }

  /// The model's current name.
  public let model: String
  /// Distinct children that the Hub lists.
  public let direct: Counts
  /// Distinct descendants that the Hub lists, at any distance, each once; never the model itself.
  public let all: Counts
  /// Distinct owners of all descendants.
  public let publishers: Int
  /// The sum over publishers of the square root of their descendants: one bulk uploader cannot
  /// make a giant.
  public let weighted: Double
  /// The largest of the shortest distances to a descendant, in edges.
  public let maxDistance: Int
  /// The longest chain below the model, in edges; a cycle counts as one model.
  public let depth: Int

  /// The counts as the last analysis wrote them.
  package init(of node: NamedNode, in connection: Connection) throws {
    let stored = try connection.first(Self.query, node.id, body: Stored.init) ?? Stored()
    model = node.name
    direct = stored.direct
    all = stored.all
    publishers = stored.publishers
    weighted = stored.weighted
    maxDistance = stored.maxDistance
    depth = stored.depth
  }

  private static let query = """
    SELECT direct_total, direct_finetune, direct_adapter, direct_merge, direct_quantized,
      direct_unknown, all_total, all_finetune, all_adapter, all_merge, all_quantized, all_unknown,
      publishers, weighted, max_distance, depth
    FROM family
    WHERE model = ?
    """

  private struct Stored {
    var direct = Counts()
    var all = Counts()
    var publishers = 0
    var weighted = 0.0
    var maxDistance = 0
    var depth = 0

    init() {}

    init(_ row: Statement) {
      direct = Counts(row, from: 0)
      all = Counts(row, from: 6)
      publishers = row.int(12)
      weighted = row.real(13)
      maxDistance = row.int(14)
      depth = row.int(15)
    }
  }
}

extension Derivatives.Counts {
  fileprivate init(_ row: Statement, from column: Int) {
    total = row.int(column)
    finetune = row.int(column + 1)
    adapter = row.int(column + 2)
    merge = row.int(column + 3)
    quantized = row.int(column + 4)
    unknown = row.int(column + 5)
  }
}
