package import StemmaAnalysis
package import StemmaRecords

extension DatasetUser {
  /// The model with all that its number counts it for.
  package var json: JSONValue {
    // Written out: there are thousands of them, and a literal would make each list twice.
    .object([
      .init("id", .string(id)), .init("created_at", JSONValue(createdAt)),
      .init("own", .bool(isOwn)), .init("relation", JSONValue(relation)),
      .init("owner", JSONValue(owner)), .init("trained", .bool(isTrained)),
      .init("copied", .bool(isInherited)),
      .init("sources", .array(sources.map(JSONValue.string))),
    ])
  }

  static let headings = [
    "model", "created_at", "owner", "own", "relation", "trained", "copied", "sources",
  ]

  var row: [Table.Cell] {
    [
      .text(id), Table.Cell(createdAt), Table.Cell(owner), Table.Cell(isOwn ? "own" : nil),
      Table.Cell(relation), Table.Cell(isTrained ? "trained" : nil),
      Table.Cell(isInherited ? "copied" : nil), .text(sources.joined(separator: ",")),
    ]
  }
}

/// The models that one number of a reuse answer counts.
package struct DatasetUserList: Report {
  private let users: [DatasetUser]

  package init(_ users: [DatasetUser]) { self.users = users }

  package var json: JSONValue { .array(users.map(\.json)) }

  package func writeJSON(to output: OutputBuffer) throws {
    try output.writeJSON(users.lazy.map(\.json))
  }

  package var table: Table { Table(DatasetUser.headings, rows: users.map(\.row)) }

  package func writeText(to output: OutputBuffer) throws { try writeRows(as: .table, to: output) }

  package func writeRows(as format: TableFormat, to output: OutputBuffer) throws {
    try format.write(DatasetUser.headings, users.lazy.map(\.row), to: output)
  }
}
