import StemmaCore
package import StemmaStore

// What holds of every GraphArrays:
//
//  1. `ids` are the nodes with an edge, declared or inferred, by their numbers in the cache. Behind
//     each stand those it is the first parent of, with all that stand behind them: so a family is
//     read without most of the rest. Otherwise the lower number comes first.
//  2. `declared` and `inferred` have a row of children for each node that has one; rows are strictly
//     ascending. A node that is declared to be made from itself stands in its own row.
//  3. `heads` are the nodes that have a child, by number; `headPlaces` are their places in `ids`.
//  4. Every array that is not said to be of something else has one element a node.
//  5. `made` and `spoken` have an element for each number up to the last repository's.
//  6. They follow from the tables `edge`, `inferred_edge`, `repo`, `owner` and `ghost` alone, but for
//     the numbers of texts, which tell in which order these were met.

/// The family graph and what is known of its nodes, laid out as the graph stage keeps it.
package struct GraphArrays: Equatable {
  /// The edges of one kind, by parent.
  package struct Edges: Equatable {
    /// Which nodes have a row: a bit each, the lowest of the first word for the first node.
    package var parents = BitRanks.Words()
    /// Where each row starts, and, last, where the last one ends.
    package var starts: [Int32] = [0]
    /// Children, as places in `ids`.
    package var children: [Int32] = []
    /// How the child was made: a text of the book `relation`, or -1; none for declared edges, which
    /// have the relation of their child.
    package var relations: [Int32] = []
    /// 1 where the parent is the first that the child's card names, or the surest.
    package var isFirst: [UInt8] = []
    /// How sure an inferred edge is, in ten thousandths; none for declared ones.
    package var confidences: [UInt16] = []
  }

  package var ids: [Int32] = []
  package var heads: [Int32] = []
  var headPlaces: [Int32] = []
  /// The names of `heads`.
  var headNames = HeadNames()
  package var declared = Edges()
  package var inferred = Edges()
  /// 1 where the Hub lists the model.
  var isListed: [UInt8] = []
  var owners = GraphOwners()
  /// How the model was made, by the rule of `ModelRelation`: a text of the book, or -1.
  var relations: [Int32] = []
  /// Who says what of that: a text of the book `words`, or -1.
  var words: [Int32] = []
  /// How it was made by the surest inferred edge that tells: a text of the book, or -1; and how sure
  /// that is, in ten thousandths.
  var inferredRelations: [Int32] = []
  var inferredConfidences: [UInt16] = []
  /// The month in which it was made, the license and the languages that its card states: texts of
  /// their books, or -1.
  var months: [Int32] = []
  var licenses: [Int32] = []
  var languages: [Int32] = []
  /// When it was made, in seconds since 1970; ``unborn`` where that is not known.
  var births: [Int64] = []
  /// Downloads of the last 30 days, or -1.
  var downloads: [Int64] = []
  /// 1 where the model names a dataset.
  var namesDataset: [UInt8] = []
  /// The mark of each repository by its number, whether it has an edge or not; 0 for no repository.
  var made: [Int32] = []
  /// The languages of each model by its number: a text of the book, or -1.
  package private(set) var spoken: [Int32] = []

  /// Stands for a time that is not known.
  package static let unborn = Int64.min
}

/// What a node is known by, beside its edges.
package struct GraphFacts {
  package var isListed = false
  /// The publisher's number in the cache, or -1.
  package var owner: Int32 = -1
  package var relation: Int32 = -1
  package var words: Int32 = -1
  package var inferredRelation: Int32 = -1
  package var inferredConfidence: UInt16 = 0
  package var month: Int32 = -1
  package var license: Int32 = -1
  package var languages: Int32 = -1
  package var birth = GraphArrays.unborn
  package var downloads: Int64 = -1
  package var namesDataset = false
}

extension GraphFacts {
  /// What a family's counts and groups are made of.
  fileprivate var ofFamilies: [Int32] {
    [isListed ? 1 : 0, owner, relation, month, license, languages]
  }
}

