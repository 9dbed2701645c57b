import StemmaCore
public import StemmaGraph
import StemmaLink
package import StemmaStore

/// Whose derivatives are asked for: those of one or several models, or of all models of an owner.
public struct DerivativeQuestion: Sendable, Hashable {
  /// Models by ids, former names or addresses; empty where an owner is asked about.
  public var models: [String]
  /// The owner, by any of its names, all of whose models are meant; nil for none.
  public var owner: String?
  /// Which edges are followed, and what counts.
  public var scope: FamilyScope

  /// Asks about models, or about all those of an owner.
  public init(_ models: [String] = [], owner: String? = nil, in scope: FamilyScope = .init()) {
    self.models = models
    self.owner = owner
    self.scope = scope
  }
}

/// What was made from some models, each once, and which of it their own people made.
///
/// Of several models none counts as made from another. Of an owner's models those count, as its own,
/// that descend from another of them.
package struct JointFamily {
  /// The models asked about by their present names, or the owner.
  package let label: String
  /// How many models are asked about.
  package let headCount: Int
  /// The names of those who publish them.
  package let owners: [String]
  package let members: FamilyMembers
  /// Every node that counts, with its smallest distance from one that is asked about.
  package let counted: [Relative]
  /// Whether the models' own people publish it, by node.
  package let isOwn: [Bool]
  package let scope: FamilyScope

  /// - Throws: `AnswerError` for a name that the cache does not know, and of code `misuse` when
  ///   nothing is asked about.
  /// - Complexity: O(*f*) reads and steps for a part of *f* nodes and edges; of an owner also O(*k* log
  ///   *n*) for its *k* models.
  package init(_ question: DerivativeQuestion, in connection: Connection) throws {
    if let owner = question.owner {
      let account = try OwnerAccount(owner, in: connection)
      try self.init(
        of: account,
        by: account.models(in: connection).map(\.id),
        question.scope,
        in: connection
      )
      return
    }
    guard !question.models.isEmpty else {
      throw AnswerError(.misuse, "Name a model, or an owner with --owner.")
    }
    let heads = try question.models.map { try NamedNode(ofModel: $0, in: connection) }.uniqued()
    try self.init(
      heads.map(\.name).joined(separator: ", "),
      heads.map(\.id),
      heads.compactMap { try OwnerAccount(of: $0, in: connection) }.uniqued(),
      countingHeads: false,
      question.scope,
      in: connection
    )
  }

  /// The same of an owner whose models are known by their numbers.
  init(
    of account: OwnerAccount,
    by models: [Int64],
    _ scope: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    try self.init(account.name, models, [account], countingHeads: true, scope, in: connection)
  }

  private init(
    _ label: String,
    _ heads: [Int64],
    _ accounts: [OwnerAccount],
    countingHeads: Bool,
    _ scope: FamilyScope,
    in connection: Connection
  ) throws {
    (self.label, self.scope, headCount) = (label, scope, heads.count)
    owners = accounts.flatMap(\.names).uniqued()
    let family = try FamilyBelow(heads, scope, in: connection)
    members = family.members
    let ids = accounts.reduce(into: Set<Int64>()) { $0.formUnion($1.ids) }
    isOwn = try family.members.areOf(ids)
    var relatives = family.descendants
    if countingHeads {
      relatives += Self.heads(Int32(heads.count), madeFromOthersIn: try family.graph())
        .filter { $0.distance <= scope.depth ?? .max }
    }
    let isListed = try family.members.isListed()
    counted = relatives.filter { isListed[$0.node] }
  }

  /// Those that count and are told to be no mass uploads.
  ///
  /// - Complexity: O(*f*).
  package func countedWithoutMassUploads() throws -> [Relative] {
    let isMassUpload = try members.areMassUploads()
    return counted.filter { !isMassUpload[$0.node] }
  }

  /// The heads that descend from other heads, each with its distance from the nearest.
  private static func heads(
    _ count: Int32,
    madeFromOthersIn graph: LineageGraph
  ) -> [Relative] {
    (0..<count).compactMap { head in
      guard !graph.parents(of: head).isEmpty else { return nil }
      return graph.ancestors(of: head).filter { $0.node < count && $0.node != head }
        .map(\.distance).min().map { Relative(node: head, distance: $0) }
    }
  }
}

extension Sequence where Element: Hashable {
  /// The elements without those that came before.
  package func uniqued() -> [Element] {
    var met: Set<Element> = []
    return filter { met.insert($0).inserted }
  }
}
