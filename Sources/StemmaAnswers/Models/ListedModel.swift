import StemmaCore
package import StemmaStore

/// What lists of models say of each.
public struct ListedModel: Sendable, Hashable {
  /// Its name at the moment asked for.
  public var id: String
  /// Its owner; nil for old models without one.
  public var owner: String?
  /// The license, the languages, the library and the task that its card states; nil without.
  public var license, languages, library, task: String?
  /// Its size; nil when unknown.
  public var parameters: Int64?
  /// Downloads of the last 30 days, and likes; nil when unknown.
  public var downloads, likes: Int64?
  /// When it was made and changed; nil when the Hub does not say.
  public var createdAt, lastModified: String?

  /// Makes one from its parts, without a cache.
  public init(
    id: String,
    owner: String? = nil,
    license: String? = nil,
    languages: String? = nil,
    library: String? = nil,
    task: String? = nil,
    parameters: Int64? = nil,
    downloads: Int64? = nil,
    likes: Int64? = nil,
    createdAt: String? = nil,
    lastModified: String? = nil
  ) {
    self.id = id
    self.owner = owner
    self.license = license
    self.languages = languages
    self.library = library
    self.task = task
    self.parameters = parameters
    self.downloads = downloads
    self.likes = likes
    self.createdAt = createdAt
    self.lastModified = lastModified
  }
}

extension ListedModel {
  /// SQL for the columns, of `repo` and `owner`, in the order in which they are read.
  package static let columns = """
    repo.name, owner.name, nullif(repo.license, ''), nullif(repo.languages, ''), repo.library,
      repo.pipeline_tag, repo.parameters, repo.downloads, repo.likes, repo.created_at,
      repo.last_modified
    """

  package init(_ row: inout RowReader) {
    id = row.text()
    owner = row.optionalText()
    license = row.optionalText()
    languages = row.optionalText()
    library = row.optionalText()
    task = row.optionalText()
    parameters = row.optionalInteger()
    downloads = row.optionalInteger()
    likes = row.optionalInteger()
    createdAt = row.optionalText()
    lastModified = row.optionalText()
  }

  /// The names of its members in JSON and of its columns, but for its id.
  static let members = [
    "owner", "license", "languages", "library", "task", "parameters", "downloads", "likes",
    "created_at", "last_modified",
  ]

  /// The values of ``members``.
  var values: [JSONValue] {
    [owner, license, languages, library, task].map { JSONValue($0) }
      + [parameters, downloads, likes].map { $0.map(JSONValue.integer) ?? .null }
      + [createdAt, lastModified].map { JSONValue($0) }
  }

  /// The cells of ``members``.
  var cells: [Table.Cell] {
    [owner, license, languages, library, task].map { Table.Cell($0) }
      + [parameters, downloads, likes].map { Table.Cell($0) }
      + [createdAt, lastModified].map { Table.Cell($0) }
  }
}

/// Reads the facts of models by their numbers.
struct ListedModels {
  private let query: Statement

  init(in connection: Connection) throws {
    query = try connection.prepare(
      """
      SELECT \(ListedModel.columns)
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE repo.id = ?
      """
    )
  }

  /// Nil for one that the cache does not know.
  func model(_ id: Int64) throws -> ListedModel? {
    try query.first(id) { $0.inOrder { ListedModel(&$0) } }
  }
}
