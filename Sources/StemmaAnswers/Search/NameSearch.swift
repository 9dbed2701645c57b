public import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaMetrics
package import StemmaStore

/// Repositories and owners whose names are like a text.
///
/// Ids and owners are found by their beginning; models that have derivatives, their owners and datasets
/// that models declare also by a part of the name, or by a name that is misspelt.
public struct NameSearch: Sendable, Hashable {
  /// What was found.
  public struct Hit: Sendable, Hashable {
    /// `model`, `dataset`, `space` or `owner`.
    public let kind: String
    /// Its name.
    public let name: String
    /// What of it is like the text.
    public let match: Match
    /// Its derivatives, or the models that declare it; nil for an owner.
    public let uses: Int?

    /// Makes one from its parts, without a cache.
    public init(kind: String, name: String, match: Match, uses: Int? = nil) {
      (self.kind, self.name, self.match, self.uses) = (kind, name, match, uses)
    }
  }

  /// How near a name is to a text, the nearest first.
  public enum Match: String, Sendable, Comparable, CaseIterable {
    /// The name, in any letter case.
    case name
    /// A name that it had before.
    case formerName = "former name"
    /// The beginning of the id, or of its part behind the slash.
    case beginning
    /// A part of the name.
    case part
    /// A name that shares at least half of the text's runs of three letters.
    case similar

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    /// Whether a match is nearer than another.
    public static func < (one: Match, other: Match) -> Bool { one.rank < other.rank }
  }

  /// What was looked for.
  public let sought: String
  /// The nearest first; of those as near the most used.
  public let hits: [Hit]

  /// Makes one from its parts, without a cache.
  public init(sought: String, hits: [Hit] = []) { (self.sought, self.hits) = (sought, hits) }

  /// Looks for a name.
  ///
  /// - Complexity: O(log *n*) for names and their beginnings; for parts and misspelt names O(*b*) over the
  ///   *b* bytes of the names of models that have derivatives, of owners and of datasets that are used.
  package init(_ text: String, limit: Int = 20, in connection: Connection) throws {
    sought = text
    var finder = try Finder(RepoName.meant(by: text), in: connection)
    try finder.lookUp()
    try finder.lookThrough()
    hits = Array(try finder.ranked().prefix(max(0, limit)))
  }
}

/// Gathers hits, each once by its nearest match.
private struct Finder {
  private struct Key: Hashable {
    let kind: String
    let name: String
  }

  private let name: String
  private let connection: Connection
  private let pattern: NamePattern
  private var found: [Key: (match: NameSearch.Match, likeness: Double, id: Int64)] = [:]

  init(_ name: String, in connection: Connection) throws {
    (self.name, self.connection) = (name, connection)
    pattern = NamePattern(name)
  }

  private mutating func add(
    _ kind: String,
    _ name: String,
    _ match: NameSearch.Match,
    id: Int64,
    likeness: Double = 1
  ) {
    let key = Key(kind: kind, name: name)
    if let known = found[key], (known.match, -known.likeness) <= (match, -likeness) { return }
    found[key] = (match, likeness, id)
  }

