package import StemmaAnalysis
package import StemmaRecords

extension Breakdown: LongReport {
  package var head: [JSONValue.Member] {
    let head: JSONValue = ["model": .string(model), "by": .string(key.rawValue)]
    return head.adding(inferred: inferred).object ?? []
  }

  package static let listName = "groups"
  package var list: [Group] { groups }

  package static let members = ["value", "direct", "all"]

  package static func values(of group: Group) -> [JSONValue] {
    [JSONValue(group.value), .count(group.direct), .count(group.all)]
  }

  package var headings: [String] { [key.rawValue, "direct", "all"] }

  package static func row(of group: Group) -> [Table.Cell] {
    [Table.Cell(group.value), Table.Cell(group.direct), Table.Cell(group.all)]
  }

  package func writeText(to output: OutputBuffer) throws {
    try writeRows(as: .table, to: output)
  }
}
