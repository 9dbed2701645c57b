import StemmaCore
import StemmaStore

/// Texts that many nodes share, kept as numbers.
package enum GraphDictionary: String, CaseIterable {
  case relation, month, license, language
}

/// Gives numbers to the texts of the books, and writes new ones.
///
/// The relations that the Hub is known to write have the first numbers: see ``RelationCode``.
final class GraphBooks {
  private var codes: [GraphDictionary: [String: Int32]] = [:]
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
