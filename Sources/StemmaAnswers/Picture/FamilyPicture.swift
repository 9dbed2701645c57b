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
    /// What hangs from it, the largest branch first; in a picture of a large family what is drawn of it.
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
  package let members: [Member]
  /// What was counted of a large family, of which the members are those that are drawn and what their
  /// edges lead to; nil where they are all.
  package let large: LargeFamily?
  /// The family of which it is one branch alone; nil where it is a family.
  package let whole: Whole?

  /// What a picture of one branch is a part of.
  package struct Whole: Sendable, Hashable {
    /// The model at the head of the family.
    package let model: String
    /// How many branches of the first member stand before those that are here.
    package let first: Int
  }

  /// What is told of a large family beside the members that are drawn.
  package struct LargeFamily: Sendable, Hashable {
    /// How many models it has.
    let count: Int
    /// The distinct owners of what hangs from the model.
    let publishers: Int
    /// When its models were made, in seconds since 1970; nil where that is not known of any.
    let births: ClosedRange<Int64>?
    /// The first branches of the model.
    let largest: [Branch]
    /// How many branches of each member are drawn, and how many members.
    let shown: [Int: Int]
    let drawn: Int
    /// What is left of the branches of members.
    let folded: [Int: FoldedBranches]
    /// The numbers in the cache of the members that are drawn.
    package let numbers: Set<Int64>
  }

  /// Whether it has the head of its family, and of what hangs from it the later branches alone.
  package var isBelowItsHead: Bool { whole?.model == model }

  /// A branch by the name of the member that it begins with.
  package struct Branch: Sendable, Hashable {
    package let name: String
    /// The members of it.
    package let size: Int
  }

  /// The largest branches of the model, at most five.
  package var largestBranches: [Branch] {
    large?.largest
      ?? members.first.map { model in
        model.branches.prefix(5).map { Branch(name: members[$0].node.id, size: members[$0].size) }
      } ?? []
  }

  /// How many members it has, without parents outside the family.
  package var familyCount: Int { large?.count ?? members.count { !$0.isOutside } }

  /// The distinct owners of its members but for the model; of a large family those of what hangs from it.
  package var publisherCount: Int {
    large?.publishers ?? Set(ownersOfMembers.map { $0.lowercased() }).count
  }

  private var ownersOfMembers: some Sequence<String> {
    members.dropFirst().lazy.filter { !$0.isOutside }.compactMap(\.owner)
  }

  /// The first and the last day on which its members were made, such as `2024-06-01`; nil where none is
  /// known.
  package var dates: (first: String, last: String)? {
    var dates = members.compactMap { $0.node.createdAt.map { String($0.prefix(10)) } }
    if let births = large?.births {
      dates += [Self.date(births.lowerBound), Self.date(births.upperBound)]
    }
    guard let first = dates.min(), let last = dates.max() else { return nil }
    return (first, last)
  }

  /// The same in days since 1970, of those whose day is known.
  package var days: ClosedRange<Int>? {
    var days = members.compactMap(\.day)
    if let births = large?.births {
      days += [Int(births.lowerBound / 86_400), Int(births.upperBound / 86_400)]
    }
    guard let first = days.min(), let last = days.max() else { return nil }
    return first...last
  }

  private static func date(_ seconds: Int64) -> String {
    String(Timestamp.text(secondsSince1970: seconds).prefix(10))
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
    let unsorted = members
    for place in members.indices where members[place].branches.count > 1 {
      members[place].branches.sort { Self.comes($0, before: $1, in: unsorted) }
    }
    self.members = members
    (large, whole) = (nil, nil)
  }

  /// Takes what was chosen of a large family.
  init(of model: String, in whole: Whole?, _ members: [Member], _ large: LargeFamily) {
    (self.model, isDownward, self.members, self.large) = (model, true, members, large)
    self.whole = whole
  }

  /// As many models of a family are held whole, unless somebody is to unfold it.
  package static let mostHeld = 20_000
  /// As many models are read whole for a page that unfolds by itself.
  package static let mostUnfolding = 150_000
  /// As many models go into a page that can ask for more.
  package static let mostServed = 2000
  /// As many models of a larger family than ``mostUnfolding`` are at hand in a page that unfolds by itself.
  package static let heldOfLarge = 8000

  /// Reads the picture of one model.
  ///
  /// Of a family of more than `most` models only what is drawn is read, and the `held` largest branches;
  /// the rest is counted from the stored graph.
  package init(
    of root: NamedNode,
    direction: ModelTree.Direction = .down,
    filter: FamilyScope = .init(),
    most: Int = mostHeld,
    holding held: Int = 0,
    in connection: Connection
  ) throws {
    let reader = try TreeReader(of: root, direction: direction, filter: filter, in: connection)
    if direction == .down, reader.shape.count > most {
      try self.init(drawing: reader, holding: held, in: connection)
      return
    }
    let tree = try ModelTree(reader)
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

extension FamilyPicture {
  /// What a drawing tells of a whole family, the models that it does not draw included.
  package struct Totals: Sendable, Hashable {
    /// The models, without parents outside the family.
    package let models: Int
    /// The distinct owners of all of these but the model itself.
    package let publishers: Int
  }

  /// What was counted over all of the family.
  package var totals: Totals { Totals(models: familyCount, publishers: publisherCount) }
}
