public import StemmaCore
import StemmaGraph
public import StemmaLink
import StemmaMetrics
package import StemmaStore

/// The models made from some models, one row each.
public struct DerivativeModels: Sendable, Hashable {
  /// One of them.
  public struct Model: Sendable, Hashable {
    /// Its facts.
    public var listed: ListedModel
    /// The parent that its card names first, of those that it was reached by; nil for none known.
    public var parent: String?
    /// The fewest edges from a model asked about.
    public var distance: Int
    /// How it was made; nil when nobody says.
    public var relation: String?
    /// Whether the models' own people publish it.
    public var isOwn: Bool

    /// Makes one from its parts, without a cache.
    public init(
      listed: ListedModel,
      parent: String? = nil,
      distance: Int,
      relation: String? = nil,
      isOwn: Bool = false
    ) {
      self.listed = listed
      self.parent = parent
      self.distance = distance
      self.relation = relation
      self.isOwn = isOwn
    }
  }

  /// The models asked about, or their owner.
  public let subject: String
  /// By distance, then by name; the most downloaded first where only some were asked for.
  public let models: [Model]
  /// How many there are.
  public let total: Int
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    subject: String,
    models: [Model] = [],
    total: Int,
    relationBasis: RelationBasis? = nil
  ) {
    (self.subject, self.models, self.total) = (subject, models, total)
    self.relationBasis = relationBasis
  }

  /// Lists what a family counts, or its `top` most downloaded.
  ///
  /// - Complexity: O(*d* log *n*) for *d* models of it among *n* repositories.
  package init(of family: JointFamily, top: Int? = nil, in connection: Connection) throws {
    try self.init(
      of: family,
      0..<max(0, top ?? .max),
      byDownloads: top != nil,
      in: connection
    )
  }

  /// Lists a part of what a family counts, by distance and name or the most downloaded first.
  ///
  /// - Complexity: O(*d* log *d*) steps and some bytes of memory for each of *d* models of the family; of
  ///   those in the part alone more is read.
  package init(
    of family: JointFamily,
    _ part: Range<Int>,
    byDownloads: Bool,
    in connection: Connection
  ) throws {
    let reader = try ListedModels(in: connection)
    let parents = try FirstParents(family.scope, in: connection)
    let relations = try family.members.relations()
    var texts: [Int32: String] = [:]
    total = family.counted.count
    var known = try family.counted.map { (id: try family.members.id($0.node), relative: $0) }
    if part.lowerBound > 0 || part.upperBound < known.count {
      // The nearest are found as the most downloaded are: by a number of each, the largest first.
      let numbers =
        byDownloads
        ? try family.members.downloads().map { all in known.map { all[$0.relative.node] } }
        : known.map { -Int64($0.relative.distance) }
      let (most, ids) = (try MostDownloaded(in: connection), known.map(\.id))
      let before = try Set(most.first(part.lowerBound, of: ids, numbers))
      known = try most.first(part.upperBound, of: ids, numbers)
        .filter { !before.contains($0) }.map { known[Int($0)] }
    }
    // In the order of the table, which so is read from beginning to end.
    known.sort { $0.id < $1.id }
    var models: [Model] = []
    models.reserveCapacity(known.count)
    for (id, relative) in known {
      guard let listed = try reader.model(id) else { continue }
      let code = relations[relative.node]
      if code >= 0, texts[code] == nil {
        texts[code] = try family.members.text(code, in: .relation)
      }
      models.append(
        Model(
          listed: listed,
          parent: try parents.name(of: id),
          distance: Int(relative.distance),
          relation: texts[code],
          isOwn: family.isOwn[relative.node]
        )
      )
    }
    subject = family.label
    relationBasis = family.scope.relationBasis
    guard byDownloads else {
      models.sort { ($0.distance, $0.listed.id) < ($1.distance, $1.listed.id) }
      self.models = models
      return
    }
    models.sort {
      ($1.listed.downloads ?? -1, $0.listed.id) < ($0.listed.downloads ?? -1, $1.listed.id)
    }
    self.models = models
  }
}

/// Finds the parent that a card names first, among those that are followed.
private struct FirstParents {
  private let scope: FamilyScope
  private let parents: Statement

  init(_ scope: FamilyScope, in connection: Connection) throws {
    self.scope = scope
    parents = try connection.prepare(
      """
      SELECT edge.relation, CASE WHEN edge.parent < 0
        THEN (SELECT ghost.name FROM ghost WHERE ghost.id = edge.parent)
        ELSE (SELECT repo.name FROM repo WHERE repo.id = edge.parent) END
      FROM \(scope.edges(where: "child = ?1"))
      WHERE edge.parent <> ?1
      ORDER BY edge.position, edge.parent < 0, 2
      """
    )
  }

  func name(of id: Int64) throws -> String? {
    try parents.rows(id) { $0.inOrder { ($0.optionalText(), $0.optionalText()) } }
      .first { scope.admits($0.0) }?.1
  }
}

extension DerivativeModels: LongReport {
  /// The members of the JSON before the list.
  public var head: [JSONValue.Member] {
    [
      .init("subject", .string(subject)), .init("total", .count(total)),
      .init("relation_by", RelationBasis.json(relationBasis)),
    ]
  }

  /// The name of the member that holds the list.
  public static let listName = "models"
  /// What is listed.
  public var list: [Model] { models }

  /// The names of the members that each element has.
  public static let members = ["id", "parent", "distance", "relation", "own"] + ListedModel.members

  /// The values of an element's members.
  public static func values(of model: Model) -> [JSONValue] {
    [
      .string(model.listed.id), JSONValue(model.parent), .count(model.distance),
      JSONValue(model.relation), .bool(model.isOwn),
    ] + model.listed.values
  }

  /// The names of the columns.
  public var headings: [String] { Self.members }

  /// An element as a row.
  public static func row(of model: Model) -> [Table.Cell] {
    [
      .text(model.listed.id), Table.Cell(model.parent), Table.Cell(model.distance),
      Table.Cell(model.relation), .text(model.isOwn ? "own" : ""),
    ] + model.listed.cells
  }

  /// Writes ``text``.
  public func writeText(to output: OutputBuffer) throws {
    try writeRows(as: .table, to: output)
    let rest = total - models.count
    if rest > 0 { try output.write("\(rest) more, which were downloaded less.\n") }
    guard !subject.isWrittenWithKind else { return }
    try output.write(RelationBasis.sentence(relationBasis) + "\n")
  }
}
