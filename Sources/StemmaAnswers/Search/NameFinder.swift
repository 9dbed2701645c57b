import StemmaCore
import StemmaGraph
import StemmaStore

/// Gathers names that are like a text, each once by its nearest match.
struct NameFinder {
  private struct Key: Hashable {
    let kind: String
    let name: String
  }

  private let name: String
  private let connection: Connection
  private let pattern: NamePattern
  /// The indexes in which beginnings are looked up.
  private let beginnings: [Beginnings]
  private var found: [Key: (match: NameSearch.Match, likeness: Double, id: Int64)] = [:]

  init(_ name: String, in connection: Connection) throws {
    (self.name, self.connection) = (name, connection)
    pattern = NamePattern(name)
    // An id has a slash, a part of one or an owner has none.
    let indexes: [Beginnings.Index] = name.contains("/") ? [.id] : [.part, .owner]
    beginnings = try indexes.compactMap { try Beginnings($0, in: connection) }
  }

  private mutating func add(
    _ kind: String,
    _ name: String,
    _ match: NameSearch.Match,
    id: Int64,
    likeness: Double
  ) {
    let key = Key(kind: kind, name: name)
    if let known = found[key], (known.match, -known.likeness) <= (match, -likeness) { return }
    found[key] = (match, likeness, id)
  }

  /// Whether the text is the id of a repository, with its owner.
  private(set) var isWholeID = false

  /// By the whole name, former names, and beginnings.
  mutating func lookUp() throws {
    let resolver = NameResolver(connection)
    for kind in RepoKind.allCases {
      guard let repo = try resolver.repo(named: name, kind: kind) else { continue }
      let isNow = repo.name.lowercased() == name.lowercased()
      if isNow, name.contains("/") { isWholeID = true }
      add(kind.rawValue, repo.name, isNow ? .name : .formerName, id: repo.id, likeness: 1)
    }
    for index in beginnings {
      for hit in try index.rows(beginningWith: name, limit: 50) {
        let isWhole = hit.part.lowercased() == name.lowercased()
        let match = isWhole && hit.kind == "owner" ? .name : NameSearch.Match.beginning
        add(hit.kind, hit.name, match, id: hit.id, likeness: isWhole ? 1 : 0.5)
      }
    }
  }

  /// By beginnings in which one letter of the text is mistaken.
  mutating func lookNear() throws {
    let letters = Array(name.lowercased())
    guard letters.count > 3, letters.count <= 96 else { return }
    for index in beginnings {
      // What no name begins with cannot be the part before the mistake.
      let known = try letters.indices.first {
        try index.rows(beginningWith: String(letters[...$0]), limit: 1).isEmpty
      }
      for text in Misspellings(of: letters, through: known ?? letters.count - 1).texts() {
        for hit in try index.rows(beginningWith: text, limit: 20) {
          let isWhole = hit.part.utf8.count == text.utf8.count
          add(hit.kind, hit.name, .similar, id: hit.id, likeness: isWhole ? 1 : 0.75)
        }
      }
    }
  }

  /// By their letters: the names that stand together.
  mutating func lookThrough() throws {
    guard pattern.isTelling else { return }
    let names = try NotableNames(in: connection)
    try names.forEachModel { id, bytes in
      if let (match, likeness) = pattern.match(bytes) {
        add("model", String(decoding: bytes, as: UTF8.self), match, id: id, likeness: likeness)
      }
    }
    try names.forEachOwner { id, bytes in
      if let (match, likeness) = pattern.match(bytes) {
        add("owner", String(decoding: bytes, as: UTF8.self), match, id: id, likeness: likeness)
      }
    }
    try connection.prepare(
      """
      WITH RECURSIVE used (id) AS (
        SELECT min(dataset) FROM dataset_use
        UNION ALL
        SELECT (SELECT min(dataset) FROM dataset_use WHERE dataset > used.id)
        FROM used
        WHERE used.id IS NOT NULL)
      SELECT id, CASE WHEN id < 0 THEN (SELECT name FROM ghost WHERE ghost.id = used.id)
        ELSE (SELECT name FROM repo WHERE repo.id = used.id) END
      FROM used
      WHERE id IS NOT NULL
      """
    ).forEach { row in
      let (id, name) = row.inOrder { ($0.integer(), $0.text()) }
      var bytes = name
      let match = bytes.withUTF8 { pattern.match($0) }
      if let (match, likeness) = match { add("dataset", name, match, id: id, likeness: likeness) }
    }
  }

