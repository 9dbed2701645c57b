import StemmaCore
import StemmaGraph
package import StemmaLink
package import StemmaStore

extension FamilyPicture {
  /// Reads what the first drawing of what was made from a model shows, however large the family.
  ///
  /// What hangs together with what, and what folded branches are told by, the stored graph knows in a
  /// few bytes a model. Names, dates, downloads and licenses are read of the models that are drawn.
  ///
  /// - Complexity: O(*n* log *n*) for *n* models of the family, and reads of those that are drawn and of
  ///   those beside them that are as large and might be more downloaded.
  package init(
    sketching root: NamedNode,
    limit: Int = FamilyFold.limit,
    branchLimit: Int = FamilyFold.branchLimit,
    in connection: Connection
  ) throws {
    let tree = try TreeReader(of: root, direction: .down, filter: .init(), in: connection)
    var choice = try DrawnBranches(tree, branchLimit: branchLimit, in: connection)
    try choice.choose(limit: limit)
    var draft = try SketchDraft(tree, choice)
    try draft.addParents(in: connection)
    try draft.markLooserSteps(in: connection)
    self = try draft.picture()
  }
}

/// Chooses the branches that are drawn, as ``FamilyFold`` does, by their numbers.
private struct DrawnBranches {
  typealias Node = Int32

  /// How many branches of each node are drawn.
  private(set) var shown: [Node: Int] = [:]
  private(set) var count = 1
  private let tree: TreeReader
  private let branchLimit: Int
  private let downloads: Statement
  private var lists: [Node: List] = [:]

  /// What hangs from a node, the largest branch first; the first ones are in their final order.
  private struct List {
    var nodes: [Node]
    var settled = 0
  }

  /// The next branch of a node that is drawn.
  private struct Offer {
    let home: Node
    let place: Int
    let size: Int32
  }

  init(_ tree: TreeReader, branchLimit: Int, in connection: Connection) throws {
    (self.tree, self.branchLimit) = (tree, branchLimit)
    downloads = try connection.prepare("SELECT downloads FROM repo WHERE id = ?")
  }

  /// The branches of a node, the largest first.
  ///
  /// - Complexity: O(*k* log *k*) for *k* branches, once.
  mutating func branches(of home: Node) -> [Node] {
    if let known = lists[home] { return known.nodes }
    let shape = tree.shape
    let nodes = shape.edges(of: home).lazy.map(\.far).filter { shape.isHome(home, of: $0) }
      .sorted { shape.sizes[Int($0)] > shape.sizes[Int($1)] }
    lists[home] = List(nodes: nodes)
    return nodes
  }

  /// The branch of a node that is drawn at `place`.
  mutating func branch(_ place: Int, of home: Node) throws -> Node {
    _ = branches(of: home)
    guard var list = lists[home] else { return home }
    lists[home] = nil
    while list.settled <= place { try settle(&list) }
    lists[home] = list
    return list.nodes[place]
  }

  /// Puts the next branches of one size in order, as far as they may be drawn.
  private func settle(_ list: inout List) throws {
    let (first, nodes) = (list.settled, list.nodes)
    let size = tree.shape.sizes[Int(nodes[first])]
    let end = nodes[first...].firstIndex { tree.shape.sizes[Int($0)] != size } ?? nodes.count
    list.settled = end
    guard end - first > 1 else { return }
    let group = try nodes[first..<end].map { (node: $0, downloads: try self.downloads(of: $0)) }
    // No name is read of those that will not be drawn.
    let wanted = branchLimit + 2
    let least =
      group.count > wanted ? group.map(\.downloads).sorted(by: >)[wanted - 1] : Int64.min
    var (kept, rest): ([Node], [Node]) = ([], [])
    for each in group {
      if each.downloads >= least { kept.append(each.node) } else { rest.append(each.node) }
    }
    let known = Dictionary(uniqueKeysWithValues: group.map { ($0.node, $0.downloads) })
    let rank = try ranks(of: kept)
    kept.sort { (known[$1] ?? -1, rank[$0] ?? 0) < (known[$0] ?? -1, rank[$1] ?? 0) }
    list.nodes.replaceSubrange(first..<end, with: kept + rest)
  }

  private func downloads(of node: Node) throws -> Int64 {
    try downloads.first(tree.ids[Int(node)]) { $0.optionalInteger(0) ?? -1 } ?? -1
  }