extension GraphArrays {
  /// What is known of the node at `place`.
  package func facts(at place: Int32) -> GraphFacts {
    GraphFacts(
      isListed: isListed[place] == 1,
      owner: owners.id(ofNode: place),
      relation: relations[place],
      words: words[place],
      inferredRelation: inferredRelations[place],
      inferredConfidence: inferredConfidences[place],
      month: months[place],
      license: licenses[place],
      languages: languages[place],
      birth: births[place],
      downloads: downloads[place],
      namesDataset: namesDataset[place] == 1
    )
  }

  /// The mark of each repository that there is, with its number.
  package var marks: [(id: Int32, mark: RepositoryMarks.Mark)] {
    made.enumerated().compactMap { id, code in
      RepositoryMarks.Mark(code: code).map { (Int32(id), $0) }
    }
  }

  /// Makes room for what is known of each node, but for its publisher: nothing yet.
  mutating func makeRoom() {
    isListed = Array(repeating: 0, count: ids.count)
    let none = [Int32](repeating: -1, count: ids.count)
    (relations, words, inferredRelations) = (none, none, none)
    (months, licenses, languages) = (none, none, none)
    inferredConfidences = Array(repeating: 0, count: ids.count)
    births = Array(repeating: Self.unborn, count: ids.count)
    downloads = Array(repeating: -1, count: ids.count)
    namesDataset = isListed
  }

  /// Takes what is known of the node at `place`, but for its publisher.
  mutating func set(_ facts: GraphFacts, at place: Int32) {
    isListed[place] = facts.isListed ? 1 : 0
    relations[place] = facts.relation
    words[place] = facts.words
    inferredRelations[place] = facts.inferredRelation
    inferredConfidences[place] = facts.inferredConfidence
    months[place] = facts.month
    licenses[place] = facts.license
    languages[place] = facts.languages
    births[place] = facts.birth
    downloads[place] = facts.downloads
    namesDataset[place] = facts.namesDataset ? 1 : 0
  }
}

extension GraphArrays {
  /// Reads the whole graph from the tables of earlier stages.
  ///
  /// - Complexity: O(*n* + *m*) for *n* repositories and *m* edges.
  init(readingAll connection: Connection) throws {
    let reader = try GraphReader(.all, books: GraphBooks(in: connection), in: connection)
    var draft = GraphBuilder()
    try reader.addAll(to: &draft)
    self = draft.arrays()
    let places = GraphPlaces(of: ids)
    var owners = [Int32](repeating: -1, count: ids.count)
    made = Array(repeating: 0, count: try reader.lastNumber() + 1)
    spoken = Array(repeating: -1, count: made.count)
    try reader.forEachRepository {
      places.place(of: $0) != nil
    } _: { id, mark, languages, facts in
      made[Int(id)] = mark.code
      spoken[Int(id)] = languages
      guard let facts else { return }
      set(facts, keepingRelationsAt: places[Int32(id)])
      owners[places[Int32(id)]] = facts.owner
    }
    try reader.forEachDatasetUser { id in
      if let place = places.place(of: id) { namesDataset[place] = 1 }
    }
    self.owners = try GraphOwners(of: owners, in: connection)
    headNames = try HeadNames(of: heads, in: connection)
  }

