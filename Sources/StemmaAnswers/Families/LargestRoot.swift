import StemmaCore
package import StemmaStore

extension Families {
  /// The model with the most descendants among those of `owners`, of equal ones the first by name;
  /// nil when they have no model.
  package static func largestRoot(
    of owners: [String],
    in connection: Connection
  ) throws -> String? {
    let names = owners.map(\.sqlLiteral).joined(separator: ", ")
    return try connection.first(
      """
      SELECT repo.name
      FROM repo
      JOIN owner ON owner.id = repo.owner
      LEFT JOIN family ON family.model = repo.id
      WHERE repo.kind = 'model' AND owner.name IN (\(names))
      ORDER BY coalesce(family.all_total, 0) DESC, repo.name
      LIMIT 1
      """
    ) { $0.text(0) }
  }
}
