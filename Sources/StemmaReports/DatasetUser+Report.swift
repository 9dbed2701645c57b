package import StemmaAnalysis
package import StemmaRecords

extension DatasetUser {
  /// The model with all that its number counts it for.
  package var json: JSONValue {
    [
      "id": .string(id), "created_at": JSONValue(createdAt), "own": .bool(isOwn),
      "relation": JSONValue(relation), "owner": JSONValue(owner), "trained": .bool(isTrained),
      "copied": .bool(isInherited), "sources": .array(sources.map(JSONValue.string)),
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

  package init(_ users: [DatasetUser]) { self.users = users }

  package var json: JSONValue { .array(users.map(\.json)) }

  package var table: Table { Table(DatasetUser.headings, rows: users.map(\.row)) }
}
