/// An answer that ends in a list of thousands, of which one element at a time is made into JSON or
/// a row.
public protocol LongReport: Report {
  /// What is listed.
  associatedtype Element
  /// The members before the list.
  var head: [JSONValue.Member] { get }
  /// The name of the member that holds the list.
  static var listName: String { get }
  /// What is listed, in order.
  var list: [Element] { get }
  /// The names of the members that ``values(of:)`` gives.
  static var members: [String] { get }
  /// An element as JSON: a value for each name in ``members``.
  static func values(of element: Element) -> [JSONValue]
  /// The names of the columns that ``row(of:)`` gives.
  var headings: [String] { get }
  /// An element as a row: a cell for each heading.
  static func row(of element: Element) -> [Table.Cell]
}

extension LongReport {
  /// The members of ``head``, then the list.
  public var json: JSONValue {
    let objects = list.map { JSONValue.object(Self.members, Self.values(of: $0)) }
    return .object(head + [.init(Self.listName, .array(objects))])
  }

  /// The list, one row an element.
  public var table: Table { Table(headings, rows: list.map(Self.row)) }

  /// Writes the list in a format, one row at a time.
  public func writeRows(as format: TableFormat, to output: OutputBuffer) throws {
    try format.write(headings, list.lazy.map(Self.row), to: output)
  }

  /// Writes ``json``, one element at a time.
  public func writeJSON(to output: OutputBuffer) throws {
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
