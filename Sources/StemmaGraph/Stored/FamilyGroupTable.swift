package import StemmaStore

/// The rows of `family_group`: the breakdowns of large families, which would take long to count
/// when they are asked for.
package struct FamilyGroupTable {
  private let columns: [GroupColumn]
  private let stored: Statement
  private let insert: Statement
  private let delete: Statement

  init(_ columns: [GroupColumn], in connection: Connection) throws {
    self.columns = columns
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

  /// The groups of a family by one key, in no order; none where the family is too small to be held
  /// here.
  ///
  /// - Complexity: O(*g*) for *g* groups, which stand side by side.
  package static func groups(
    of model: Int64,
    by key: GroupKey,
    in connection: Connection
  ) throws -> [FamilyGroup] {
    try connection.rows(
      "SELECT value, direct, total FROM family_group WHERE model = ? AND key = ?",
      model,
      key.rawValue
    ) { row in
      let value = row.text("value")
      return FamilyGroup(
        value: value.isEmpty ? nil : value,
        direct: row.int("direct"),
        all: row.int("total")
      )
    }
  }

  /// Makes the rows of a family those of its descendants; only rows that differ are written.
  ///
  /// - Complexity: O(*d* + *g* log *g*) for *d* descendants in *g* groups.
  func replace(under model: Int64, descendants: [Relative]) throws {
    for column in columns {
      let key = column.key.rawValue
      // By bytes, as the table compares them: two names may be one text to Unicode.
      var missing: [[UInt8]: FamilyGroup] = [:]
      for group in try column.groups(of: descendants) {
        missing[Array((group.value ?? "").utf8)] = group
      }
      let old = try stored.rows(model, key) { row in
        row.inOrder { (value: $0.text(), direct: $0.int(), all: $0.int()) }
      }
      for old in old {
        let bytes = Array(old.value.utf8)
        if let group = missing[bytes], (group.direct, group.all) == (old.direct, old.all) {
          missing[bytes] = nil
        } else {
          try delete.run(model, key, old.all, old.value)
        }
      }
      for group in missing.values {
        try insert.run(model, key, group.value ?? "", group.direct, group.all)
      }
    }
  }
}
