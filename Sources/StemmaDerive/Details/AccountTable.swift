import StemmaCore
import StemmaHub
import StemmaStore

/// Whoever acts in the details of repositories, as little of them as is needed.
final class AccountTable {
  private let connection: Connection
  private let find: Statement
  private let insert: Statement
  private let setKind: Statement
  private let setOverview: Statement
  private let setAsked: Statement

  init(_ connection: Connection) throws {
    self.connection = connection
    find = try connection.prepare("SELECT id, kind FROM account WHERE name = ?")
    insert = try connection.prepare(
      "INSERT INTO account (name, kind, is_bot, first_seen) VALUES (?, ?, ?, ?)"
    )
    setKind = try connection.prepare("UPDATE account SET kind = ?2 WHERE id = ?1")
    setOverview = try connection.prepare(
      """
      UPDATE account
      SET kind = ?2, hub_id = ?3, created_at = ?4, follower_count = ?5, member_count = ?6
      WHERE id = ?1
        AND (kind, hub_id, created_at, follower_count, member_count) IS NOT (?2, ?3, ?4, ?5, ?6)
      """
    )
    setAsked = try connection.prepare("UPDATE account SET asked_in = ?2 WHERE id = ?1")
  }

  /// The number of an account that a reply names; a new one is inserted.
  func id(of name: String, kind: AccountKind? = nil, harvest: Int64) throws -> Int64 {
    let found = try find.first(name) { $0.inOrder { (id: $0.integer(), kind: $0.optionalText()) } }
    guard let found else {
      try insert.run(name, kind?.rawValue, BotName.isBot(name), harvest)
      return connection.lastInsertedID
    }
    if let kind, kind.rawValue != found.kind { try setKind.run(found.id, kind.rawValue) }
    return found.id
  }

  /// The number of whoever a reply mentions; nil for a deleted account.
  func id(of mention: AccountMention?, harvest: Int64) throws -> Int64? {
    try mention.map { try id(of: $0.name, kind: $0.kind, harvest: harvest) }
  }

  /// Writes what the Hub tells of the account that was asked for.
  func apply(_ overview: AccountOverview, to name: String, harvest: Int64) throws {
    try setOverview.run(
      id(of: name, harvest: harvest),
      overview.kind.rawValue,
      overview.hubID,
      overview.createdAt.flatMap(Timestamp.utc),
      overview.followerCount,
      overview.memberCount
    )
  }

  /// Notes that the Hub was asked for an account's overview.
  func noteAsked(_ name: String, harvest: Int64) throws {
    try setAsked.run(id(of: name, harvest: harvest), harvest)
  }
}

/// Names of accounts that act by themselves.
enum BotName {
  /// Whether `name` is a bot's: by its ending, as bots on the Hub and on GitHub are named, or by
  /// name.
  ///
  /// Case does not count. A bot under a person's name is not found.
  static func isBot(_ name: String) -> Bool {
    let name = name.lowercased()
    return known.contains(name) || endings.contains(where: name.hasSuffix)
  }

  // `leaderboard-pr-bot`, `librarian-bot`, `bigscience-bot`, `dependabot[bot]`.
  private static let endings = ["-bot", "_bot", "[bot]"]

  private static let known: Set = [
    // Opens the pull requests that add safetensors: s2e-lab/model-evolution lists 8,333 of them.
    "sfconvertbot",
    // Writes the branch `refs/convert/parquet` of datasets.
    "parquet-converter",
    // The Hub itself, as author of the first commit.
    "system",
  ]
}
