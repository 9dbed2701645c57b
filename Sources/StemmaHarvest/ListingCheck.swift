public import StemmaCore
import StemmaDerive
import StemmaHub
import StemmaStore

/// The place of a row in a listing by creation.
struct ListingKey: Sendable {
  let hubID: String
  let createdAt: String

  init(_ facts: RepoFacts) {
    hubID = facts.hubID
    createdAt = facts.text(.createdAt) ?? ""
  }

  /// Whether a row may stand somewhere behind another one: another repository, and not of the wrong
  /// side of its time.
  func follows(_ other: ListingKey, isAscending: Bool) -> Bool {
    guard hubID != other.hubID else { return false }
    guard !createdAt.isEmpty, !other.createdAt.isEmpty else { return true }
    return isAscending
      ? createdAt >= other.createdAt || hubID > other.hubID : createdAt <= other.createdAt
  }

  /// Whether rows that should be the oldest are shown newest first.
  static func areTurnedRound(_ facts: [RepoFacts]) -> Bool {
    let keys = facts.lazy.map(ListingKey.init)
    let pairs = zip(keys, keys.dropFirst())
    return pairs.contains { !$1.follows($0, isAscending: true) }
      && pairs.allSatisfy { $1.follows($0, isAscending: false) }
  }
}

extension Finding.Code {
  /// A row of a complete listing at a place where it should not be: the order of the listing is not
  /// stable, and others may be missing.
  static let listingOrder = Finding.Code(rawValue: "listing-order")
}

/// What can be known of whether a listing of everything is whole.
///
/// The Hub tells no total. What can be looked at is whether the walk came to the end of its links,
/// whether rows came twice or out of order, which are the oldest and the newest, and how many there
/// were before.
public struct ListingCheck: Sendable, Hashable {
  /// What was listed.
  public let kind: RepoKind
  /// Rows of all its pages.
  public let rows: Int
  /// Replies with rows.
  public let pages: Int
  /// Repositories of the kind that the harvest met, each once.
  public let distinct: Int
  /// Whether the oldest came first, so that what was created meanwhile is there as well.
  public let isOldestFirst: Bool
  /// When the oldest of them was created; nil where there are none.
  public let oldest: String?
  /// When the newest of them was created; nil where there are none.
  public let newest: String?
  /// What speaks against its being whole, a clause each; empty when nothing does.
  public let doubts: [String]

  /// Looks at the listings of everything of a harvest.
  static func all(of harvest: Int64, in connection: Connection) throws -> [ListingCheck] {
    let walks = try connection.rows(
      """
      SELECT step.kind, step.row_count, step.page_count, step.url, step.state, step.reason,
        harvest.endpoint, harvest.started_at
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.harvest = ? AND step.purpose IN ('listing', 'census') AND step.page_count > 0
      ORDER BY step.id
      """,
      harvest,
      body: Walk.init
    )
    return try walks.compactMap { try ListingCheck($0, of: harvest, in: connection) }
  }

  private struct Walk {
    let kind: String
    let rows: Int
    let pages: Int
    let url: String
    let state: String
    let reason: String?
    let endpoint: String
    let startedAt: String

    init(_ row: Statement) {
      kind = row.text("kind")
      rows = row.int("row_count")
      pages = row.int("page_count")
      url = row.text("url")
      state = row.text("state")
      reason = row.optionalText("reason")
      endpoint = row.text("endpoint")
      startedAt = row.text("started_at")
    }

    var isOldestFirst: Bool { HubAddress.isAscending(url) }
  }

