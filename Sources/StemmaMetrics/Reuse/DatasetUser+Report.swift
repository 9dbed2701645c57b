package import StemmaLink
package import StemmaCore

extension DatasetUser {
  /// The members of a model's JSON: the model, and all that a number counts it for.
  static let members = [
    "id", "created_at", "own", "relation", "owner", "trained", "copied", "sources",
  ]

  /// What ``members`` hold.
  var values: [JSONValue] {
    [
      .string(id), JSONValue(createdAt), .bool(isOwn), JSONValue(relation), JSONValue(owner),
      .bool(isTrained), .bool(isInherited), .array(sources.map(JSONValue.string)),
    ]
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

  /// Lists all of them, or the first `top`.
  package init(_ users: [DatasetUser], top: Int? = nil) {
    self.users = top.map { Array(users.prefix($0)) } ?? users
  }

  package var json: JSONValue {
    .array(users.map { .object(DatasetUser.members, $0.values) })
  }

  package func writeJSON(to output: OutputBuffer) throws {
    try output.writeList(DatasetUser.members, users.lazy.map(\.values))
  }

  package var table: Table { Table(DatasetUser.headings, rows: users.map(\.row)) }

  package func writeText(to output: OutputBuffer) throws { try writeRows(as: .table, to: output) }

  package func writeRows(as format: TableFormat, to output: OutputBuffer) throws {
    try format.write(DatasetUser.headings, users.lazy.map(\.row), to: output)
  }
}
