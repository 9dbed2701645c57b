import StemmaCache
import StemmaLineage

/// The rows of `family_group`: the breakdowns of large families, which would take long to count
/// when they are asked for.
struct FamilyGroupTable {
  private let columns: [GroupColumn]
  private let isCounted: [Bool]
  private let stored: Statement
  private let insert: Statement
  private let delete: Statement

  init(_ columns: [GroupColumn], isCounted: [Bool], in connection: Connection) throws {
    self.columns = columns
    self.isCounted = isCounted
    stored = try connection.prepare(
      "SELECT value, direct, total FROM family_group WHERE model = ? AND key = ?"
    )
    insert = try connection.prepare(
      "INSERT INTO family_group (model, key, value, direct, total) VALUES (?, ?, ?, ?, ?)"
    )
    delete = try connection.prepare(
      "DELETE FROM family_group WHERE model = ? AND key = ? AND total = ? AND value = ?"
    )
  }

  /// The groups of a family by one key; none where the family is too small to be held here.
  ///
  /// - Complexity: O(*g*) for *g* groups, which stand side by side in their order.
  static func groups(
    of model: Int64,
    by key: Breakdown.Key,
    in connection: Connection
  ) throws -> [Breakdown.Group] {
    try connection.rows(
      """
      SELECT value, direct, total
      FROM family_group
      WHERE model = ? AND key = ?
      ORDER BY \(key == .month ? "value" : "total DESC, value")
      """,
      model,
      key.rawValue
    ) { row in
      let value = row.text(0)
      return Breakdown.Group(
        value: value.isEmpty ? nil : value,
        direct: row.int(1),
        all: row.int(2)
      )
    }
  }

  /// Makes the rows of a family those of its descendants; only rows that differ are written.
  ///
  /// - Complexity: O(*d* + *g* log *g*) for *d* descendants in *g* groups.
  func replace(under model: Int64, descendants: [Relative]) throws {
    for column in columns {
      let key = column.key.rawValue
      var sizes = try column.tally(of: descendants, isCounted: isCounted).sizes
      let old = try stored.rows(model, key) {
        (value: $0.text(0), size: BreakdownTally.Size(direct: $0.int(1), all: $0.int(2)))
      }
      for (value, size) in old {
        let place: String? = value.isEmpty ? nil : value
        if sizes[place] == size {
          sizes[place] = nil
        } else {
          try delete.run(model, key, size.all, value)
        }
      }
      for (value, size) in sizes {
        try insert.run(model, key, value ?? "", size.direct, size.all)
      }
    }
  }
}