  private init?(_ walk: Walk, of harvest: Int64, in connection: Connection) throws {
    guard let kind = RepoKind(rawValue: walk.kind) else { return nil }
    self.kind = kind
    (rows, pages, isOldestFirst) = (walk.rows, walk.pages, walk.isOldestFirst)
    let met = try connection.first(
      """
      SELECT count(*), min(repo.created_at), max(repo.created_at)
      FROM repo
      LEFT JOIN sighting ON sighting.repo = repo.id
      WHERE repo.kind = ?2 AND coalesce(sighting.harvest, repo.first_seen) >= ?1
      """,
      harvest,
      walk.kind
    ) { $0.inOrder { ($0.int(), $0.optionalText(), $0.optionalText()) } }
    (distinct, oldest, newest) = met ?? (0, nil, nil)
    var doubts: [String] = []
    if walk.state != Step.State.done.rawValue {
      doubts.append("it did not come to its end" + (walk.reason.map { ": \($0)" } ?? ""))
    }
    if rows == 0, walk.state == Step.State.done.rawValue { doubts.append("it has no row") }
    if rows > distinct { doubts.append("\((rows - distinct).counted("row")) came twice") }
    doubts += try Self.doubts(in: harvest, connection)
    if let fewer = try Self.decline(of: walk, harvest, in: connection) { doubts.append(fewer) }
    if kind == .model, walk.endpoint == Endpoint.production.base {
      doubts += Self.doubts(oldest: oldest, newest: newest, walk)
    }
    self.doubts = doubts
  }

  private static func doubts(in harvest: Int64, _ connection: Connection) throws -> [String] {
    func count(_ code: Finding.Code) throws -> Int {
      try connection.count(
        "SELECT count(*) FROM finding WHERE harvest = ? AND code = ?",
        harvest,
        code.rawValue
      )
    }
    let (unordered, unread) = (try count(.listingOrder), try count(.brokenRecord))
    return (unordered > 0 ? ["\(unordered.counted("row")) came out of order"] : [])
      + (unread > 0 ? ["\(unread.counted("record")) could not be read"] : [])
  }

  /// What a listing lacks that came to its end and is much shorter than the one before it.
  private static func decline(
    of walk: Walk,
    _ harvest: Int64,
    in connection: Connection
  ) throws -> String? {
    let before = try connection.first(
      """
      SELECT step.row_count
      FROM step
      JOIN harvest ON harvest.id = step.harvest
      WHERE step.kind = ? AND step.purpose IN ('listing', 'census') AND step.state = 'done'
        AND harvest.endpoint = ? AND step.harvest < ?
      ORDER BY step.harvest DESC
      LIMIT 1
      """,
      walk.kind,
      walk.endpoint,
      harvest
    ) { $0.int(0) }
    guard walk.state == Step.State.done.rawValue, let before, walk.rows * 20 < before * 19 else {
      return nil
    }
    return "the complete listing before it had \(before.counted("row"))"
  }

  /// When the oldest models of the Hub were made, as it shows them.
  private static let floor = "2022-03-02"

  private static func doubts(oldest: String?, newest: String?, _ walk: Walk) -> [String] {
    var doubts: [String] = []
    if let oldest, !oldest.hasPrefix(floor) {
      doubts.append("the oldest is of \(oldest.prefix(10)), not of \(floor)")
    }
    if let newest, let made = Timestamp.secondsSince1970(in: newest),
      let began = Timestamp.secondsSince1970(in: walk.startedAt), made < began - 86_400
    {
      doubts.append("the newest is of \(newest.prefix(10)), a day and more before the harvest")
    }
    return doubts
  }

  /// The check in one line for people.
  public var sentence: String {
    let order = isOldestFirst ? "oldest first" : "newest first, without what was created meanwhile"
    let days = [oldest, newest].compactMap { $0.map { String($0.prefix(10)) } }
    let span = days.isEmpty ? "" : ", created \(days.joined(separator: " to "))"
    let counts = "\(rows.counted("row")) in \(pages.counted("page")), \(distinct) distinct"
    let head = "Listing of \(kind.apiSegment): \(counts), \(order)\(span)"
    return doubts.isEmpty
      ? head + ". Nothing speaks against its being complete."
      : head + ". It may not be complete: \(doubts.joined(separator: "; "))."
  }
}
