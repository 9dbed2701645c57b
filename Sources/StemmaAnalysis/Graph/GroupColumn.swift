import StemmaCache
import StemmaLineage
import StemmaRecords

/// What one key of a breakdown says of each node, as small numbers.
struct GroupColumn {
  let key: Breakdown.Key
  /// A number for each node, below 0 for those that state nothing.
  let codes: [Int32]
  /// What a number stands for.
  let text: (Int32) throws -> String
}

/// Reads the columns of ``Breakdown`` for the models that have parents: no others are derivatives.
struct GroupColumns {
  private static let textKeys: [Breakdown.Key] = [.month, .license, .language]

  /// What ``note(_:at:)`` reads, in its order.
  static let selected = "\(Breakdown.month), repo.license, repo.languages"

  private let family: FamilyGraph
  private var books: [Codebook]
  /// Relations that `family` has no column for, by node.
  private var otherRelations: [Int: String] = [:]

  init(of family: FamilyGraph) {
    self.family = family
    books = Self.textKeys.map { _ in Codebook(nodeCount: family.numbering.nodeCount) }
  }

  /// Takes what a row says of a node; ``selected`` begins at `column`.
  mutating func note(_ node: Int, _ row: Statement, at column: Int) {
    guard family.graph.parents.count(of: Int32(node)) > 0 else { return }
    for place in books.indices {
      if let text = row.optionalText(column + place) { books[place].set(text, for: node) }
    }
  }

  /// Takes a relation that has no code of its own.
  mutating func note(_ node: Int, relation: String) { otherRelations[node] = relation }

  /// The columns, once all rows were noted.
  ///
  /// - Complexity: O(*n*).
  func all(_ facts: FamilyFacts, in connection: Connection) throws -> [GroupColumn] {
    let names = try connection.prepare("SELECT name FROM owner WHERE id = ?")
    let owners = GroupColumn(key: .owner, codes: facts.owners) { owner in
      try names.first(Int64(owner)) { $0.text(0) } ?? ""
    }
    return [owners, relations(facts)]
      + zip(Self.textKeys, books).map { key, book in
        GroupColumn(key: key, codes: book.codes) { book.texts[Int($0)] }
      }
  }

  private func relations(_ facts: FamilyFacts) -> GroupColumn {
    let known = Relation.known.map(\.rawValue)
    let texts = known + Set(otherRelations.values).sorted()
    let others = Dictionary(
      uniqueKeysWithValues: texts.enumerated().dropFirst(known.count).map { ($1, Int32($0)) }
    )
    var codes = facts.relations.map { $0 == RelationCode.unknown ? -1 : Int32($0) }
    for (node, relation) in otherRelations where codes[node] < 0 {
      codes[node] = others[relation] ?? -1
    }
    return GroupColumn(key: .relation, codes: codes) { texts[Int($0)] }
  }
}

/// Texts as numbers, in the order they came.
private struct Codebook {
  private(set) var codes: [Int32]
  private(set) var texts: [String] = []
  private var numbers: [String: Int32] = [:]

  init(nodeCount: Int) { codes = Array(repeating: -1, count: nodeCount) }

  mutating func set(_ text: String, for node: Int) {
    if let number = numbers[text] {
      codes[node] = number
    } else {
      codes[node] = Int32(texts.count)
      numbers[text] = Int32(texts.count)
      texts.append(text)
    }
  }
}
