import StemmaCore
import StemmaLink
import StemmaStore

/// Texts that many nodes share, kept as numbers.
package enum GraphDictionary: String, CaseIterable {
  case relation, month, license, language
  /// What the Hub, the card and we say of how a model was made: a JSON array of three.
  case words
}

/// Gives numbers to the texts of the books, and writes new ones.
///
/// The relations that the Hub is known to write have the first numbers: see ``RelationCode``.
final class GraphBooks {
  private var codes: [GraphDictionary: [String: Int32]] = [:]
  /// A handful, met again and again.
  private var relations: [ModelRelation: GraphRelation] = [:]
  private let insert: Statement

  /// - Complexity: O(*t*) for *t* texts.
  init(in connection: Connection) throws {
    insert = try connection.prepare("INSERT INTO graph_text (book, code, text) VALUES (?, ?, ?)")
    for book in GraphDictionary.allCases {
      let texts = try connection.rows(
        "SELECT text, code FROM graph_text WHERE book = ?",
        book.rawValue
      ) { $0.inOrder { ($0.text(), Int32($0.integer())) } }
      codes[book] = Dictionary(texts) { first, _ in first }
    }
    for relation in Relation.known { _ = try code(of: relation.rawValue, in: .relation) }
  }

  /// The numbers of how a model was made and of who says so; nil when nobody says anything.
  func codes(of made: ModelRelation) throws -> GraphRelation? {
    guard let told = made.told() else { return nil }
    if let known = relations[made] { return known }
    // Each word may be asked for by itself.
    for word in [made.hub, made.declared, made.own] { _ = try code(of: word, in: .relation) }
    let codes = GraphRelation(
      relation: try code(of: told, in: .relation),
      words: try code(of: made.text, in: .words)
    )
    relations[made] = codes
    return codes
  }

  /// The number of a text; -1 for none.
  func code(of text: String?, in book: GraphDictionary) throws -> Int32 {
    guard let text, !text.isEmpty else { return -1 }
    if let code = codes[book]?[text] { return code }
    let code = Int32(codes[book]?.count ?? 0)
    codes[book]?[text] = code
    try insert.run(book.rawValue, Int64(code), text)
    return code
  }
}

/// How a model was made: a number of the book `relation`, and one of the book `words`.
struct GraphRelation {
  var relation: Int32
  var words: Int32
}

extension ModelRelation {
  /// All three as a JSON array, null for who says nothing.
  var text: String {
    JSONValue.array([JSONValue(hub), JSONValue(declared), JSONValue(own)]).text
  }

  /// Reads ``text``.
  init(text: String) throws {
    let words = try JSONValue(parsing: text).array ?? []
    func word(_ place: Int) -> String? { place < words.count ? words[place].string : nil }
    self.init(hub: word(0), declared: word(1), own: word(2))
  }
}

/// Relations as small numbers, in the order of the columns of `family`.
enum RelationCode {
  static let count = Relation.known.count + 1
  /// Also the code of relations that are not listed.
  static let unknown = UInt8(Relation.known.count)

  /// The code of a number in the book of relations.
  static func code(_ number: Int32) -> UInt8 {
    0..<Int32(unknown) ~= number ? UInt8(number) : unknown
  }
}

/// The publishers of the graph's nodes, numbered from 0 in the order of the nodes: so the names of
/// one family's publishers lie together.
struct GraphOwners: Equatable {
  /// The publisher of each node, or -1.
  var ofNodes: [Int32] = []
  /// The number in the cache of each publisher.
  var ids: [Int32] = []
  /// The names of all, one after the other, as UTF-8; and where each starts, and, last, where the
  /// last one ends.
  var names: [UInt8] = []
  var nameStarts: [Int32] = [0]

  init() {}

  /// Numbers the publishers of nodes and reads their names.
  ///
  /// - Parameters:
  ///   - owners: The number in the cache of each node's publisher, or -1.
  ///   - known: Publishers whose names are known: they never change.
  ///   - connection: The cache.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*n* + *o*) for *n* nodes and *o* owners in the cache, of which those are read that are
  ///   not known.
  init(
    of owners: [Int32],
    knowing known: GraphOwners = GraphOwners(),
    in connection: Connection
  ) throws {
    var numbers = [Int32](repeating: -1, count: Int(owners.max() ?? -1) + 1)
    for id in owners where id >= 0 && numbers[id] < 0 {
      numbers[id] = Int32(ids.count)
      ids.append(id)
    }
    ofNodes = owners.map { $0 < 0 ? -1 : numbers[$0] }
    // Read in the order of the table, then laid out in ours.
    var read = known.names
    var spans = [Range<Int>](repeating: -1 ..< -1, count: ids.count)
    for (place, id) in known.ids.enumerated() where id < numbers.count && numbers[id] >= 0 {
      spans[numbers[id]] = Int(known.nameStarts[place])..<Int(known.nameStarts[place + 1])
    }
    try Self.readNames(
      of: ids.filter { spans[numbers[$0]].lowerBound < 0 },
      in: connection
    ) { id, name in
      spans[numbers[id]] = read.count..<read.count + name.count
      read += name
    }
    names.reserveCapacity(read.count)
    nameStarts.reserveCapacity(ids.count + 1)
    for span in spans {
      if span.lowerBound >= 0 { names += read[span] }
      nameStarts.append(Int32(names.count))
    }
  }

  /// Calls `body` with the names of owners: of a few each is looked up, else the table is read through.
  private static func readNames(
    of ids: [Int32],
    in connection: Connection,
    _ body: (Int32, UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    if ids.count < 10_000 {
      let names = try connection.prepare("SELECT name FROM owner WHERE id = ?")
      for id in ids {
        _ = try names.first(Int64(id)) { row in row.withText(0) { body(id, $0) } }
      }
      return
    }
    let wanted = Set(ids)
    let names = try connection.prepare("SELECT id, name FROM owner ORDER BY id")
    let (id, name) = (names.place(of: "id"), names.place(of: "name"))
    try names.forEach { row in
      let id = Int32(row.integer(id))
      if wanted.contains(id) { row.withText(name) { body(id, $0) } }
    }
  }

  /// The number in the cache of a node's publisher, or -1.
  func id(ofNode place: Int32) -> Int32 {
    let number = ofNodes[place]
    return number < 0 ? -1 : ids[number]
  }
}

/// The names of publishers, by their numbers in the stored graph: tens of thousands in some
/// milliseconds.
struct OwnerNames {
  private let starts: StoredArray<Int32>
  private let bytes: StoredArray<UInt8>

  init(in stored: StoredGraph) throws {
    starts = try stored.array(.ownerNameStarts)
    bytes = try stored.array(.ownerNames, of: UInt8.self)
  }

  /// The name of the publisher of a number.
  ///
  /// - Complexity: O(1), and a read for each part of the arrays.
  func name(of owner: Int32) throws -> String {
    try bytes.withElements(from: starts[owner], to: starts[owner + 1]) {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
