import StemmaStore

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

/// The values of one trait for every repository, as small numbers.
struct TraitValues {
  /// The texts of the values.
  private(set) var names: [String] = []
  /// The distinct sets of values, each in ascending order; the first is empty.
  private(set) var sets: [[Int32]] = [[]]
  /// The place of each repository's set, by the repository's number.
  private var places: [Int32]

  /// Reads the trait of all models that the Hub lists.
  ///
  /// - Complexity: O(*n*) time for *n* repositories, 4 bytes of memory each.
  init(of trait: Trait, in connection: Connection) throws {
    places = Array(
      repeating: 0,
      count: try connection.count("SELECT max(id) FROM repo") + 1
    )
    var numbers: [String: Int32] = [:]
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
      let place = seen[fields] ?? add(trait.values(of: fields), &numbers)
      seen[fields] = place
      places[id] = place
    }
  }

  /// The values of a repository or ghost; none when it states none.
  func values(of node: Int64) -> [Int32] { node > 0 ? sets[Int(places[Int(node)])] : [] }

  private mutating func add(_ texts: [String], _ numbers: inout [String: Int32]) -> Int32 {
    var values: Set<Int32> = []
    for name in texts where !name.isEmpty {
      let number = numbers[name] ?? Int32(names.count)
      if Int(number) == names.count { names.append(name) }
      numbers[name] = number
      values.insert(number)
    }
    sets.append(values.sorted())
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

  /// Adds one edge; both lists ascend and hold each value once.
  package mutating func add(parent: [Int32], child: [Int32], relation: String?) {
    guard !parent.isEmpty, !child.isEmpty else { return }
    let dropped = parent.filter { !child.contains($0) }
    let added = child.filter { !parent.contains($0) }
    let changed = dropped.count + added.count
    let rate = Double(changed) / Double(parent.count + added.count)
    all.add(rate)
    byRelation[relation, default: Rate()].add(rate)
    for value in parent { uses[value, default: 0] += 1 }
    for value in child { uses[value, default: 0] += 1 }
    for from in dropped { for to in child { count(from, to) } }
    let kept = changed == 0 ? [] : parent.filter { !dropped.contains($0) }
    for from in kept { for to in added { count(from, to) } }
  }

  private mutating func count(_ from: Int32, _ to: Int32) {
    mutations[Mutation(from: from, to: to), default: 0] += 1
  }
}

extension TraitTally.Rate {
  /// The mean mutation rate; nil without edges.
  package var mean: Double? { edges == 0 ? nil : sum / Double(edges) }

  fileprivate mutating func add(_ rate: Double) {
    edges += 1
    if rate > 0 { changed += 1 }
    sum += rate
  }
}
