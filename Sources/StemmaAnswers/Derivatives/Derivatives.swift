public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

/// How many models were made from one model, directly or not.
public struct Derivatives: Sendable, Hashable {
  /// Models by their own relation.
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

  /// What counts with mass uploads, where these were left out.
  public struct WithMassUploads: Sendable, Hashable {
    /// Distinct children that the Hub lists.
    public let direct: Counts
    /// Distinct descendants that the Hub lists.
    public let all: Counts
    /// Distinct owners of all descendants.
    public let publishers: Int
    /// As ``Derivatives/weighted``.
    public let weighted: Double

    /// Makes one from its parts, without a cache.
    public init(direct: Counts, all: Counts, publishers: Int, weighted: Double) {
      self.direct = direct
      self.all = all
      self.publishers = publishers
      self.weighted = weighted
    }
  }

  /// The model's name at the moment asked for.
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
  /// How many of all are derivatives by inferred edges only; nil when these were not followed.
  public let inferred: Int?
  /// The same counts with mass uploads; nil when these were not left out.
  public let withMassUploads: WithMassUploads?
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    direct: Counts,
    all: Counts,
    publishers: Int,
    weighted: Double,
    maxDistance: Int,
    depth: Int,
    inferred: Int? = nil,
    withMassUploads: WithMassUploads? = nil,
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.direct = direct
    self.all = all
    self.publishers = publishers
    self.weighted = weighted
    self.maxDistance = maxDistance
    self.depth = depth
    self.inferred = inferred
    self.withMassUploads = withMassUploads
    self.relationBasis = relationBasis
  }

  /// Counts the derivatives of one model.
  ///
  /// - Complexity: one row where the last analysis counted already; otherwise the arrays of the
  ///   graph are read, and the rest is in proportion to the family.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    if node.kind != .model {
      self = try MentionFamily(of: node, .down, filter: filter, in: connection).derivatives()
    } else if filter.isAnsweredByClosure, filter.depth == nil {
      self = try Self.stored(of: node, in: connection)
    } else {
      self = try Self.counted(of: node, filter, in: connection)
    }
  }

  private static func stored(of node: NamedNode, in connection: Connection) throws -> Derivatives {
    let none = Derivatives(
      model: node.name,
      direct: Counts(),
      all: Counts(),
      publishers: 0,
      weighted: 0,
      maxDistance: 0,
      depth: 0
    )
    return try connection.first(query, node.id) { row in
      row.inOrder { row in
        Derivatives(
          model: node.name,
          direct: Counts(&row),
          all: Counts(&row),
          publishers: row.int(),
          weighted: row.real(),
          maxDistance: row.int(),
          depth: row.int()
        )
      }
    } ?? none
  }

  private static func counted(
    of node: NamedNode,
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> Derivatives {
    let family = try FamilyBelow([node.id], filter, in: connection)
    var gauge = FamilyStatistics(
      Condensation(of: try family.graph()),
      facts: try family.members.facts()
    )
    let size = gauge.size(of: 0, descendants: family.descendants)
    return Derivatives(
      model: node.name,
      direct: Counts(size.direct),
      all: Counts(size.all),
      publishers: size.publishers,
      weighted: size.weighted,
      maxDistance: Int(size.maxDistance),
      depth: min(Int(size.depth), filter.depth ?? .max),
      inferred: try family.inferredCount(of: size.all.total, in: connection),
      withMassUploads: try withMassUploads(node, filter, in: connection),
      relationBasis: filter.relationBasis
    )
  }

  private static func withMassUploads(
    _ node: NamedNode,
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> WithMassUploads? {
    guard filter.isWithoutMassUploads else { return nil }
    let counts = try Derivatives(of: node, filter: filter.withMassUploads, in: connection)
    return WithMassUploads(
      direct: counts.direct,
      all: counts.all,
      publishers: counts.publishers,
      weighted: counts.weighted
    )
  }

  private static let query = """
    SELECT direct_total, direct_finetune, direct_adapter, direct_merge, direct_quantized,
      direct_unknown, all_total, all_finetune, all_adapter, all_merge, all_quantized, all_unknown,
      publishers, weighted, max_distance, depth
    FROM family
    WHERE model = ?
    """
}

extension Derivatives.Counts {
  fileprivate init(_ row: inout RowReader) {
    total = row.int()
    finetune = row.int()
    adapter = row.int()
    merge = row.int()
    quantized = row.int()
    unknown = row.int()
  }

  /// Counts models by the codes of their relations, in the order of `family`.
  init(_ codes: some Sequence<UInt8>) {
    for code in codes {
      total += 1
      switch code {
      case 0: finetune += 1
      case 1: adapter += 1
      case 2: merge += 1
      case 3: quantized += 1
      default: unknown += 1
      }
    }
  }

  /// Takes how many there are of each code, in the order of ``relations``.
  init(byCode counts: [Int]) {
    (finetune, adapter, merge, quantized, unknown) =
      (counts[0], counts[1], counts[2], counts[3], counts[4])
    total = counts.reduce(0, +)
  }

  /// What is counted, in the order of the codes.
  static let relations = ["finetune", "adapter", "merge", "quantized", "unknown"]

  fileprivate init(_ counts: RelationCounts) {
    total = counts.total
    finetune = Int(counts.byCode[0])
    adapter = Int(counts.byCode[1])
    merge = Int(counts.byCode[2])
    quantized = Int(counts.byCode[3])
    unknown = Int(counts.byCode[4])
  }
}

extension Derivatives: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    let counts: JSONValue = [
      "model": .string(model), "direct": direct.json, "all": all.json,
      "publishers": .integer(Int64(publishers)), "weighted": .number(weighted),
      "max_distance": .integer(Int64(maxDistance)), "depth": .integer(Int64(depth)),
      "relation_by": RelationBasis.json(relationBasis),
    ]
    let answer = counts.adding(inferred: inferred)
    return withMassUploads.map { answer.adding("with_mass_uploads", $0.json) } ?? answer
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["relation", "direct", "all"],
      rows: [
        ["finetune", Table.Cell(direct.finetune), Table.Cell(all.finetune)],
        ["adapter", Table.Cell(direct.adapter), Table.Cell(all.adapter)],
        ["merge", Table.Cell(direct.merge), Table.Cell(all.merge)],
        ["quantized", Table.Cell(direct.quantized), Table.Cell(all.quantized)],
        ["unknown", Table.Cell(direct.unknown), Table.Cell(all.unknown)],
        ["total", Table.Cell(direct.total), Table.Cell(all.total)],
      ]
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let weight = (weighted * 10).rounded() / 10
    guard !model.isWrittenWithKind else {
      let (kind, verb) =
        RepoName.kind(meantBy: model) == .dataset ? ("dataset", "made") : ("Space", "copied")
      return """
        Derivatives of \(TerminalText.inert(model))

        \(all.total.counted("\(kind) was", "\(kind)s were")) \(verb) from it, \(direct.total) directly, by \
        \(publishers.counted("publisher")) (publisher-weighted size \(weight)), \
        farthest derivative \(maxDistance.counted("step")) away, longest chain \(depth).

        """
    }
    return """
      Derivatives of \(TerminalText.inert(model))

      \(table.text(as: .table))
      \(publishers.counted("publisher")) (publisher-weighted size \(weight)), \
      farthest derivative \(maxDistance.counted("step")) away, longest chain \(depth).
      \(RelationBasis.sentence(relationBasis))

      """ + (inferred.map { "\($0) of them by inferred edges only.\n" } ?? "")
        + (withMassUploads.map(massUploadSentence) ?? "")
  }

  private func massUploadSentence(_ whole: WithMassUploads) -> String {
    let (leftOut, direct) = (whole.all.total - all.total, whole.direct.total - self.direct.total)
    return """
      Left out: \(leftOut.counted("mass upload")), \(direct) of them direct. With them: \
      \(whole.all.total.counted("derivative")), \(whole.direct.total) direct.

      """
  }
}

extension Derivatives.WithMassUploads {
  fileprivate var json: JSONValue {
    [
      "direct": direct.json, "all": all.json, "publishers": .integer(Int64(publishers)),
      "weighted": .number(weighted),
    ]
  }
}

extension Derivatives.Counts {
  var json: JSONValue {
    [
      "total": .integer(Int64(total)), "finetune": .integer(Int64(finetune)),
      "adapter": .integer(Int64(adapter)), "merge": .integer(Int64(merge)),
      "quantized": .integer(Int64(quantized)), "unknown": .integer(Int64(unknown)),
    ]
  }
}
