import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore

extension FamilyPicture {
  /// Reads a branch of a family as it is drawn there, without the first branches of `name`; the rest is
  /// counted from the stored graph.
  ///
  /// - Throws: `AnswerError` when no model of the family is called so.
  package init(
    ofBranch name: NamedNode,
    from first: Int,
    inFamilyOf root: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let tree = try TreeReader(of: root, direction: .down, filter: filter, in: connection)
    guard let top = tree.ids.firstIndex(of: name.id) else {
      throw AnswerError(.unknownName, "\(name.name) is no part of the family of \(root.name).")
    }
    try self.init(drawing: tree, below: top, from: max(0, first), in: connection)
  }

  /// Reads what is drawn of a tree, and counts the rest; `held` branches are read beside that.
  ///
  /// - Complexity: O(*n*) steps and some bytes of memory for *n* models of the family, and the rows of those
  ///   that are drawn or held.
  init(
    drawing tree: TreeReader,
    below top: Int = 0,
    from first: Int = 0,
    holding held: Int = 0,
    in connection: Connection
  ) throws {
    let branches = try LargeBranches(tree, below: top, from: first, in: connection)
    let isPart = top > 0 || first > 0
    let fold = try FamilyFold(
      of: branches,
      below: top,
      atTop: isPart ? FamilyFold.limit : nil
    )
    let drawn = try branches.drawn(fold, below: top)
    var all = fold
    if held > 0 { try all.add(FamilyFold(of: branches, held, .max - 1, below: top)) }
    let sorted = try branches.drawn(all, below: top).map {
      (distance: tree.shape.distances[Int($0)], name: try branches.node(Int($0)).id, node: $0)
    }
    .sorted { ($0.distance, $0.name, $0.node) < ($1.distance, $1.name, $1.node) }.map(\.node)
    var draft = try LargePictureDraft(tree, branches, sorted, below: Int32(top), in: connection)
    try draft.addParents(filter: tree.filter)
    try draft.addBranches(all)
    try draft.addLooserLicenses(in: connection)
    let counts = try FoldedCounts(tree, in: connection)
    var (shown, folded): ([Int: Int], [Int: FoldedBranches]) = ([:], [:])
    for node in drawn {
      let (place, shownHere) = (draft.place(of: node), try branches.drawn(of: node, fold))
      if !shownHere.isEmpty { shown[place] = shownHere.count }
      if shownHere.count < branches.count(of: Int(node)) {
        folded[place] = try counts.branches(
          of: node,
          without: branches.passedOver(at: node) + shownHere.map { Int32($0) },
          home: place
        )
      }
    }
    let passedOver = try branches.passedOver(at: Int32(top))
    let part = isPart ? try counts.branches(of: Int32(top), without: passedOver, home: 0) : nil
    draft.setSizeOfTop(part.map { $0.count + 1 })
    self.init(
      of: try branches.node(top).id,
      in: isPart ? Whole(model: tree.root.name, first: passedOver.count) : nil,
      draft.members,
      LargeFamily(
        count: part.map { $0.count + 1 } ?? tree.shape.count,
        publishers: part?.publishers ?? counts.publisherCount,
        births: counts.births,
        largest: try branches.branches(of: top, 5).prefix(5).map {
          Branch(name: try branches.node($0).id, size: branches.size(of: $0))
        },
        shown: shown,
        drawn: fold.count,
        folded: folded,
        numbers: Set(drawn.map { tree.ids[Int($0)] })
      )
    )
  }
}

/// The branches in a tree of numbers, of which few are ever asked for.
private final class LargeBranches: BranchOrder {
  typealias Failure = any Error

  private let tree: TreeReader
  /// The node of which the first branches are passed over, and how many.
  private let (top, first): (Int, Int)
  private let downloaded: MostDownloaded
  /// The downloads of each node; nil in a cache whose last analysis left none.
  private let downloads: [Int64]?
  private var known: [Int: [Int]] = [:]
  private var nodes: [Int: ModelTree.Node] = [:]
  private var passed: [Int32]?