  /// Reads some nodes anew, and what is not known yet of those that have an edge now.
  ///
  /// - Parameters:
  ///   - nodes: The nodes, by their numbers, whose edges to parents or whose facts may differ.
  ///   - connection: The cache.
  /// - Returns: The arrays as they would be if everything were read anew.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*n* + *m*), and a few queries for each of `nodes`.
  func renewing(_ nodes: Set<Int64>, in connection: Connection) throws -> GraphArrays {
    let reader = try GraphReader(.one, books: GraphBooks(in: connection), in: connection)
    let places = GraphPlaces(of: ids)
    var isStale = [Bool](repeating: false, count: ids.count)
    for node in nodes {
      if let place = places.place(of: node) { isStale[place] = true }
    }
    var draft = GraphBuilder()
    draft.edges.reserveCapacity(
      declared.children.count + inferred.children.count + 2 * nodes.count
    )
    draft.told.reserveCapacity(ids.count + nodes.count)
    keep(declared, in: &draft) { !isStale[$0] }
    keep(inferred, in: &draft) { !isStale[$0] }
    for place in ids.indices where !isStale[place] {
      if relations[place] >= 0 {
        let made = GraphRelation(relation: relations[place], words: words[place])
        draft.told.append((ids[place], made))
      }
      if inferredRelations[place] >= 0 {
        draft.inferred.append((ids[place], inferredRelations[place], inferredConfidences[place]))
      }
    }
    for node in nodes.sorted() where node > 0 { try reader.add(child: node, to: &draft) }
    var renewed = draft.arrays()
    let former = renewed.ids.map { id in
      places.place(of: Int64(id)).flatMap { isStale[$0] ? nil : $0 } ?? -1
    }
    renewed.takeFacts(of: self, at: former)
    var owners = former.map { $0 < 0 ? -1 : self.owners.id(ofNode: $0) }
    for (place, old) in former.enumerated() where old < 0 {
      let facts = try reader.facts(of: Int64(renewed.ids[place]))
      renewed.set(facts, keepingRelationsAt: Int32(place))
      owners[place] = facts.owner
    }
    renewed.owners = try GraphOwners(of: owners, knowing: self.owners, in: connection)
    // In a state of the past there may be fewer.
    let count = try reader.lastNumber() + 1
    let new = max(0, count - made.count)
    renewed.made = made.prefix(count) + Array(repeating: 0, count: new)
    renewed.spoken = spoken.prefix(count) + Array(repeating: -1, count: new)
    for node in nodes where node > 0 && node < count {
      let known = try reader.mark(of: node)
      renewed.made[Int(node)] = known?.mark.code ?? 0
      renewed.spoken[Int(node)] = known?.languages ?? -1
    }
    renewed.headNames = try HeadNames(
      of: renewed.heads,
      known: (heads, headNames),
      // A ghost is spelt as one of those who name it, and that may be another now.
      isStale: { $0 < 0 || nodes.contains(Int64($0)) },
      in: connection
    )
    return renewed
  }

  /// Those of some nodes that families count otherwise than by the arrays `old`.
  func counted(otherwiseThan old: GraphArrays, among nodes: Set<Int64>) -> [Int64] {
    let (before, now) = (GraphPlaces(of: old.ids), GraphPlaces(of: ids))
    var counted: [Int64] = []
    for node in nodes {
      let new = now.place(of: node).map { facts(at: $0).ofFamilies }
      if new != before.place(of: node).map({ old.facts(at: $0).ofFamilies }) {
        counted.append(node)
      }
    }
    return counted
  }

  /// Whether the connected parts are the same, which follow from declared edges and the names of roots, when
  /// something about some nodes may differ.
  func hasSameParts(as old: GraphArrays, changing nodes: Set<Int64>) -> Bool {
    ids == old.ids && declared == old.declared
      && nodes.allSatisfy { heads.position(of: $0) == nil }
  }

  /// Adds the edges of the children for which `isKept` holds.
  private func keep(_ edges: Edges, in draft: inout GraphBuilder, where isKept: (Int32) -> Bool) {
    let ranks = BitRanks(edges.parents)
    for parent in ids.indices {
      guard let row = ranks.rank(of: Int32(parent)) else { continue }
      for edge in Int(edges.starts[row])..<Int(edges.starts[row + 1])
      where isKept(edges.children[edge]) {
        draft.edges.append(
          GraphBuilder.Edge(
            child: ids[edges.children[edge]],
            parent: ids[parent],
            relation: edges.relations.isEmpty ? -1 : edges.relations[edge],
            confidence: edges.confidences.isEmpty
              ? GraphBuilder.Edge.declared : edges.confidences[edge],
            isFirst: edges.isFirst[edge] == 1
          )
        )
      }
    }
  }

  /// Takes what is known of each node, but for its relations and its publisher, from where it stood in `old`:
  /// nothing where that is below 0.
  private mutating func takeFacts(of old: GraphArrays, at places: [Int32]) {
    func taken<Fact>(_ facts: [Fact], or unknown: Fact) -> [Fact] {
      places.map { $0 < 0 ? unknown : facts[$0] }
    }
    isListed = taken(old.isListed, or: 0)
    months = taken(old.months, or: -1)
    licenses = taken(old.licenses, or: -1)
    languages = taken(old.languages, or: -1)
    births = taken(old.births, or: Self.unborn)
    downloads = taken(old.downloads, or: -1)
    namesDataset = taken(old.namesDataset, or: 0)
  }

