/// An answer that ends in a list of thousands, of which one element at a time is made into JSON or
/// a row.
package protocol LongReport: Report {
  associatedtype Element
  /// The members before the list.
  var head: [JSONValue.Member] { get }
  /// The name of the member that holds the list.
  static var listName: String { get }
  var list: [Element] { get }
  /// What ``values(of:)`` gives.
  static var members: [String] { get }
  static func values(of element: Element) -> [JSONValue]
  /// What ``row(of:)`` gives.
  var headings: [String] { get }
  static func row(of element: Element) -> [Table.Cell]
}

extension LongReport {
  package var json: JSONValue {
    let objects = list.map { JSONValue.object(Self.members, Self.values(of: $0)) }
    return .object(head + [.init(Self.listName, .array(objects))])
  }

  package var table: Table { Table(headings, rows: list.map(Self.row)) }

  package func writeRows(as format: TableFormat, to output: OutputBuffer) throws {
    try format.write(headings, list.lazy.map(Self.row), to: output)
  }

  package func writeJSON(to output: OutputBuffer) throws {
    try output.write("{")
    for member in head {
      try output.write(JSONValue.string(member.key).inertText + ":")
      try member.value.writeInert(to: output)
      try output.write(",")
    }
    try output.write(JSONValue.string(Self.listName).inertText + ":")
    try output.writeList(Self.members, list.lazy.map(Self.values))
    try output.write("}")
  }
}