  init(_ tree: TreeReader, below top: Int, from first: Int, in connection: Connection) throws {
    (self.tree, self.top) = (tree, top)
    downloaded = try MostDownloaded(in: connection)
    downloads = try tree.members?.downloads()
    let all = tree.shape.edges(of: Int32(top)).count { tree.shape.isHome(Int32(top), of: $0.far) }
    self.first = min(first, all)
  }

  func node(_ number: Int) throws -> ModelTree.Node {
    if let node = nodes[number] { return node }
    let node = try tree.node(Int32(number))
    nodes[number] = node
    return node
  }

  private func children(of member: Int) -> [Int32] {
    tree.shape.edges(of: Int32(member)).lazy.map(\.far)
      .filter { self.tree.shape.isHome(Int32(member), of: $0) }
  }

  func count(of member: Int) -> Int {
    tree.shape.edges(of: Int32(member)).count { tree.shape.isHome(Int32(member), of: $0.far) }
      - (member == top ? first : 0)
  }

  func size(of branch: Int) -> Int { Int(tree.shape.sizes[branch]) }

  func comes(_ one: Int, before other: Int) throws -> Bool {
    let (first, second) = (size(of: one), size(of: other))
    if first != second { return first > second }
    let (a, b) = (try node(one), try node(other))
    let (more, fewer) = (a.downloads ?? -1, b.downloads ?? -1)
    return more != fewer ? more > fewer : a.id < b.id
  }

  /// The branches of a member that a fold draws.
  func drawn(of member: Int32, _ fold: FamilyFold) throws -> ArraySlice<Int> {
    let count = fold.shown[Int(member)] ?? 0
    return try branches(of: Int(member), max(count, FamilyFold.branchLimit + 1)).prefix(count)
  }

  /// All nodes that a fold draws.
  func drawn(_ fold: FamilyFold, below top: Int) throws -> [Int32] {
    try [Int32(top)]
      + fold.shown.keys.sorted()
      .flatMap { try drawn(of: Int32($0), fold).map { Int32($0) } }
  }

  /// The branches of a node that are passed over.
  func passedOver(at node: Int32) throws -> [Int32] {
    guard Int(node) == top, first > 0 else { return [] }
    let found = try passed ?? leading(first, of: top)
    passed = found
    return found
  }

  func branches(of member: Int, _ count: Int) throws -> [Int] {
    if let known = known[member], known.count >= count || known.count == self.count(of: member) {
      return known
    }
    let passed = try Set(passedOver(at: Int32(member)))
    let sorted = try leading(min(count, self.count(of: member)) + passed.count, of: member)
      .filter { !passed.contains($0) }.map { Int($0) }.sorted { try comes($0, before: $1) }
    known[member] = sorted
    return sorted
  }

  /// The first branches of a member, in no order.
  private func leading(_ count: Int, of member: Int) throws -> [Int32] {
    // Of equal ones the next facts decide, which are read only of these.
    let (largest, equal) = children(of: member).largest(count) { self.tree.shape.sizes[Int($0)] }
    let most = try downloaded.first(
      count - largest.count,
      of: equal.map { tree.ids[Int($0)] },
      downloads.map { all in equal.map { all[Int($0)] } }
    )
    return largest + most.map { equal[Int($0)] }
  }
}

/// The members of a picture of a large family.
private struct LargePictureDraft {
  private let tree: TreeReader
  private let branches: LargeBranches
  private let connection: Connection
  /// The node of the first member, which hangs from none.
  private let top: Int32
  /// The nodes that are drawn, by distance and name.
  let drawn: [Int32]
  private(set) var members: [FamilyPicture.Member] = []
  /// Where nodes stand among the members.
  private var places: [Int32: Int] = [:]

