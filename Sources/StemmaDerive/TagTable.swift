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
  /// The numbers of one repository's tags and their text, kept for their memory.
  private var numbers: [Int64] = []
  private var text: [UInt8] = []

  init(_ connection: Connection) throws {
    names = try Interner(
      connection,
      find: "SELECT id FROM tag WHERE value = ?",
      insert: "INSERT INTO tag (value) VALUES (?) ON CONFLICT DO NOTHING"
    )
    lists = try connection.prepare(
      """
      SELECT first_seen, ended, each.value
      FROM tag_list
      CROSS JOIN json_each(tags) AS each
      WHERE repo = ?
      """
    )
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
    numbers.removeAll(keepingCapacity: true)
    for tag in tags { numbers.append(try names.id(of: tag)) }
    guard !numbers.isEmpty else { return }
    numbers.sort()
    try putNumbers(of: repo, Span(firstSeen: harvest))
  }

  /// Brings the repository's tags up to `tags`, and says whether that changed anything.
  func update(repo: Int64, to tags: [String], harvest: Int64) throws -> Bool {
    let said = Set(try tags.map { try names.id(of: $0) })
    var stored: [Span: Set<Int64>] = [:]
    try lists.forEach(repo) { row in
      let (first, ended, tag) = row.inOrder { ($0.integer(), $0.integer(), $0.integer()) }
      stored[Span(firstSeen: first, ended: ended), default: []].insert(tag)
    }
    let standing = stored.filter { $0.key.ended == 0 }.reduce(into: Set()) {
      $0.formUnion($1.value)
    }
    guard said != standing else { return false }
    var kept = stored
    for (span, tags) in stored {
      if span.ended == 0 {
        let gone = tags.subtracting(said)
        kept[span]?.subtract(gone)
        kept[Span(firstSeen: span.firstSeen, ended: harvest), default: []].formUnion(gone)
      } else if span.firstSeen == harvest {
        // What ended in the harvest that it began with stands again.
        kept[span]?.subtract(said)
      }
    }
    kept[Span(firstSeen: harvest), default: []].formUnion(said.subtracting(standing))
    for (span, tags) in kept where tags != stored[span] ?? [] {
      guard !tags.isEmpty else {
        try remove.run(repo, span.firstSeen, span.ended)
        continue
      }
      numbers = tags.sorted()
      try putNumbers(of: repo, span)
    }
    return true
  }

  func forget() { names.forget() }

  /// Writes the numbers, which ascend, as the list of a span.
  private func putNumbers(of repo: Int64, _ span: Span) throws {
    text.removeAll(keepingCapacity: true)
    var last: Int64?
    for number in numbers where number != last {
      text.append(UInt8(ascii: last == nil ? "[" : ","))
      text += String(number).utf8
      last = number
    }
    text.append(UInt8(ascii: "]"))
    try put.bind(repo, at: 1)
    try put.bind(span.firstSeen, at: 2)
    try put.bind(span.ended, at: 3)
    try put.bind(String(decoding: text, as: UTF8.self), at: 4)
    try put.runBound()
  }
}
