public import StemmaCore
package import StemmaGraph
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
  /// - Complexity: O(*k* log *k*) for the *k* repositories of an owner, or of a license, task or library
  ///   that fewer than ``rare`` have, and of a time or a language as much after O(*n*) for a number of each
  ///   of *n* repositories. Else models are read by name until `limit` were found: what is common by itself
  ///   and rare together takes a reading of all names.
  package init(_ question: ModelQuestion, in connection: Connection) throws {
    let account = try question.owner.map { try OwnerAccount($0, in: connection) }
    owners = account?.names ?? []
    let way = try ModelListing(question, of: account, in: connection)
    var found: [ListedModel] = []
    for name in account?.names.map(Optional.some) ?? [nil] {
      found += try way.models(ofOwner: name)
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

  /// Lists a part of an owner's models, by name or the most downloaded first, and counts them all.
  ///
  /// - Throws: `AnswerError` for an owner that the cache does not know, and for what is no date.
  /// - Complexity: O(*k* log *n*) for *k* repositories of the owner among *n*, of which numbers alone are
  ///   held; of those in the part all is read.
  package init(
    _ question: ModelQuestion,
    of owner: String,
    _ part: Range<Int>,
    byDownloads: Bool,
    in connection: Connection
  ) throws {
    let account = try OwnerAccount(owner, in: connection)
    owners = account.names
    let way = try ModelListing(question, of: account, in: connection)
    var known: [ModelListing.Numbered] = []
    var (named, rest) = ([ListedModel](), part)
    for name in account.names {
      let of = try way.numbered(ofOwner: name, account, in: connection)
      known += of
      guard !byDownloads else { continue }
      let here = rest.clamped(to: 0..<of.count)
      if !here.isEmpty { named += try way.models(ofOwner: name, here) }
      rest = max(0, rest.lowerBound - of.count)..<max(0, rest.upperBound - of.count)
    }
    total = known.count
    guard byDownloads else {
      models = named
      return
    }
    let (most, reader) = (try MostDownloaded(in: connection), try ListedModels(in: connection))
    let (ids, downloads) = (known.map(\.id), known.map(\.downloads))
    let before = try Set(most.first(part.lowerBound, of: ids, downloads))
    models = try most.first(part.upperBound, of: ids, downloads)
      .filter { !before.contains($0) }.compactMap { try reader.model(ids[Int($0)]) }
      .sorted { ($1.downloads ?? -1, $0.id) < ($0.downloads ?? -1, $1.id) }
  }

  /// From how many models on a trait is common: some are met soon, wherever one reads.
  package static let rare = 20_000
}

/// The way to the models that a question means.
package struct ModelListing {
  /// SQL for the models, whose first value is the owner's name where one is asked about.
  package let sql: String
  private let query: Statement
  /// What holds of the models, apart from whose they are.
  private let conditions: [String]
  private let values: [any SQLBindable]
  private let hasOwner: Bool

  package init(
    _ question: ModelQuestion,
    of account: OwnerAccount?,
    in connection: Connection
  ) throws {
    hasOwner = account != nil
    let leftOut = try question.leftOutOwners
      .flatMap { try OwnerAccount($0, in: connection).ids }.sorted().map(String.init)
    let traits = [
      Trait(index: "repo_task", column: "pipeline_tag", value: question.task),
      Trait(index: "repo_license", column: "license", value: question.license),
      Trait(index: "repo_library", column: "library", value: question.library),
    ].filter { $0.value != nil }
    var conditions = ["repo.kind = 'model'", "repo.gone_since IS NULL"]
    var values: [any SQLBindable] = []
    // The owner's name comes first, and is bound when the models are read.
    func require(_ value: any SQLBindable, _ condition: (String) -> String) {
      values.append(value)
      conditions.append(condition("?\(values.count + 1)"))
    }
    for trait in traits { require(trait.value) { "repo.\(trait.column) = \($0) COLLATE NOCASE" } }
    if let language = question.language {
      require(language) {
        "instr(',' || lower(repo.languages) || ',', ',' || lower(\($0)) || ',') > 0"
      }
    }
    if let since = question.since {
      require(try Self.time(of: since)) { "repo.created_at >= \($0)" }
    }
    if let until = question.until {
      require(try Self.time(of: until, nextDay: true)) { "repo.created_at < \($0)" }
    }
    if !leftOut.isEmpty {
      let list = leftOut.joined(separator: ", ")
      conditions.append("(repo.owner IS NULL OR repo.owner NOT IN (\(list)))")
    }
    let rare = try hasOwner ? nil : traits.first { try $0.isRare(in: connection) }
    let few = try hasOwner || rare != nil ? nil : Self.few(question, in: connection)
    if let few {
      values.append("[" + few.map(String.init).joined(separator: ",") + "]")
    }
    let source =
      few == nil
      ? "repo INDEXED BY \(rare?.index ?? "repo_name")"
      : "json_each(?\(values.count + 1)) AS chosen CROSS JOIN repo ON repo.id = chosen.value"
    self.conditions = conditions
    if hasOwner { conditions.append("repo.name >= ?1 || '/' AND repo.name < ?1 || '0'") }
    let limit = question.limit.map { min($0, .max - 1) + 1 }
    sql = """
      SELECT \(ListedModel.columns)
      FROM \(source)
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE \(conditions.joined(separator: "\n  AND "))
      ORDER BY repo.name
      \(hasOwner ? "LIMIT ?\(values.count + 2) OFFSET ?\(values.count + 3)" : "LIMIT \(limit ?? -1)")
      """
    self.values = values
    query = try connection.prepare(sql)
  }

  /// Those of an owner come as far as they are in `part`.
  fileprivate func models(
    ofOwner name: String?,
    _ part: Range<Int> = 0..<Int.max
  ) throws -> [ListedModel] {
    if hasOwner {
      try query.start([name] + values + [Int64(part.count), Int64(part.lowerBound)])
    } else {
      // Where nothing else is asked about, there is nothing to bind.
      try query.start(values.isEmpty ? [] : [name] + values)
    }
    return try query.remainingRows { $0.inOrder { ListedModel(&$0) } }
  }

  /// A model by its number in the cache, with its downloads or -1.
  fileprivate typealias Numbered = (id: Int64, downloads: Int64)

  /// Those under one name of their owner, in the order of the table.
  fileprivate func numbered(
    ofOwner name: String,
    _ account: OwnerAccount,
    in connection: Connection
  ) throws -> [Numbered] {
    let numbers = try connection.prepare(
      """
      SELECT repo.id, coalesce(repo.downloads, -1)
      FROM repo
      WHERE \(account.isOwner) AND +repo.name >= ?1 || '/' AND +repo.name < ?1 || '0'
        AND \(conditions.joined(separator: "\n  AND "))
      """
    )
    try numbers.start([name] + values)
    return try numbers.remainingRows { $0.inOrder { ($0.integer(), $0.integer()) } }
  }

  /// The models of a time or a language of which there are few; nil where there are many, or where neither
  /// was asked for.
  private static func few(
    _ question: ModelQuestion,
    in connection: Connection
  ) throws -> [Int64]? {
    var scope = FamilyScope()
    (scope.since, scope.until) = (question.since, question.until)
    let days = try scope.days()
    guard days != nil || question.language != nil else { return nil }
    return try RepositoryMarks(in: connection)?.listedModels(
      madeIn: days,
      naming: question.language,
      below: ModelList.rare
    )
  }

  /// Something that a card states, and the index of those that state it.
  private struct Trait {
    let index, column: String
    let value: String?

    func isRare(in connection: Connection) throws -> Bool {
      guard try connection.hasIndex(index) else { return false }
      let count = try connection.first(
        """
        SELECT count(*)
        FROM (
          SELECT 1 FROM repo INDEXED BY \(index)
          WHERE \(column) = ? COLLATE NOCASE
          LIMIT \(ModelList.rare))
        """,
        value
      ) { $0.int(0) }
      return count ?? 0 < ModelList.rare
    }
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
