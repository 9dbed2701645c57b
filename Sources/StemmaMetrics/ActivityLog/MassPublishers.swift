import StemmaStore

/// Owners of very many models of the cache; those who made what is asked about are none.
struct MassPublishers {
  /// Their names.
  let names: Set<String>
  private let connection: Connection

  /// Finds them among `candidates`.
  ///
  /// - Complexity: O(*c* (500 + log *n*)) for *c* candidates among *n* repositories.
  init(
    among candidates: Set<String>,
    apartFrom subject: MetricSubject,
    in connection: Connection
  ) throws {
    self.connection = connection
    let own = try subject.owners(in: connection)
    // The sign after the slash ends the names that begin with an owner and a slash.
    let count = try connection.prepare(
      """
      SELECT count(*)
      FROM (
        SELECT 1 FROM repo
        WHERE name >= ?1 || '/' AND name < ?1 || '0' AND kind = 'model' AND repo.gone_since IS NULL
        LIMIT \(ActivityFilter.massPublisherModels))
      """
    )
    names = try candidates.filter { name in
      guard !own.contains(name.lowercased()) else { return false }
      return try count.first(name) { $0.int(0) } == ActivityFilter.massPublisherModels
    }
  }

  /// Whether an owner is one of them.
  func contains(_ owner: String?) -> Bool { owner.map(names.contains) ?? false }

  /// Their numbers, with commas between.
  func list() throws -> String {
    try names.sorted().flatMap { name in
      try connection.rows("SELECT id FROM owner WHERE name = ?", name) { String($0.integer(0)) }
    }.joined(separator: ", ")
  }
}