  init(
    _ tree: TreeReader,
    _ branches: LargeBranches,
    _ drawn: [Int32],
    below top: Int32,
    in connection: Connection
  ) throws {
    (self.tree, self.branches, self.connection) = (tree, branches, connection)
    (self.drawn, self.top) = (drawn, top)
    for node in drawn { try add(node) }
  }

  /// The place of a node that is drawn.
  func place(of node: Int32) -> Int { places[node] ?? 0 }

  /// Adds a node of the tree with those that it hangs from.
  private mutating func add(_ node: Int32) throws {
    var missing = [node]
    while let last = missing.last, places[last] == nil, last != top {
      let home = tree.shape.homes[Int(last)]
      guard home >= 0, places[home] == nil else { break }
      missing.append(home)
    }
    for node in missing.reversed() where places[node] == nil {
      let facts = try branches.node(Int(node))
      let home = tree.shape.homes[Int(node)]
      var relation: String?
      if home >= 0,
        let edge = tree.shape.edges(of: home).first(where: { $0.far == node && $0.relation >= 0 })
      {
        relation = try tree.relation(edge.relation)
      }
      var member = FamilyPicture.Member(
        node: facts,
        relation: relation ?? facts.relation,
        home: home < 0 || node == top ? nil : places[home],
        isOutside: false
      )
      member.size = Int(tree.shape.sizes[Int(node)])
      places[node] = members.count
      members.append(member)
    }
  }

  /// Adds the further parents of what is drawn, in the family and outside it.
  mutating func addParents(filter: FamilyScope) throws {
    var filter = filter
    filter.depth = nil
    let (facts, parents) = (
      try NodeFacts(filter, in: connection), try ParentReader(filter, in: connection)
    )
    let numbers = NodeNumbers(tree.ids)
    var outside: [Int64: ModelTree.Node] = [:]
    var far: [(child: Int32, parent: Int64, relation: String?)] = []
    for child in drawn where child != 0 && tree.ids[Int(child)] > 0 {
      var near: [(node: Int32, relation: String?)] = []
      for found in try parents.edges(of: tree.ids[Int(child)], where: { _ in true }) {
        if let node = numbers.node(found.step.parent) {
          if tree.shape.homes[Int(child)] != node { near.append((node, found.relation)) }
        } else {
          let parent = found.step.parent
          outside[parent] = try outside[parent] ?? facts.node(parent, distance: -1)
          far.append((child, parent, found.relation))
        }
      }
      for (node, relation) in try near.sorted(by: { try name($0.node) < name($1.node) }) {
        try add(node)
        members[place(of: child)].others.append(.init(place: place(of: node), relation: relation))
      }
    }
    var outsidePlaces: [Int64: Int] = [:]
    for (id, node) in outside.sorted(by: { $0.value.id < $1.value.id }) {
      outsidePlaces[id] = members.count
      members.append(.init(node: node, relation: node.relation, home: nil, isOutside: true))
    }
    for edge in far.sorted(by: {
      ($0.child, outside[$0.parent]?.id ?? "") < ($1.child, outside[$1.parent]?.id ?? "")
    }) {
      guard let parent = outsidePlaces[edge.parent] else { continue }
      members[place(of: edge.child)].others.append(.init(place: parent, relation: edge.relation))
    }
  }

  private func name(_ node: Int32) throws -> String { try branches.node(Int(node)).id }

  /// The first member has no more than that, where some of its branches are passed over.
  mutating func setSizeOfTop(_ size: Int?) {
    if let size { members[0].size = size }
  }

  mutating func addBranches(_ fold: FamilyFold) throws {
    for node in drawn {
      members[place(of: node)].branches = try branches.drawn(of: node, fold).map {
        place(of: Int32($0))
      }
    }
  }

