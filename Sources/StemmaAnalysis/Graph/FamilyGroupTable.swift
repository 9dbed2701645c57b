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

  private struct Row: Hashable {
    let key: String
    let value: String
    let direct: Int
    let total: Int
  }

  init(_ columns: [GroupColumn], isCounted: [Bool], in connection: Connection) throws {
    self.columns = columns
    self.isCounted = isCounted
    stored = try connection.prepare(
      "SELECT key, value, direct, total FROM family_group WHERE model = ?"
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
    let rows = Set(
      try descendants.isEmpty ? [] : columns.flatMap { try self.rows($0, descendants) }
    )
    let old = Set(
      try stored.rows(model) {
        Row(key: $0.text(0), value: $0.text(1), direct: $0.int(2), total: $0.int(3))
      }
    )
    for row in old.subtracting(rows) { try delete.run(model, row.key, row.total, row.value) }
    for row in rows.subtracting(old) {
      try insert.run(model, row.key, row.value, row.direct, row.total)
    }
  }

  private func rows(_ column: GroupColumn, _ descendants: [Relative]) throws -> [Row] {
    var direct: [Int32: Int] = [:]
    var all: [Int32: Int] = [:]
    for relative in descendants where isCounted[Int(relative.node)] {
      let code = column.codes[Int(relative.node)]
      all[code, default: 0] += 1
      if relative.distance == 1 { direct[code, default: 0] += 1 }
    }
    var tally = BreakdownTally(by: column.key)
    for (code, count) in all {
      let text = code < 0 ? nil : try column.text(code)
      tally.add(text, direct: direct[code] ?? 0, all: count)
    }
    return tally.groups.map {
      Row(key: column.key.rawValue, value: $0.value ?? "", direct: $0.direct, total: $0.all)
    }
  }
}