  /// By indexes: names, former names, beginnings.
  mutating func lookUp() throws {
    let resolver = NameResolver(connection)
    for kind in RepoKind.allCases {
      guard let repo = try resolver.repo(named: name, kind: kind) else { continue }
      let isNow = repo.name.lowercased() == name.lowercased()
      add(kind.rawValue, repo.name, isNow ? .name : .formerName, id: repo.id)
    }
    try connection.prepare(
      """
      SELECT repo.id, repo.kind, repo.name
      FROM repo
      WHERE repo.name COLLATE NOCASE >= ?1 AND repo.name COLLATE NOCASE < ?1 || char(1114111)
        AND repo.gone_since IS NULL
      ORDER BY repo.name COLLATE NOCASE
      LIMIT 50
      """
    ).forEach(name) { row in
      let (id, kind, name) = row.inOrder { ($0.integer(), $0.text(), $0.text()) }
      add(kind, name, .beginning, id: id)
    }
    try connection.prepare(
      """
      SELECT owner.id, owner.name
      FROM owner
      WHERE owner.name COLLATE NOCASE >= ?1 AND owner.name COLLATE NOCASE < ?1 || char(1114111)
      ORDER BY owner.name COLLATE NOCASE
      LIMIT 50
      """
    ).forEach(name) { row in
      let (id, owner) = row.inOrder { ($0.integer(), $0.text()) }
      add("owner", owner, owner.lowercased() == name.lowercased() ? .name : .beginning, id: id)
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
      SELECT used.id, node.name
      FROM used
      CROSS JOIN node ON node.id = used.id
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
    .prefix(400)
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

/// What names are compared with: a text, and the runs of three letters in it.
struct NamePattern {
  private let folded: [UInt8]
  private let hasSlash: Bool
  private let grams: Set<UInt32>
  /// A bit for each run, by its hash: most names share none.
  private var mayHave = [Bool](repeating: false, count: 4096)

  init(_ text: String) {
    folded = text.utf8.map(Self.fold)
    hasSlash = folded.contains(UInt8(ascii: "/"))
    grams = Self.grams(of: folded[...])
    for gram in grams { mayHave[Int(gram &* 2_654_435_761) >> 20 & 4095] = true }
  }

  /// Whether it is long enough to tell names apart.
  var isTelling: Bool { folded.count > 2 }

  /// How a name is like the text: a likeness of 1 for a part of it, else the share of the text's runs
  /// that the name has.
  ///
  /// Nil when it is not.
  func match(_ name: UnsafeBufferPointer<UInt8>) -> (NameSearch.Match, Double)? {
    var start = name.startIndex
    if !hasSlash, let slash = name.lastIndex(of: UInt8(ascii: "/")) { start = slash + 1 }
    let part = name[start...].map(Self.fold)
    if part.starts(with: folded) { return (.beginning, Double(folded.count) / Double(part.count)) }
    if part.firstRange(of: folded) != nil {
      return (.part, Double(folded.count) / Double(part.count))
    }
    var shared = 0
    var met: Set<UInt32> = []
    Self.forEachGram(of: part[...]) { gram in
      guard mayHave[Int(gram &* 2_654_435_761) >> 20 & 4095], grams.contains(gram) else { return }
      if met.insert(gram).inserted { shared += 1 }
    }
    let likeness = Double(shared) / Double(grams.count)
    return likeness >= 0.5 ? (.similar, likeness) : nil
  }

  private static func fold(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func grams(of text: ArraySlice<UInt8>) -> Set<UInt32> {
    var grams: Set<UInt32> = []
    forEachGram(of: text) { grams.insert($0) }
    return grams
  }

  /// Runs of three, with two blanks before the text and one behind, so that its beginning counts more.
  private static func forEachGram(of text: ArraySlice<UInt8>, _ body: (UInt32) -> Void) {
    let blank = UInt32(UInt8(ascii: " "))
    var gram = blank << 8 | blank
    for byte in text {
      gram = (gram << 8 | UInt32(byte)) & 0xFF_FFFF
      body(gram)
    }
    body((gram << 8 | blank) & 0xFF_FFFF)
  }
}

extension NameSearch: LongReport {
  /// The members of the JSON before the list.
  public var head: [JSONValue.Member] { [.init("text", .string(sought))] }
  /// The name of the member that holds the list.
  public static let listName = "hits"
  /// What is listed.
  public var list: [Hit] { hits }
  /// The names of the members that each element has.
  public static let members = ["kind", "name", "match", "uses"]

  /// The values of an element's members.
  public static func values(of hit: Hit) -> [JSONValue] {
    [
      .string(hit.kind), .string(hit.name), .string(hit.match.rawValue),
      hit.uses.map { .count($0) } ?? .null,
    ]
  }

  /// The names of the columns.
  public var headings: [String] { Self.members }

  /// An element as a row.
  public static func row(of hit: Hit) -> [Table.Cell] {
    [.text(hit.kind), .text(hit.name), .text(hit.match.rawValue), Table.Cell(hit.uses)]
  }
}