  /// The places of nodes in the order of their names.
  private func ranks(of nodes: [Node]) throws -> [Node: Int] {
    let sorted = try nodes.map { (try tree.name(of: $0), $0) }.sorted { $0.0 < $1.0 }
    return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.1, $0) })
  }

  mutating func choose(limit: Int) throws {
    var offers: [Offer] = []
    func offer(_ place: Int, of home: Node, in nodes: [Node]) {
      guard place < nodes.count else { return }
      offers.append(Offer(home: home, place: place, size: tree.shape.sizes[Int(nodes[place])]))
    }
    offer(0, of: 0, in: branches(of: 0))
    while count < limit, let next = try best(of: offers) {
      let taken = offers.remove(at: next)
      let node = try branch(taken.place, of: taken.home)
      shown[taken.home] = taken.place + 1
      count += 1
      offer(0, of: node, in: branches(of: node))
      if taken.place + 1 < branchLimit {
        offer(taken.place + 1, of: taken.home, in: branches(of: taken.home))
      }
    }
    // A line that stands for one model takes as much room as the model.
    var open: [Node] = [0]
    while let home = open.popLast() {
      let (nodes, drawn) = (branches(of: home), shown[home] ?? 0)
      open += nodes.prefix(drawn)
      if nodes.count == drawn + 1, tree.shape.sizes[Int(nodes[drawn])] == 1 {
        shown[home] = drawn + 1
        count += 1
      }
    }
  }

  /// Which of the offers is drawn first; only those of the same size are looked at.
  private mutating func best(of offers: [Offer]) throws -> Int? {
    guard let size = offers.map(\.size).max() else { return nil }
    let tied = offers.indices.filter { offers[$0].size == size }
    guard tied.count > 1 else { return tied[0] }
    let facts = try tied.map { place in
      let node = try branch(offers[place].place, of: offers[place].home)
      return (place: place, downloads: try downloads(of: node), name: try tree.name(of: node))
    }
    return facts.min { ($1.downloads, $0.name) < ($0.downloads, $1.name) }?.place
  }
}

/// The members of a sketch, as they are gathered.
private struct SketchDraft {
  typealias Node = Int32

  private let tree: TreeReader
  private var members: [FamilyPicture.Member] = []
  private var places: [Node: Int] = [:]
  /// The nodes of the first members, in their order.
  private var nodes: [Node] = []
  private let shownBranches: [Node: Int]
  private var branches: [Node: [Node]] = [:]
  private let numbers: [Int64: Node]
  private var outside: [Int64: Int] = [:]

  private let count: Int

  init(_ tree: TreeReader, _ choice: DrawnBranches) throws {
    var choice = choice
    (self.tree, shownBranches, count) = (tree, choice.shown, choice.count)
    numbers = Dictionary(zip(tree.ids, Node(0)...)) { first, _ in first }
    _ = try add(0, home: nil)
    var next = 0
    while next < nodes.count {
      let node = nodes[next]
      next += 1
      let all = choice.branches(of: node)
      branches[node] = all
      // The first five of the model itself are told by name in any case.
      let named = min(max(shownBranches[node] ?? 0, node == 0 ? 5 : 0), all.count)
      for place in 0..<named {
        let branch = try choice.branch(place, of: node)
        let member = try add(branch, home: node)
        members[next - 1].branches.append(member)
      }
      branches[node] = choice.branches(of: node)
    }
  }

  private mutating func add(_ node: Node, home: Node?) throws -> Int {
    if let place = places[node] { return place }
    let facts = try tree.node(node)
    let told = home.flatMap { home in tree.shape.edges(of: home).first { $0.far == node }?.relation
    }
    var member = FamilyPicture.Member(
      node: facts,
      relation: try told.flatMap { $0 < 0 ? nil : try tree.relation($0) } ?? facts.relation,
      home: home.flatMap { places[$0] },
      isOutside: false,
      looser: nil
    )
    member.size = Int(tree.shape.sizes[Int(node)])
    places[node] = members.count
    members.append(member)
    nodes.append(node)
    return members.count - 1
  }

  /// A member that a line leads to, with what it hangs from up to one that is drawn.
  private mutating func addHidden(_ node: Node) throws -> Int {
    var way = [node]
    while let last = way.last, places[last] == nil, let home = tree.home(of: last) {
      way.append(home)
    }
    for (place, each) in way.enumerated().reversed() where places[each] == nil {
      _ = try add(each, home: place + 1 < way.count ? way[place + 1] : nil)
    }
    return places[node] ?? 0
  }

  /// Adds the further parents of what is drawn, in the family and outside it.
  mutating func addParents(in connection: Connection) throws {
    let filter = FamilyScope()
    let (parents, facts) = (
      try ParentReader(filter, in: connection), try NodeFacts(filter, in: connection)
    )
    // The model's own parents are another question.
    for (place, node) in nodes.enumerated().dropFirst() {
      let found = try parents.edges(of: tree.ids[Int(node)]) { _ in true }
      var others: [(isOutside: Bool, name: String, other: FamilyPicture.Other)] = []
      for (step, relation, _) in found {
        if let near = numbers[step.parent] {
          guard near != node, places[near] == nil || places[near] != members[place].home else {
            continue
          }
          let told = tree.shape.edges(of: near).first { $0.far == node }?.relation ?? -1
          let at = try addHidden(near)
          others.append(
            (
              false, members[at].node.id,
              .init(place: at, relation: told < 0 ? nil : try tree.relation(told))
            )
          )
        } else {
          let at =
            try outside[step.parent]
            ?? addOutside(step.parent, try facts.node(step.parent, distance: -1))
          others.append((true, members[at].node.id, .init(place: at, relation: relation)))
        }
      }
      let (inside, beside) = (others.filter { !$0.isOutside }, others.filter(\.isOutside))
      members[place].others = [inside, beside].flatMap { part in
        part.sorted { $0.name < $1.name }.map(\.other)
      }
    }
  }

