import StemmaStore

/// The tags of repositories, with the harvests between which they stood.
///
/// Those that came and went together stand in one row, as a list of numbers.
final class TagTable {
  /// The harvests between which tags stood.
  private struct Span: Hashable {
    let firstSeen: Int64
    /// The first harvest that no longer found them; 0 while they stand.
    var ended: Int64 = 0
  }

  private let names: Interner
  private let lists: Statement
  private let put: Statement
  private let remove: Statement
  /// The numbers of one repository's tags, kept for their memory.
  private var numbers: [Int64] = []
  private var bytes: [UInt8] = []

  init(_ connection: Connection) throws {
    names = try Interner(
      connection,
      find: "SELECT id FROM tag WHERE value = ?",
      insert: "INSERT INTO tag (value) VALUES (?) ON CONFLICT DO NOTHING"
    )
    lists = try connection.prepare("SELECT first_seen, ended, tags FROM tag_list WHERE repo = ?")
    put = try connection.prepare(
      """
      INSERT INTO tag_list (repo, first_seen, ended, tags) VALUES (?, ?, ?, ?)
      ON CONFLICT (repo, first_seen, ended) DO UPDATE SET tags = excluded.tags
      """
    )
    remove = try connection.prepare(
      "DELETE FROM tag_list WHERE repo = ? AND first_seen = ? AND ended = ?"
    )
  }

  /// Notes that a new repository has the tags from this harvest on.
  func open(_ tags: [String], repo: Int64, harvest: Int64) throws {
    guard !tags.isEmpty else { return }
    try put(list(of: try sorted(tags)), of: repo, Span(firstSeen: harvest))
  }

  /// Brings the repository's tags up to `tags`, and says whether that changed anything.
  func update(repo: Int64, to tags: [String], harvest: Int64) throws -> Bool {
    let said = try sorted(tags)
    let stored = try lists.rows(repo) { row in
      row.inOrder { (span: Span(firstSeen: $0.integer(), ended: $0.integer()), list: $0.text()) }
    }
    // Nearly all have the tags that they had.
    let standing = stored.filter { $0.span.ended == 0 }
    if standing.isEmpty, said.isEmpty { return false }
    if standing.count == 1, standing[0].list == list(of: said) { return false }
    let old = Dictionary(uniqueKeysWithValues: stored.map { ($0.span, Self.numbers(in: $0.list)) })
    let new = Self.lists(old, broughtTo: Set(said), in: harvest)
    for (span, tags) in new where tags != old[span] ?? [] {
      if tags.isEmpty {
        try remove.run(repo, span.firstSeen, span.ended)
      } else {
        try put(list(of: tags.sorted()), of: repo, span)
      }
    }
    return new != old
  }

  /// The lists of a repository that has the tags `said` now.
  private static func lists(
    _ old: [Span: Set<Int64>],
    broughtTo said: Set<Int64>,
    in harvest: Int64
  ) -> [Span: Set<Int64>] {
    var lists = old
    var arrived = said
    for (span, tags) in old {
      if span.ended == 0 {
        arrived.subtract(tags)
        let gone = tags.subtracting(said)
        guard !gone.isEmpty else { continue }
        lists[span]?.subtract(gone)
        lists[Span(firstSeen: span.firstSeen, ended: harvest), default: []].formUnion(gone)
      } else if span.firstSeen == harvest {
        // What ended in the harvest that it began with stands again.
        lists[span]?.subtract(said)
      }
    }
    if !arrived.isEmpty { lists[Span(firstSeen: harvest), default: []].formUnion(arrived) }
    return lists
  }

  func forget() { names.forget() }

  /// The numbers of tags, each once, the least first.
  private func sorted(_ tags: [String]) throws -> [Int64] {
    numbers.removeAll(keepingCapacity: true)
    for tag in tags { numbers.append(try names.id(of: tag)) }
    numbers.sort()
    return numbers
  }

  /// Numbers that ascend as a JSON array, each once.
  private func list(of numbers: [Int64]) -> String {
    bytes.removeAll(keepingCapacity: true)
    var last: Int64?
    for number in numbers where number != last {
      bytes.append(UInt8(ascii: last == nil ? "[" : ","))
      var digits = number
      let start = bytes.count
      repeat {
        bytes.append(UInt8(ascii: "0") + UInt8(digits % 10))
        digits /= 10
      } while digits > 0
      bytes[start...].reverse()
      last = number
    }
    bytes.append(UInt8(ascii: "]"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func numbers(in list: String) -> Set<Int64> {
    Set(list.utf8.split { !(0x30...0x39).contains($0) }.compactMap { Int64(Substring($0)) })
  }

  private func put(_ list: String, of repo: Int64, _ span: Span) throws {
    try put.bind(repo, at: 1)
    try put.bind(span.firstSeen, at: 2)
    try put.bind(span.ended, at: 3)
    try put.bind(list, at: 4)
    try put.runBound()
  }
}
