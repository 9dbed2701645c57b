public import StemmaCore
import StemmaGraph
import StemmaMetrics
package import StemmaStore

/// Which models are listed.
public struct ModelQuestion: Sendable, Hashable {
  /// Their owner, by any of its names; nil for all.
  public var owner: String?
  /// Owners, by any of their names, whose models are left out.
  public var leftOutOwners: [String] = []
  /// The task, the license, the library and a language that their cards state, in any letter case; nil
  /// for any.
  public var task, license, library, language: String?
  /// The first and the last day of creation, such as `2024-06-01`; nil for all.
  public var since, until: String?
  /// How many are listed: the most downloaded ones of an owner, else the first by name.
  public var limit: Int?

  /// Lists models of every kind.
  public init() {}
}

/// Models of the cache that the Hub lists.
public struct ModelList: Sendable, Hashable {
  /// The models: by name, or the most downloaded first where only some of an owner's were asked for.
  public let models: [ListedModel]
  /// All names of the owner asked about; empty where none was.
  public let owners: [String]
  /// How many there are; nil where the list ended at the limit before all were seen.
  public let total: Int?

  /// Makes one from its parts, without a cache.
  public init(models: [ListedModel] = [], owners: [String] = [], total: Int? = nil) {
    (self.models, self.owners, self.total) = (models, owners, total)
  }

  /// - Throws: `AnswerError` for an owner that the cache does not know, and for what is no date.
  /// - Complexity: O(*k* log *k*) for the *k* repositories of an owner. Without an owner models are
  ///   read by name until `limit` were found: what is rare takes a reading of all names.
  package init(_ question: ModelQuestion, in connection: Connection) throws {
    let account = try question.owner.map { try OwnerAccount($0, in: connection) }
    owners = account?.names ?? []
    let leftOut = try question.leftOutOwners
      .flatMap { try OwnerAccount($0, in: connection).ids }.sorted().map(String.init)
    let since = try question.since.map { try Self.time(of: $0) }
    let until = try question.until.map { try Self.time(of: $0, nextDay: true) }
    let query = try connection.prepare(
      """
      SELECT \(ListedModel.columns)
      FROM repo INDEXED BY repo_name
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE \(account == nil ? "?1 IS NULL" : "repo.name >= ?1 || '/' AND repo.name < ?1 || '0'")
        AND repo.kind = 'model' AND repo.gone_since IS NULL
        AND (?2 IS NULL OR repo.pipeline_tag = ?2 COLLATE NOCASE)
        AND (?3 IS NULL OR repo.license = ?3 COLLATE NOCASE)
        AND (?4 IS NULL OR repo.library = ?4 COLLATE NOCASE)
        AND (?5 IS NULL OR instr(',' || lower(repo.languages) || ',', ',' || lower(?5) || ',') > 0)
        AND (?6 IS NULL OR repo.created_at >= ?6) AND (?7 IS NULL OR repo.created_at < ?7)
        AND (repo.owner IS NULL OR repo.owner NOT IN (\(leftOut.joined(separator: ", "))))
      ORDER BY repo.name
      LIMIT \(account == nil ? question.limit.map { min($0, .max - 1) + 1 } ?? -1 : -1)
      """
    )
    var found: [ListedModel] = []
    for name in account.map({ $0.names.map(Optional.some) }) ?? [nil] {
      found += try query.rows(
        name,
        question.task,
        question.license,
        question.library,
        question.language,
        since,
        until
      ) { $0.inOrder { ListedModel(&$0) } }
    }
    guard let limit = question.limit, found.count > limit else {
      (models, total) = (found, found.count)
      return
    }
    if account != nil {
      total = found.count
      found.sort { ($1.downloads ?? -1, $0.id) < ($0.downloads ?? -1, $1.id) }
    } else {
      total = nil
    }
    models = Array(found.prefix(limit))
  }

  /// The moment at which a day begins, or the next one.
  private static func time(of day: String, nextDay: Bool = false) throws -> String {
    guard let seconds = Timestamp.secondsSince1970(in: day) else {
      throw AnswerError(.misuse, "\(day) is not a date. Write it as 2024-06-01.")
    }
    return Timestamp.text(secondsSince1970: seconds + (nextDay ? 86_400 : 0))
  }
}

extension ModelList: LongReport {
  /// The members of the JSON before the list.
  public var head: [JSONValue.Member] {
    [
      .init("owners", .array(owners.map(JSONValue.string))),
      .init("total", total.map { .count($0) } ?? .null),
    ]
  }

  /// The name of the member that holds the list.
  public static let listName = "models"
  /// What is listed.
  public var list: [ListedModel] { models }
  /// The names of the members that each element has.
  public static let members = ["id"] + ListedModel.members

  /// The values of an element's members.
  public static func values(of model: ListedModel) -> [JSONValue] {
    [.string(model.id)] + model.values
  }

  /// The names of the columns.
  public var headings: [String] { Self.members }

  /// An element as a row.
  public static func row(of model: ListedModel) -> [Table.Cell] { [.text(model.id)] + model.cells }

  /// Writes ``text``.
  public func writeText(to output: OutputBuffer) throws {
    try writeRows(as: .table, to: output)
    switch total {
    case nil: try output.write("There are more: raise --top.\n")
    case let total? where total > models.count:
      try output.write("\(total - models.count) more, which were downloaded less.\n")
    default: break
    }
  }
}
