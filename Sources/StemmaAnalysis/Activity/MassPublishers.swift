import StemmaCache

/// Owners of very many models of the cache; those who made what is asked about are none.
struct MassPublishers {
  /// Their names.
  let names: Set<String?>
  /// Their numbers, with commas between.
  let list: String

  /// - Complexity: O(*n*) for *n* repositories.
  init(_ subject: MetricSubject, at moment: Moment, in connection: Connection) throws {
    let own = try subject.owners(in: connection)
    let found = try connection.rows(
      """
      SELECT owner.id, owner.name
      FROM repo
      JOIN owner ON owner.id = repo.owner
      WHERE repo.kind = 'model' AND \(moment.isListed)
      GROUP BY owner.id
      HAVING count(*) >= \(ActivityFilter.massPublisherModels)
      ORDER BY owner.id
      """
    ) { (id: $0.integer(0), name: $0.text(1)) }
    let others = found.filter { !own.contains($0.name.lowercased()) }
    names = Set(others.map(\.name))
    list = others.map { String($0.id) }.joined(separator: ", ")
  }
}