  /// The relations follow from the edges, and are there already.
  private mutating func set(_ facts: GraphFacts, keepingRelationsAt place: Int32) {
    var facts = facts
    facts.relation = relations[place]
    facts.words = words[place]
    facts.inferredRelation = inferredRelations[place]
    facts.inferredConfidence = inferredConfidences[place]
    set(facts, at: place)
  }
}

extension GraphArrays {
  /// How many repositories have other marks, languages, downloads or datasets than the arrays hold: none
  /// where something was derived since the last analysis, or none of these arrays is there.
  ///
  /// - Complexity: O(*n*) for *n* repositories.
  package static func faults(in connection: Connection) throws -> Int {
    guard try RepositoryMarks(in: connection) != nil else { return 0 }
    let stored = try StoredGraph(in: connection)
    guard try stored.isComplete() else { return 0 }
    let arrays = try GraphArrays(stored)
    let places = GraphPlaces(of: arrays.ids)
    let languages = try stored.texts(in: .language)
    var (users, faults) = (Set<Int64>(), 0)
    try connection.prepare("SELECT DISTINCT repo FROM dataset_use WHERE last_seen IS NULL")
      .forEach { users.insert($0.integer(0)) }
    // A harvest that was not analyzed may have brought other counters.
    let isCounted =
      try connection.first(
        "SELECT outcome = 'complete' AND id = ? FROM harvest ORDER BY id DESC LIMIT 1",
        stored.numbers(.countersSince, of: Int64.self).first ?? 0
      ) { $0.bool(0) } ?? false
    let rows = try connection.prepare(
      """
      SELECT id, kind, gone_since IS NULL, substr(created_at, 1, 10), languages,
        coalesce(downloads, -1)
      FROM repo
      """
    )
    try rows.forEach { row in
      let (id, kind, isListed, made, spoken, loads) = row.inOrder { row in
        (
          row.integer(), RepoKind(rawValue: row.text()) ?? .model, row.bool(), row.optionalText(),
          row.optionalText() ?? "", row.integer()
        )
      }
      let day = made.flatMap(Timestamp.secondsSince1970).map(Timestamp.day(ofSecond:))
      let mark = RepositoryMarks.Mark(kind, isListed: isListed, day: day)
      let said = kind == .model ? spoken : ""
      var isRight =
        arrays.made[Int(id)] == mark.code
        && languages[arrays.spoken[Int(id)], default: ""] == said
      if kind == .model, let place = places.place(of: id) {
        isRight =
          isRight && (!isCounted || arrays.downloads[place] == loads)
          && (arrays.namesDataset[place] == 1) == users.contains(id)
      }
      faults += isRight ? 0 : 1
    }
    return faults
  }

  /// Reads all of them.
  package init(_ stored: StoredGraph) throws {
    ids = try stored.numbers(.ids)
    heads = try stored.numbers(.heads)
    headPlaces = try stored.numbers(.headPlaces)
    headNames.bytes = try stored.numbers(.headNames, of: UInt8.self)
    headNames.starts = try stored.starts(.headNameStarts)
    declared = try Edges(.declared, stored)
    inferred = try Edges(.inferred, stored)
    isListed = try stored.numbers(.isListed, of: UInt8.self)
    owners.ofNodes = try stored.numbers(.owners)
    owners.ids = try stored.numbers(.ownerIDs)
    owners.names = try stored.numbers(.ownerNames, of: UInt8.self)
    owners.nameStarts = try stored.starts(.ownerNameStarts)
    relations = try stored.numbers(.relations)
    words = try stored.numbers(.words)
    inferredRelations = try stored.numbers(.relationsInferred)
    inferredConfidences = try stored.numbers(.relationConfidences, of: UInt16.self)
    months = try stored.numbers(.months)
    licenses = try stored.numbers(.licenses)
    languages = try stored.numbers(.languages)
    births = try stored.numbers(.births, of: Int64.self)
    downloads = try stored.numbers(.downloads, of: Int64.self)
    namesDataset = try stored.numbers(.namesDataset, of: UInt8.self)
    made = try stored.numbers(.made)
    spoken = try stored.numbers(.spoken)
  }