  /// Says of what is drawn where licenses become looser: what is above it decides, and no more is read.
  mutating func addLooserLicenses(in connection: Connection) throws {
    let numbers = NodeNumbers(tree.ids)
    let family = try LicensedFamily(
      of: tree.root.id,
      above: drawn.map { tree.ids[Int($0)] },
      filter: tree.filter,
      in: connection
    ) { id in numbers.node(id).map { Int(tree.shape.distances[Int($0)]) } }
    for (member, hop) in try LooserLicenses.firstHops(in: family) {
      guard let node = numbers.node(family.members[member].id), let place = places[node] else {
        continue
      }
      members[place].looser = FamilyPicture.words(on: hop)
    }
  }
}

/// The nodes of a tree by their numbers in the cache.
private struct NodeNumbers {
  private let lowest: Int64
  private let nodes: [Int32]

  /// - Complexity: O(*n*) time and memory for numbers up to *n*.
  init(_ ids: [Int64]) {
    let (lowest, highest) = (ids.min() ?? 0, ids.max() ?? -1)
    var nodes = [Int32](repeating: -1, count: Int(highest - lowest) + 1)
    for (node, id) in ids.enumerated() { nodes[Int(id - lowest)] = Int32(node) }
    (self.lowest, self.nodes) = (lowest, nodes)
  }

  func node(_ id: Int64) -> Int32? {
    let place = Int(id - lowest)
    return nodes.indices.contains(place) && nodes[place] >= 0 ? nodes[place] : nil
  }
}

/// Counts what is not drawn, from the arrays of the stored graph.
private struct FoldedCounts {
  private let tree: TreeReader
  /// Of each node how it was made, by whom, and in which month: numbers, below 0 where that is not known.
  private let relations, publishers, months: [Int32]
  /// The months, counted from January 1970, by their numbers.
  private var monthPlaces: [Int32: Int] = [:]
  let births: ClosedRange<Int64>?
  let publisherCount: Int

  init(_ tree: TreeReader, in connection: Connection) throws {
    guard let members = tree.members else { preconditionFailure("a tree that goes down") }
    self.tree = tree
    relations = try members.relations()
    publishers = try members.publishers()
    months = try members.column(.months, or: -1)
    for month in Set(months) where month >= 0 {
      monthPlaces[month] = FoldedBranches.month(try members.text(month, in: .month))
    }
    let births = try members.column(.births, or: GraphArrays.unborn)
      .lazy.filter { $0 != GraphArrays.unborn }
    self.births = births.min().flatMap { first in births.max().map { first...$0 } }
    publisherCount = Set(publishers.dropFirst()).subtracting([-1]).count
  }

  /// The branches of a node but for some.
  func branches(
    of node: Int32,
    without drawn: [Int32],
    home: Int
  ) throws -> FoldedBranches {
    var (kinds, owners): ([Int32: Int], Set<Int32>) = ([:], [])
    var (count, months) = (0, [Int32: Int]())
    let first = drawn.count
    let drawn = Set(drawn)
    var open: [TreeShape.Edge] = []
    func openBranches(of home: Int32) {
      for edge in tree.shape.edges(of: home)
      where tree.shape.isHome(home, of: edge.far) && !drawn.contains(edge.far) {
        open.append(edge)
      }
    }
    openBranches(of: node)
    while let edge = open.popLast() {
      openBranches(of: edge.far)
      count += 1
      let place = Int(edge.far)
      kinds[max(-1, edge.relation >= 0 ? edge.relation : relations[place]), default: 0] += 1
      owners.insert(publishers[place])
      months[self.months[place], default: 0] += 1
    }
    var relations: [String?: Int] = [:]
    for (kind, count) in kinds {
      relations[kind < 0 ? nil : try tree.relation(kind), default: 0] += count
    }
    var byMonth: [Int: Int] = [:]
    for (month, count) in months {
      if let place = monthPlaces[month] { byMonth[place, default: 0] += count }
    }
    return FoldedBranches(
      of: home,
      from: first,
      count,
      relations,
      publishers: owners.subtracting([-1]).count,
      months: byMonth
    )
  }
}
