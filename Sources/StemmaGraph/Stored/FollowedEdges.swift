import StemmaLink
import StemmaStore

/// The edges of the stored graph that a filter follows, by parent.
///
/// Its depth is not looked at.
struct FollowedEdges {
  /// Declared edges, and inferred ones where they are followed.
  private let kinds: [FollowedRows]
  /// Nil for those of all.
  private let owners: FollowedOwners?

  init(_ scope: FamilyScope, of stored: StoredGraph, in connection: Connection) throws {
    let admitted =
      scope.relations.isEmpty ? nil : try AdmittedRelations(scope, of: stored, in: connection)
    let followed: [StoredGraph.EdgeNames] =
      scope.leastConfidence == nil ? [.declared] : [.declared, .inferred]
    kinds = try followed.map { try FollowedRows($0, scope, admitted, of: stored) }
    owners =
      scope.owners.isEmpty ? nil : try FollowedOwners(scope.owners, of: stored, in: connection)
  }

  /// Calls `body` with each child that is followed from `parent`, both by their places.
  ///
  /// - Complexity: O(*k*) for *k* children.
  func forEachChild(of parent: Int32, _ body: (Int32) throws -> Void) throws {
    for rows in kinds {
      try rows.forEachChild(of: parent) { child in
        if try owners?.have(child) ?? true { try body(child) }
      }
    }
  }

  /// Calls `body` with each child that is followed from `parent`, both by their places, and with how an
  /// inferred edge says that it was made: a number of the book `relation`, or -1; nil for a declared edge.
  ///
  /// - Complexity: O(*k*) for *k* children.
  func forEachEdge(
    of parent: Int32,
    _ body: (_ child: Int32, _ inferred: Int32?) throws -> Void
  ) throws {
    for rows in kinds {
      try rows.forEachEdge(of: parent) { child, inferred in
        if try owners?.have(child) ?? true { try body(child, inferred) }
      }
    }
  }

  /// The least stored confidence that is no less than `share`.
  static func confidence(_ share: Double) -> UInt16 {
    // A share such as 0.55 is a little more or less than it says.
    UInt16((min(max(share, 0), 1) * 10_000 - 0.001).rounded(.up))
  }
}

/// The relations whose edges are followed.
private struct AdmittedRelations {
  /// Numbers that an inferred edge may have.
  let ofInferred: Set<Int32>
  /// Numbers that a child may have, and the array of them: by the rule, or by what each of the three
  /// says.
  private let ofChildren: Set<Int32>
  private let children: StoredArray<Int32>

  init(_ scope: FamilyScope, of stored: StoredGraph, in connection: Connection) throws {
    let code = try connection.prepare("SELECT code FROM graph_text WHERE book = ? AND text = ?")
    let asked = try scope.relations.reduce(into: Set<Int32>()) { codes, relation in
      let found = try code.first(GraphDictionary.relation.rawValue, relation) {
        Int32($0.integer(0))
      }
      if let found { codes.insert(found) }
    }
    ofInferred = scope.relationBasis.admitsInference ? asked : []
    if let basis = scope.relationBasis {
      ofChildren = Set(try stored.relations(by: basis).filter { asked.contains($0.value) }.keys)
      children = try stored.array(.words)
    } else {
      (ofChildren, children) = (asked, try stored.array(.relations))
    }
  }

  /// Whether declared edges from the node at `place` are followed.
  func have(_ place: Int32) throws -> Bool { try ofChildren.contains(children[place]) }
}

/// Publishers whose models are followed.
private struct FollowedOwners {
  /// Their numbers in the cache.
  private let asked: Set<Int32>
  /// The publisher of each node, and the number in the cache of each publisher.
  private let ofNodes, ids: StoredArray<Int32>

  init(_ names: Set<String>, of stored: StoredGraph, in connection: Connection) throws {
    let owners = try connection.prepare("SELECT id FROM owner WHERE name = ? COLLATE NOCASE")
    asked = Set(try names.flatMap { try owners.rows($0) { Int32($0.integer(0)) } })
    (ofNodes, ids) = (try stored.array(.owners), try stored.array(.ownerIDs))
  }

  /// Whether one of them publishes the node at `place`.
  func have(_ place: Int32) throws -> Bool {
    let owner = try ofNodes[place]
    return try owner >= 0 && asked.contains(ids[owner])
  }
}

/// Edges of one kind, declared or inferred, with what decides whether they are followed.
private final class FollowedRows {
  private let rows: StoredRows
  /// The relations that are followed; nil for all.
  private let admitted: AdmittedRelations?
  /// Nil for declared edges, which have the relation of their child.
  private let relations: StoredArray<Int32>?
  /// Nil where all parents are followed.
  private let isFirst: StoredArray<UInt8>?
  /// Nil for declared edges.
  private let confidences: StoredArray<UInt16>?
  private let leastConfidence: UInt16
  private let followsAll: Bool

  init(
    _ names: StoredGraph.EdgeNames,
    _ scope: FamilyScope,
    _ admitted: AdmittedRelations?,
    of stored: StoredGraph
  ) throws {
    rows = try StoredRows(names, of: stored)
    self.admitted = admitted
    relations = try names.relations.map { try stored.array($0) }
    isFirst = scope.isFirstParentOnly ? try stored.array(names.isFirst, of: UInt8.self) : nil
    confidences = try names.confidences.map { try stored.array($0, of: UInt16.self) }
    leastConfidence = FollowedEdges.confidence(scope.leastConfidence ?? 0)
    followsAll = admitted == nil && isFirst == nil && confidences == nil
  }

  func forEachChild(of parent: Int32, _ body: (Int32) throws -> Void) throws {
    try forEachPlace(of: parent) { _, child in try body(child) }
  }

  func forEachEdge(of parent: Int32, _ body: (Int32, Int32?) throws -> Void) throws {
    try forEachPlace(of: parent) { edge, child in try body(child, relations.map { try $0[edge] }) }
  }

  /// Calls `body` with the place of each edge that is followed, and its child.
  private func forEachPlace(of parent: Int32, _ body: (Int32, Int32) throws -> Void) throws {
    for edge in try rows.row(of: parent) {
      let child = try rows.children[edge]
      if try followsAll || follows(edge, from: child, toItself: child == parent) {
        try body(edge, child)
      }
    }
  }

  private func follows(_ edge: Int32, from child: Int32, toItself isLoop: Bool) throws -> Bool {
    if let admitted {
      let isAdmitted =
        if let relations { try admitted.ofInferred.contains(relations[edge]) } else {
          try admitted.have(child)
        }
      guard isAdmitted else { return false }
    }
    if let confidences, try confidences[edge] < leastConfidence { return false }
    // An edge from a model to itself is nobody's first parent, and stays.
    if let isFirst, try isFirst[edge] == 0, !isLoop { return false }
    return true
  }
}

/// Rows of children, read as they are asked for.
private struct StoredRows {
  private let ranks: BitRanks
  private let starts: StoredArray<Int32>
  let children: StoredArray<Int32>

  /// - Complexity: O(*n* / 64) for *n* nodes.
  init(_ names: StoredGraph.EdgeNames, of stored: StoredGraph) throws {
    ranks = BitRanks(try stored.numbers(names.parents, of: UInt64.self))
    starts = try stored.array(names.starts)
    children = try stored.array(names.children)
  }

  /// Where the row of the node at `place` lies; empty when it has none.
  func row(of place: Int32) throws -> Range<Int32> {
    guard let row = ranks.rank(of: place) else { return 0..<0 }
    return try starts[row]..<starts[row + 1]
  }
}