  /// Writes the parts that differ from `old`.
  func store(over old: GraphArrays, in connection: Connection) throws {
    let writer = try PartWriter(in: connection)
    try writer.put(.ids, ids, over: old.ids)
    try writer.put(.heads, heads, over: old.heads)
    try writer.put(.headPlaces, headPlaces, over: old.headPlaces)
    try writer.put(.headNames, headNames.bytes, over: old.headNames.bytes)
    try writer.put(.headNameStarts, headNames.starts, over: old.headNames.starts)
    try declared.put(.declared, over: old.declared, writer)
    try inferred.put(.inferred, over: old.inferred, writer)
    try writer.put(.isListed, isListed, over: old.isListed)
    try writer.put(.owners, owners.ofNodes, over: old.owners.ofNodes)
    try writer.put(.ownerIDs, owners.ids, over: old.owners.ids)
    try writer.put(.ownerNames, owners.names, over: old.owners.names)
    try writer.put(.ownerNameStarts, owners.nameStarts, over: old.owners.nameStarts)
    try writer.put(.relations, relations, over: old.relations)
    try writer.put(.words, words, over: old.words)
    try writer.put(.relationsInferred, inferredRelations, over: old.inferredRelations)
    try writer.put(.relationConfidences, inferredConfidences, over: old.inferredConfidences)
    try writer.put(.months, months, over: old.months)
    try writer.put(.licenses, licenses, over: old.licenses)
    try writer.put(.languages, languages, over: old.languages)
    try writer.put(.births, births, over: old.births)
    try writer.put(.downloads, downloads, over: old.downloads)
    try writer.put(.namesDataset, namesDataset, over: old.namesDataset)
    try writer.put(.made, made, over: old.made)
    try writer.put(.spoken, spoken, over: old.spoken)
  }
}

extension GraphArrays.Edges {
  fileprivate init(_ names: StoredGraph.EdgeNames, _ stored: StoredGraph) throws {
    parents = try stored.numbers(names.parents, of: UInt64.self)
    starts = try stored.starts(names.starts)
    children = try stored.numbers(names.children)
    relations = try names.relations.map { try stored.numbers($0) } ?? []
    isFirst = try stored.numbers(names.isFirst, of: UInt8.self)
    confidences = try names.confidences.map { try stored.numbers($0, of: UInt16.self) } ?? []
  }

  fileprivate func put(
    _ names: StoredGraph.EdgeNames,
    over old: GraphArrays.Edges,
    _ writer: PartWriter
  ) throws {
    try writer.put(names.parents, parents, over: old.parents)
    try writer.put(names.starts, starts, over: old.starts)
    try writer.put(names.children, children, over: old.children)
    if let name = names.relations { try writer.put(name, relations, over: old.relations) }
    try writer.put(names.isFirst, isFirst, over: old.isFirst)
    if let name = names.confidences {
      try writer.put(name, confidences, over: old.confidences)
    }
  }
}

/// Writes arrays in parts.
struct PartWriter {
  private let insert: Statement
  private let delete: Statement

  init(in connection: Connection) throws {
    insert = try connection.prepare(
      """
      INSERT INTO graph_array (name, part, width, value) VALUES (?, ?, ?, ?)
      ON CONFLICT (name, part) DO UPDATE SET width = excluded.width, value = excluded.value
      """
    )
    delete = try connection.prepare("DELETE FROM graph_array WHERE name = ? AND part >= ?")
  }

  func put<Number: FixedWidthInteger>(
    _ name: StoredGraph.Name,
    _ new: [Number],
    over old: [Number]
  ) throws {
    let length = StoredGraph.partLength
    func part(_ number: Int, of numbers: [Number]) -> ArraySlice<Number> {
      numbers[min(number * length, numbers.count)..<min((number + 1) * length, numbers.count)]
    }
    let count = (new.count + length - 1) / length
    for number in 0..<count where part(number, of: new) != part(number, of: old) {
      try insert.bind(name.rawValue, at: 1)
      try insert.bind(Int64(number), at: 2)
      try PackedNumbers.bind(part(number, of: new), to: insert, at: 4)
      try insert.runBound()
    }
    if old.count > count * length { try delete.run(name.rawValue, Int64(count)) }
  }
}