  private mutating func addOutside(_ id: Int64, _ node: ModelTree.Node) -> Int {
    outside[id] = members.count
    members.append(.init(node: node, relation: node.relation, isOutside: true, looser: nil))
    return members.count - 1
  }

  /// Marks those at which a license becomes looser than inherited.
  mutating func markLooserSteps(in connection: Connection) throws {
    let (tree, numbers) = (tree, numbers)
    let family = try LicensedFamily(
      of: tree.root.id,
      below: nodes.dropFirst().map {
        (node: tree.ids[Int($0)], distance: Int(tree.shape.distances[Int($0)]))
      },
      filter: tree.filter,
      in: connection
    ) { id in numbers[id].map { Int(tree.shape.distances[Int($0)]) } }
    let inheritance = family.inheritance
    var steps = Set(LooserLicenses.firstSteps(family, inheritance).values)
    for (place, member) in family.members.enumerated()
    where member.distance == 0 && !inheritance.breaches[place].isEmpty {
      steps.insert(place)
    }
    for step in steps {
      guard let node = numbers[family.members[step].id], let place = places[node] else { continue }
      members[place].looser = FamilyPicture.words(on: try family.hop(step, inheritance))
    }
  }

  /// The picture, with what was counted of all that is not drawn.
  func picture() throws -> FamilyPicture {
    guard let stored = tree.members else {
      preconditionFailure("what a model was made from has no sketch")
    }
    let (publishers, born) = (
      try stored.publishers(), try stored.column(.births, or: GraphArrays.unborn)
    )
    let counter = BranchCounter(
      tree: tree,
      publishers: publishers,
      months: try stored.column(.months, or: -1),
      members: stored
    )
    var uncounted: [Int: FoldedBranches] = [:]
    for (node, all) in branches {
      let drawn = shownBranches[node] ?? 0
      // What is a member for its name alone has a line, if its home has.
      guard drawn < all.count, let place = places[node], isDrawn(node) else { continue }
      uncounted[place] = try counter.branches(of: node, at: place, without: Set(all[..<drawn]))
    }
    var days = members.compactMap(\.day)
    let births = born.lazy.filter { $0 != GraphArrays.unborn }
    days += [births.min(), births.max()].compactMap { $0.map { Int($0 / 86_400) } }
    return FamilyPicture(
      tree.root.name,
      members: members,
      totals: .init(
        models: tree.shape.count,
        publishers: Set(publishers.dropFirst()).subtracting([-1]).count,
        days: days.min().flatMap { first in days.max().map { first...$0 } }
      ),
      uncounted: uncounted,
      chosen: FamilyFold(
        shown: Dictionary(
          uniqueKeysWithValues: shownBranches.map { (places[$0.key] ?? 0, $0.value) }
        ),
        count: count
      )
    )
  }

  /// Whether a node has a line of its own.
  private func isDrawn(_ node: Node) -> Bool {
    guard let home = tree.home(of: node) else { return true }
    let all = branches[home] ?? []
    return all.prefix(shownBranches[home] ?? 0).contains(node) && isDrawn(home)
  }
}

/// Counts branches that are not drawn, without reading a model.
private struct BranchCounter {
  let tree: TreeReader
  /// The publisher and the month of each node; below 0 for none.
  let publishers, months: [Int32]
  let members: FamilyMembers

  /// What hangs from a node, but for the branches that are drawn.
  ///
  /// - Complexity: O(*n*) for *n* models of these branches.
  func branches(of home: Int32, at place: Int, without drawn: Set<Int32>) throws -> FoldedBranches {
    var count = 0
    var owners: Set<Int32> = []
    var (relations, born): ([Int32: Int], [Int32: Int]) = ([:], [:])
    var open = [home]
    while let node = open.popLast() {
      for edge in tree.shape.edges(of: node) where tree.shape.isHome(node, of: edge.far) {
        if node == home, drawn.contains(edge.far) { continue }
        open.append(edge.far)
        count += 1
        relations[edge.relation, default: 0] += 1
        owners.insert(publishers[Int(edge.far)])
        born[months[Int(edge.far)], default: 0] += 1
      }
    }
    var words: [String?: Int] = [:]
    for (relation, number) in relations {
      words[relation < 0 ? nil : try tree.relation(relation), default: 0] += number
    }
    var byMonth: [Int: Int] = [:]
    for (code, number) in born where code >= 0 {
      guard let month = FoldedBranches.month(try members.text(code, in: .month)) else { continue }
      byMonth[month, default: 0] += number
    }
    return FoldedBranches(
      of: place,
      count: count,
      relations: words,
      publishers: owners.subtracting([-1]).count,
      months: byMonth
    )
  }
}
