import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore

/// A family as it is drawn: each model in one place, branches the largest first, every other parent
/// beside.
package struct FamilyPicture: Sendable, Hashable {
  /// One model, ghost or other parent.
  package struct Member: Sendable, Hashable {
    package let node: ModelTree.Node
    /// How it was made from the model that it hangs from; its own relation where that says nothing.
    package let relation: String?
    /// The member that it hangs from, by its place; nil for the model itself and for other parents.
    package internal(set) var home: Int?
    /// Its further parents by their places, with how it was made from each.
    package internal(set) var others: [Other] = []
    /// The members of its branch, itself included.
    package internal(set) var size = 1
    /// What hangs from it, the largest branch first.
    package internal(set) var branches: [Int] = []
    /// Whether it is a parent outside the family.
    package let isOutside: Bool
    /// What is looser at this step; nil where nothing is.
    package internal(set) var looser: String?

    /// Its owner by its name; nil for old names without one.
    package var owner: String? { RepoName.owner(of: node.id) }

    /// When it was made, in days since 1970; nil where that is not known.
    package var day: Int? {
      node.createdAt.flatMap(Timestamp.secondsSince1970).map { Int($0 / 86_400) }
    }
  }

  /// A parent beside the one that a member hangs from.
  package struct Other: Sendable, Hashable {
    package let place: Int
    package let relation: String?
  }

  package let model: String
  /// Whether it goes to what was made from the model, and not to what it was made from.
  package let isDownward: Bool
  /// The model itself first, then as in its tree; parents outside the family last.
  ///
  /// Of a ``FamilySketch`` those alone that are drawn, or that a line of the drawing leads to.
  package let members: [Member]
  /// What was counted over all of the family.
  package let totals: Totals
  /// What was counted of branches that are not among the members, by what they hang from.
  let uncounted: [Int: FoldedBranches]
  /// What is drawn first, where that was chosen before members were read; nil for what ``FamilyFold``
  /// chooses.
  let chosen: FamilyFold?

  /// What a drawing tells of a whole family, the models that it does not draw included.
  package struct Totals: Sendable, Hashable {
    /// The models, without parents outside the family.
    package let models: Int
    /// The distinct owners of all of these but the model itself.
    package let publishers: Int
    /// The first and the last day on which one was made, counted from 1970; nil where none is known.
    package let days: ClosedRange<Int>?
  }

  /// Makes one from its parts.
  init(
    _ model: String,
    members: [Member],
    totals: Totals,
    uncounted: [Int: FoldedBranches],
    chosen: FamilyFold
  ) {
    (self.model, isDownward) = (model, true)
    (self.members, self.totals) = (members, totals)
    (self.uncounted, self.chosen) = (uncounted, chosen)
  }

  /// Arranges a tree; `outside` are parents that are no part of it, and `looser` says by the names of
  /// models what is looser at them.
  ///
  /// - Complexity: O((*n* + *m*) log *n*).
  package init(
    _ tree: ModelTree,
    outside: (nodes: [ModelTree.Node], edges: [ModelTree.Edge]) = ([], []),
    looser: [String: String] = [:]
  ) {
    model = tree.model
    isDownward = tree.direction == .down
    let nodes = tree.nodes + outside.nodes
    let places = Dictionary(
      zip(nodes.map(\.id), nodes.indices),
      uniquingKeysWith: { first, _ in first }
    )
    let ends = tree.edges.map { edge -> (near: Int?, far: Int?, relation: String?) in
      let (near, far) =
        tree.direction == .down ? (edge.parent, edge.child) : (edge.child, edge.parent)
      return (places[near], places[far], edge.relation)
    }
    // Where each hangs: from its nearest neighbour towards the model, the first by name.
    var homes: [Int: (near: Int, relation: String?)] = [:]
    for case (let near?, let far?, let relation) in ends where far != 0 && near != far {
      guard nodes[near].distance == nodes[far].distance - 1 else { continue }
      if let known = homes[far], nodes[known.near].id <= nodes[near].id { continue }
      homes[far] = (near, relation)
    }
    var members = nodes.indices.map { place in
      Member(
        node: nodes[place],
        relation: homes[place].flatMap(\.relation) ?? nodes[place].relation,
        home: homes[place]?.near,
        isOutside: place >= tree.nodes.count,
        looser: looser[nodes[place].id]
      )
    }
    for case (let near?, let far?, let relation) in ends
    where homes[far]?.near != near && near != far && far != 0 {
      members[far].others.append(Other(place: near, relation: relation))
    }
    for edge in outside.edges {
      guard let child = places[edge.child], let parent = places[edge.parent] else { continue }
      members[child].others.append(Other(place: parent, relation: edge.relation))
    }
    // The farthest first, so that each is whole before it is added to what it hangs from.
    for place in tree.nodes.indices.reversed() {
      guard let home = members[place].home else { continue }
      members[home].size += members[place].size
      members[home].branches.append(place)
    }
    let whole = members
    for place in members.indices where members[place].branches.count > 1 {
      members[place].branches.sort { Self.comes($0, before: $1, in: whole) }
    }
    self.members = members
    (uncounted, chosen) = ([:], nil)
    totals = Totals(members)
  }

  /// Reads the picture of one model.
  package init(
    of root: NamedNode,
    direction: ModelTree.Direction = .down,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let tree = try ModelTree(of: root, direction: direction, filter: filter, in: connection)
    guard direction == .down else {
      self.init(tree)
      return
    }
    let steps = try LooserLicenses(below: root, filter: filter, in: connection).steps
    self.init(
      tree,
      outside: try ModelTree.otherParents(of: root, filter: filter, in: connection),
      looser: Dictionary(
        steps.map { ($0.hop.id, Self.words(on: $0.hop)) },
        uniquingKeysWith: { first, _ in first }
      )
    )
  }

  static func words(on hop: LicenseHop) -> String {
    let origin = hop.finding?.breaches.first.map { " after \($0.license) of \($0.origin)" } ?? ""
    return "\(LicenseFinding.wording): \(hop.license ?? "none stated")\(origin)"
  }

  /// Whether one branch is drawn before another: the larger, the more downloaded, the first by name.
  static func comes(_ one: Int, before other: Int, in members: [Member]) -> Bool {
    let (a, b) = (members[one], members[other])
    if a.size != b.size { return a.size > b.size }
    let (more, fewer) = (a.node.downloads ?? -1, b.node.downloads ?? -1)
    return more != fewer ? more > fewer : a.node.id < b.node.id
  }
}

extension FamilyPicture.Totals {
  /// Counts members that are all of a family.
  fileprivate init(_ members: [FamilyPicture.Member]) {
    models = members.count { !$0.isOutside }
    let owners = members.dropFirst().lazy.filter { !$0.isOutside }.compactMap(\.owner)
    publishers = Set(owners.map { $0.lowercased() }).count
    let days = members.compactMap(\.day)
    self.days = days.min().flatMap { first in days.max().map { first...$0 } }
  }
}
