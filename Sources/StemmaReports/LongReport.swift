internal import StemmaJSON
package import StemmaRecords

/// An answer that ends in a list of thousands, of which one element at a time is made into JSON.
package protocol LongReport: Report {
  associatedtype Element
  /// The members before the list.
  var head: [JSONValue.Member] { get }
  /// The name of the member that holds the list.
  static var listName: String { get }
  var list: [Element] { get }
  static func json(of element: Element) -> JSONValue
}

extension LongReport {
  package var json: JSONValue {
    .object(head + [.init(Self.listName, .array(list.map(Self.json)))])
  }

  package func writeJSON(to output: OutputBuffer) throws {
    try output.write("{")
    for member in head {
      try output.write(JSONValue.string(member.key).inertText + ":")
      try member.value.writeInert(to: output)
      try output.write(",")
    }
    try output.write(JSONValue.string(Self.listName).inertText + ":[")
    for (index, element) in list.enumerated() {
      if index > 0 { try output.write(",") }
      try output.append { Self.json(of: element).write(to: &$0, escaping: TerminalText.isActive) }
    }
    try output.write("]}")
  }
}