  func ranked() throws -> [NameSearch.Hit] {
    let sizes = try connection.prepare("SELECT all_total FROM family WHERE model = ?")
    let users = try connection.prepare("SELECT count(*) FROM dataset_user WHERE dataset = ?")
    return try found.sorted { one, other in
      (one.value.match, -one.value.likeness, one.key.name)
        < (other.value.match, -other.value.likeness, other.key.name)
    }
    // Uses are looked up for what may be shown.
    .prefix(2000)
    .map { key, value in
      let uses: Int? =
        switch key.kind {
        case "model": try sizes.first(value.id) { $0.int(0) } ?? 0
        case "dataset": try users.first(value.id) { $0.int(0) }
        default: nil
        }
      return (
        likeness: value.likeness,
        hit: NameSearch.Hit(kind: key.kind, name: key.name, match: value.match, uses: uses)
      )
    }
    .sorted { one, other in
      let (first, second) = (one.hit, other.hit)
      guard first.match == second.match else { return first.match < second.match }
      guard one.likeness == other.likeness else { return one.likeness > other.likeness }
      return (second.uses ?? 0, first.name, first.kind) < (
        first.uses ?? 0, second.name, second.kind
      )
    }
    .map(\.hit)
  }
}

/// Finds names by how they begin, in any letter case, by an index.
private struct Beginnings {
  /// What begins so.
  enum Index {
    /// The id of a repository, the part of it behind the slash, or the name of an owner.
    case id, part, owner
  }

  private let query: Statement

  /// Nil where the cache lacks the index: it was made before there was one.
  init?(_ index: Index, in connection: Connection) throws {
    switch index {
    case .id:
      query = try connection.prepare(Self.sql(of: "name", "repo", "id, kind, name, name"))
    case .part:
      guard try connection.hasIndex("repo_name_part") else { return nil }
      let part = Connection.namePart
      query = try connection.prepare(Self.sql(of: part, "repo", "id, kind, name, \(part)"))
    case .owner:
      query = try connection.prepare(Self.sql(of: "name", "owner", "id, 'owner', name, name"))
    }
  }

  private static func sql(of text: String, _ table: String, _ columns: String) -> String {
    """
    SELECT \(columns)
    FROM \(table)
    WHERE \(text) COLLATE NOCASE >= ?1 AND \(text) COLLATE NOCASE < ?1 || char(1114111)
      \(table == "repo" ? "AND gone_since IS NULL" : "")
    ORDER BY \(text) COLLATE NOCASE
    LIMIT ?2
    """
  }

  typealias Row = (id: Int64, kind: String, name: String, part: String)

  func rows(beginningWith text: String, limit: Int) throws -> [Row] {
    try query.rows(text, limit) { row in
      row.inOrder { Row($0.integer(), $0.text(), $0.text(), $0.text()) }
    }
  }
}

/// The texts that a mistaken letter may have come from.
struct Misspellings {
  private let letters: [Character]
  private let last: Int
  /// What names on the Hub are made of.
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789-_.")

  /// Takes `letters` with a mistake at one of the places up to `last`.
  init(of letters: [Character], through last: Int) { (self.letters, self.last) = (letters, last) }

  /// Each once: without a letter, with two in each other's place, with another letter, with one more.
  func texts() -> Set<String> {
    var texts: Set<String> = []
    for place in 0...last where letters[place] != "/" {
      var without = letters
      without.remove(at: place)
      texts.insert(String(without))
      if place + 1 < letters.count {
        var swapped = letters
        swapped.swapAt(place, place + 1)
        texts.insert(String(swapped))
      }
      for letter in Self.alphabet {
        var other = letters
        other[place] = letter
        texts.insert(String(other))
        other = letters
        other.insert(letter, at: place)
        texts.insert(String(other))
      }
    }
    texts.remove(String(letters))
    return texts
  }
}
