package import StemmaGraph
package import StemmaStore

/// A property of models that derivatives may keep or change.
public enum Trait: String, Sendable, CaseIterable {
  /// The licenses of the card.
  case license
  /// The languages of the card.
  case language
  /// The task: the Hub's `pipeline_tag`.
  case task

  /// The columns of `repo` that its values follow from; the first has several with commas between.
  fileprivate var columns: [String] {
    switch self {
    case .license: StatedLicense.columns
    case .language: ["languages"]
    case .task: ["pipeline_tag"]
    }
  }

  /// The values that the columns hold.
  fileprivate func values(of fields: [String?]) -> [String] {
    guard let field = fields[0] else { return [] }
    guard self == .license else {
      return field.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
    return StatedLicense.each(of: field, name: fields[1], link: fields[2])
  }
}

extension Trait {
  /// The array and the book of the stored graph that tell it; nil for one that none tells.
  fileprivate var stored: (array: StoredGraph.Name, book: GraphDictionary)? {
    switch self {
    case .license: (.licenses, .license)
    case .language: (.languages, .language)
    case .task: nil
    }
  }

  /// The values that a text of the book holds.
  fileprivate func values(ofText text: String) -> [String] {
    self == .license ? StatedLicense.each(ofText: text) : values(of: [text])
  }
}

extension TraitTally {
  /// Counts all edges that a filter follows on the stored graph, and returns how many there are with the
  /// texts of the values; nil where it does not tell the trait.
  ///
  /// Equal edges are counted first and looked at once.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges, and O(*k* log *k*) for *k* different edges.
  package mutating func count(
    _ trait: Trait,
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> (edges: Int, names: [String])? {
    guard let stored = trait.stored, try StoredFacts(in: connection) != nil else { return nil }
    // Days and owners count nowhere here: every listed model is asked.
    let members = try FamilyMembers(
      ofAll: FamilyScope(relationBasis: filter.relationBasis),
      in: connection
    )
    let isListed = try members.isListed()
    let codes = try members.column(stored.array, or: Int32(-1)).enumerated()
      .map { node, code in isListed[node] ? code : -1 }
    let relations = try members.toldRelations()
    let relationTexts = try members.texts(in: .relation)
    let admitted = (-1...max(-1, relations.max() ?? -1)).map { filter.admits(relationTexts[$0]) }
    var edges = 0
    var counts = EdgeCounts()
    try DeclaredEdges(in: connection).forEach { child, parent in
      let relation = relations[Int(child)]
      guard admitted[Int(relation) + 1] else { return }
      edges += 1
      counts.add(codes[Int(parent)], codes[Int(child)], relation)
    }
    let texts = try members.texts(in: stored.book)
    var values = TraitTexts()
    let sets = texts.sorted { $0.key < $1.key }.reduce(into: [Int32: [Int32]]()) { sets, text in
      sets[text.key] = values.set(of: trait.values(ofText: text.value))
    }
    for edge in counts.sorted() {
      add(
        parent: sets[edge.parent] ?? [],
        child: sets[edge.child] ?? [],
        relation: relationTexts[edge.relation],
        count: edge.count
      )
    }
    return (edges, values.names)
  }

  /// How often each edge is met, told by the numbers of what its ends state and of its relation.
  private struct EdgeCounts {
    private struct Edge: Hashable {
      let parent, child, relation: Int32
    }

    /// Of both ends low numbers, by far most: rows of a table.
    private static let side: Int32 = 256
    private static let relationLimit: Int32 = 8
    private var low = [Int32](repeating: 0, count: Int(Self.side * Self.side * Self.relationLimit))
    private var rest: [Edge: Int] = [:]

    mutating func add(_ parent: Int32, _ child: Int32, _ relation: Int32) {
      // What one of them does not state is no change.
      guard parent >= 0, child >= 0 else { return }
      if parent < Self.side, child < Self.side, relation < Self.relationLimit - 1 {
        low[Int((parent * Self.side + child) * Self.relationLimit + relation + 1)] += 1
      } else {
        rest[Edge(parent: parent, child: child, relation: relation), default: 0] += 1
      }
    }

    /// By what the parent states, what the child does, and the relation.
    func sorted() -> [(parent: Int32, child: Int32, relation: Int32, count: Int)] {
      var edges = rest.map { edge, count in
        (parent: edge.parent, child: edge.child, relation: edge.relation, count: count)
      }
      for (place, count) in low.enumerated() where count > 0 {
        let (pair, relation) = Int32(place).quotientAndRemainder(dividingBy: Self.relationLimit)
        edges.append(
          (
            parent: pair / Self.side, child: pair % Self.side, relation: relation - 1,
            count: Int(count)
          )
        )
      }
      return edges.sorted {
        ($0.parent, $0.child, $0.relation) < ($1.parent, $1.child, $1.relation)
      }
    }
  }
}

/// Gives numbers to the texts of values as they are met.
private struct TraitTexts {
  private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]

