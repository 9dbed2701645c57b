package import StemmaAnalysis
package import StemmaRecords

extension Breakdown: LongReport {
  package var head: [JSONValue.Member] {
    let head: JSONValue = ["model": .string(model), "by": .string(key.rawValue)]
    return head.adding(inferred: inferred).object ?? []
  }

  package static let listName = "groups"
  package var list: [Group] { groups }

  package static func json(of group: Group) -> JSONValue {
    .object([
      .init("value", JSONValue(group.value)), .init("direct", .count(group.direct)),
      .init("all", .count(group.all)),
    ])
  }

  package func writeText(to output: OutputBuffer) throws {
    try table.write(as: .table, to: output)
  }

  package var table: Table {
    Table(
      [key.rawValue, "direct", "all"],
      rows: groups.map { [Table.Cell($0.value), Table.Cell($0.direct), Table.Cell($0.all)] }
    )
  }
}
