import StemmaStore

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
    var seen: [String: Int32] = [:]
    let query = try connection.prepare(
      """
      SELECT repo.id, repo.\(trait.column)
      FROM repo
      WHERE kind = 'model' AND repo.gone_since IS NULL
      """
    )
    try query.forEach { row in
      let (id, field) = row.inOrder { ($0.int(), $0.optionalText()) }
      guard let field else { return }
      let place = seen[field] ?? add(field, &numbers)
      seen[field] = place
      places[id] = place
    }
  }

  /// The values of a repository or ghost; none when it states none.
  func values(of node: Int64) -> [Int32] { node > 0 ? sets[Int(places[Int(node)])] : [] }

  private mutating func add(_ field: String, _ numbers: inout [String: Int32]) -> Int32 {
    var values: Set<Int32> = []
    for part in field.split(separator: ",") {
      let name = String(part.drop { $0 == " " })
      guard !name.isEmpty else { continue }
      let number = numbers[name] ?? Int32(names.count)
      if Int(number) == names.count { names.append(name) }
      numbers[name] = number
      values.insert(number)
    }
    sets.append(values.sorted())
    return Int32(sets.count - 1)
  }
}