  /// The numbers of texts, ascending, each once.
  mutating func set(of texts: [String]) -> [Int32] {
    var values: Set<Int32> = []
    for name in texts where !name.isEmpty {
      let number = numbers[name] ?? Int32(names.count)
      if Int(number) == names.count { names.append(name) }
      numbers[name] = number
      values.insert(number)
    }
    return values.sorted()
  }
}

/// The values of one trait for every repository, as small numbers.
struct TraitValues {
  private var texts = TraitTexts()
  /// The distinct sets of values, each in ascending order; the first is empty.
  private(set) var sets: [[Int32]] = [[]]
  /// The place of each repository's set, by the repository's number.
  private var places: [Int32]

  /// The texts of the values.
  var names: [String] { texts.names }

  /// Reads the trait of all models that the Hub lists.
  ///
  /// - Complexity: O(*n*) time for *n* repositories, 4 bytes of memory each.
  init(of trait: Trait, in connection: Connection) throws {
    places = Array(
      repeating: 0,
      count: try connection.count("SELECT max(id) FROM repo") + 1
    )
    var seen: [[String?]: Int32] = [:]
    let columns = trait.columns.map { "repo.\($0)" }.joined(separator: ", ")
    let query = try connection.prepare(
      """
      SELECT repo.id, \(columns)
      FROM repo
      WHERE kind = 'model' AND repo.gone_since IS NULL
      """
    )
    try query.forEach { row in
      let (id, fields) = row.inOrder { row in
        (row.int(), trait.columns.map { _ in row.optionalText() })
      }
      guard fields[0] != nil else { return }
      let place = seen[fields] ?? add(trait.values(of: fields))
      seen[fields] = place
      places[id] = place
    }
  }

  /// The values of a repository or ghost; none when it states none.
  func values(of node: Int64) -> [Int32] { node > 0 ? sets[Int(places[Int(node)])] : [] }

  private mutating func add(_ values: [String]) -> Int32 {
    sets.append(texts.set(of: values))
    return Int32(sets.count - 1)
  }
}

/// Counts how a trait changes along edges.
///
/// - Mutation rate of an edge: (|P ∪ C| − |P ∩ C|) / |P ∪ C| over the values of parent and child,
///   where both state some; 0 for no change, 1 for nothing in common.
/// - Mutations of an edge: every dropped value paired with every value of the child, every value of
///   the parent with every added one, each pair once.
///
/// Both by Laufer, Oderinwale and Kleinberg, "Anatomy of a machine learning ecosystem" (2025).
package struct TraitTally: Sendable {
  /// What the edges of one relation show.
  package struct Rate: Sendable, Hashable {
    /// Edges of which both ends state the trait.
    package var edges = 0
    /// Those on which it changes.
    package var changed = 0
    package var sum = 0.0
  }

  /// A value that gave way to another.
  package struct Mutation: Sendable, Hashable {
    package let from: Int32
    package let to: Int32
  }

  package private(set) var all = Rate()
  package private(set) var byRelation: [String?: Rate] = [:]
  package private(set) var mutations: [Mutation: Int] = [:]
  /// How many ends of edges state each value.
  package private(set) var uses: [Int32: Int] = [:]

  package init() {}

  /// Adds an edge, or several equal ones; both lists ascend and hold each value once.
  package mutating func add(
    parent: [Int32],
    child: [Int32],
    relation: String?,
    count: Int = 1
  ) {
    guard !parent.isEmpty, !child.isEmpty else { return }
    let dropped = parent.filter { !child.contains($0) }
    let added = child.filter { !parent.contains($0) }
    let changed = dropped.count + added.count
    let rate = Double(changed) / Double(parent.count + added.count)
    all.add(rate, count)
    byRelation[relation, default: Rate()].add(rate, count)
    for value in parent { uses[value, default: 0] += count }
    for value in child { uses[value, default: 0] += count }
    for from in dropped { for to in child { note(from, to, count) } }
    let kept = changed == 0 ? [] : parent.filter { !dropped.contains($0) }
    for from in kept { for to in added { note(from, to, count) } }
  }

  private mutating func note(_ from: Int32, _ to: Int32, _ count: Int) {
    mutations[Mutation(from: from, to: to), default: 0] += count
  }
}

extension TraitTally.Rate {
  /// The mean mutation rate; nil without edges.
  package var mean: Double? { edges == 0 ? nil : sum / Double(edges) }

  fileprivate mutating func add(_ rate: Double, _ count: Int) {
    edges += count
    if rate > 0 { changed += count }
    sum += rate * Double(count)
  }
}
