public import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore
public import StemmaStudies

/// What a study knows to be made from a model, or from what was made from it, and no card declares.
///
/// Reported beside the counts, never in them.
public struct CuratedDerivatives: Sendable, Hashable {
  /// One edge that the study gives.
  public struct Item: Sendable, Hashable {
    /// The edge, its ends by their current names where the cache knows them.
    public let edge: CuratedEdge
    /// Whether the cache knows the child.
    public let isKnown: Bool
    /// Whether the child is among the counted derivatives anyway.
    public let isCounted: Bool

    /// Makes one from its parts, without a cache.
    public init(
      edge: CuratedEdge,
      isKnown: Bool,
      isCounted: Bool
    ) {
      self.edge = edge
      self.isKnown = isKnown
      self.isCounted = isCounted
    }
  }

  /// The study's name.
  public let study: String
  /// By the names of parent and child.
  public let items: [Item]

  /// Makes one from its parts, without a cache.
  public init(
    study: String,
    items: [Item] = []
  ) {
    self.study = study
    self.items = items
  }

  /// Distinct children that the counts lack.
  public var missing: Int { Set(items.lazy.filter { !$0.isCounted }.map(\.edge.child)).count }

  /// Finds the edges of `study` that lead, over each other and over declared ones, to the model.
  ///
  /// - Throws: `AnswerError` of code `misuse` when no study of that name gave edges.
  /// - Complexity: O(*d* + *c*²) for *d* derivatives and *c* edges of the study.
  package init(
    below node: NamedNode,
    study: String,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let curated = CuratedEdges(connection)
    let given = try curated.edges(of: study)
    guard !given.isEmpty else { throw try Self.unknown(study, curated) }
    let reach = try Reach(of: node.id, direction: .down, filter: filter, in: connection)
    let counted = Set(reach.distances.map(\.node))
    let edges = try given.map { edge in
      (
        edge: edge, child: try End(edge.child, in: connection),
        parent: try End(edge.parent, in: connection)
      )
    }
    var below = Set(counted.map(End.known) + [.known(node.id)])
    var isGrowing = true
    while isGrowing {
      let found = edges.filter { below.contains($0.parent) && !below.contains($0.child) }
      isGrowing = !found.isEmpty
      below.formUnion(found.map(\.child))
    }
    let names = try NodeNames(in: connection)
    self.study = study
    items =
      try edges
      .filter { below.contains($0.parent) && $0.child != .known(node.id) }
      .map { each in
        var edge = each.edge
        edge.child = try each.child.name(names) ?? edge.child
        edge.parent = try each.parent.name(names) ?? edge.parent
        return Item(
          edge: edge,
          isKnown: each.child.id != nil,
          isCounted: each.child.id.map(counted.contains) ?? false
        )
      }
      .sorted { ($0.edge.parent, $0.edge.child) < ($1.edge.parent, $1.edge.child) }
  }

  /// What a name of the study leads to.
  private enum End: Hashable {
    case known(Int64)
    case unknown(String)

    init(_ text: String, in connection: Connection) throws {
      do {
        self = .known(try NamedNode(text, in: connection).id)
      } catch let error as AnswerError where error.code == .unknownName {
        self = .unknown(text.lowercased())
      }
    }

    var id: Int64? {
      guard case .known(let id) = self else { return nil }
      return id
    }

    func name(_ names: NodeNames) throws -> String? { try id.flatMap { try names.name(of: $0) } }
  }

  private static func unknown(_ study: String, _ curated: CuratedEdges) throws -> AnswerError {
    let known = try curated.studies()
    let hint =
      known.isEmpty
      ? "Harvest with a study that lists some."
      : "Studies with edges: \(known.joined(separator: ", "))."
    return AnswerError(.unknownName, "No study \(study) has edges in the cache. \(hint)")
  }
}

/// An answer with what a study adds, kept apart from it.
public struct CuratedReport: Report {
  private let answer: any Report
  private let curated: CuratedDerivatives

  package init(_ answer: any Report, curated: CuratedDerivatives) {
    self.answer = answer
    self.curated = curated
  }

  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue { answer.json.adding("curated", curated.json) }

  /// The answer as rows.
  public var table: Table { answer.table }

  /// The answer for a terminal.
  public var text: String { answer.text + "\n" + curated.text }
}

extension CuratedDerivatives: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "study": .string(study), "missing": .integer(Int64(missing)),
      "edges": .array(items.map(\.json)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["child", "parent", "relation", "status", "counted", "source"],
      rows: items.map {
        [
          .text($0.edge.child), .text($0.edge.parent), Table.Cell($0.edge.relation),
          .text($0.edge.status), .text($0.isCounted ? "counted" : ""), .text($0.edge.source),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    "The study \(TerminalText.inert(study)) names \(missing) more, not counted above\n\n"
      + table.text(as: .table)
  }
}

extension CuratedDerivatives.Item {
  fileprivate var json: JSONValue {
    [
      "child": .string(edge.child), "parent": .string(edge.parent),
      "relation": JSONValue(edge.relation), "status": .string(edge.status),
      "source": .string(edge.source), "note": JSONValue(edge.note), "known": .bool(isKnown),
      "counted": .bool(isCounted),
    ]
  }
}
