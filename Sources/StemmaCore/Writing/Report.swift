/// An answer that people and programs can read.
public protocol Report: Writable {
  /// The answer with every field, in the shape that is promised to programs.
  var json: JSONValue { get }
  /// Writes ``json``.
  func writeJSON(to output: OutputBuffer) throws
  /// The answer as rows.
  var table: Table { get }
  /// Writes ``table``.
  func writeRows(as format: TableFormat, to output: OutputBuffer) throws
  /// The answer for a terminal, ending in a line break.
  var text: String { get }
  /// Writes ``text``.
  func writeText(to output: OutputBuffer) throws
}

extension Report {
  /// The rows for a terminal.
  public var text: String { table.text(as: .table) }

  /// Writes ``text``.
  public func writeText(to output: OutputBuffer) throws { try output.write(text) }

  /// Writes ``json`` on one line, with what would act on a terminal escaped.
  public func writeJSON(to output: OutputBuffer) throws { try json.writeInert(to: output) }

  /// Writes ``table`` in a format.
  public func writeRows(as format: TableFormat, to output: OutputBuffer) throws {
    try table.write(as: format, to: output)
  }

  /// Writes the answer in a format.
  public func write(as format: TableFormat, to output: OutputBuffer) throws {
    switch format {
    case .table: try writeText(to: output)
    case .json:
      try writeJSON(to: output)
      try output.write("\n")
    case .jsonl, .csv, .markdown: try writeRows(as: format, to: output)
    }
  }
}

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

/// What can be written in each of the formats.
public protocol Writable {
  /// Writes it whole, ending in a line break unless there is nothing to write.
  func write(as format: TableFormat, to output: OutputBuffer) throws
}

extension Writable {
  /// All of it as one text.
  public func text(as format: TableFormat, style: TableStyle = .init()) -> String {
    // Nothing can fail that stays in memory.
    OutputBuffer.text(style: style) { try? write(as: format, to: $0) }
  }
}

/// Gathers text into pieces of some size before it is passed on.
public final class OutputBuffer {
  private var bytes: [UInt8] = []
  private let limit: Int
  private let drain: ([UInt8]) throws -> Void
  /// The columns whose first value comes so late in JSON Lines that some readers take them for empty.
  package internal(set) var lateColumns: [String] = []

  /// How rows are written.
  public let style: TableStyle

  /// Passes on pieces of about `limit` bytes.
  public init(
    limit: Int = 1 << 16,
    style: TableStyle = .init(),
    drain: @escaping ([UInt8]) throws -> Void
  ) {
    self.limit = limit
    self.style = style
    self.drain = drain
    bytes.reserveCapacity(limit + limit / 4)
  }

  /// Keeps all that is written.
  private init(style: TableStyle) {
    limit = .max
    self.style = style
    drain = { _ in }
  }

  /// What `body` writes, as one text.
  public static func text(
    style: TableStyle = .init(),
    _ body: (OutputBuffer) throws -> Void
  ) rethrows -> String {
    let output = OutputBuffer(style: style)
    try body(output)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  /// Adds text, and passes on what has gathered when it is enough.
  public func write(_ text: String) throws { try append { $0 += text.utf8 } }

  /// Adds what `body` appends, and passes on what has gathered when it is enough.
  func append(_ body: (inout [UInt8]) -> Void) throws {
    body(&bytes)
    if bytes.count >= limit { try flush() }
  }

  /// Passes on what has gathered; the last call of whoever made the buffer.
  public func flush() throws {
    guard !bytes.isEmpty else { return }
    try drain(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
