package import StemmaCore
package import StemmaGraph

/// An object a line, told apart by `type`; every line has every key, with null where it has no
/// value.
///
/// Readers that look at the first lines alone (DuckDB, polars) know no column beyond them and take
/// one without a value for empty. So the first lines are some nodes and edges that between them
/// have a value for each key that has one anywhere; then come the other nodes and the other edges.
package struct JSONLinesExport: FamilyExport {
  package let name = "jsonl"

  package func write(_ family: any Family, to output: OutputBuffer) throws {
    var nodes = FirstLines<FamilyNode>(ExportField.all)
    var edges = FirstLines<FamilyEdge>(ExportField.all)
    try family.forEachNode { nodes.take($0) }
    try family.forEachEdge { edges.take($0) }
    for first in nodes.found { try output.write(Self.line("node", first.json)) }
    for first in edges.found { try output.write(Self.line("edge", first.json)) }
    nodes.rewind()
    edges.rewind()
    try family.forEachNode { node in
      if nodes.isNextOther() { try output.write(Self.line("node", node.json)) }
    }
    try family.forEachEdge { edge in
      if edges.isNextOther() { try output.write(Self.line("edge", edge.json)) }
    }
  }

  private static func line(_ type: String, _ members: [JSONValue.Member]) -> String {
    let all = keys.map { key in members.first { $0.key == key } ?? .init(key, .null) }
    return JSONValue.object([.init("type", .string(type))] + all).inertText + "\n"
  }

  /// The keys of nodes and edges, each once.
  private static let keys: [String] = {
    let fields = ExportField<FamilyNode>.all.map(\.name) + ExportField<FamilyEdge>.all.map(\.name)
    let ends = ["key", "id", "child", "parent", "child_key", "parent_key"]
    var seen: Set<String> = []
    return (ends + fields).filter { seen.insert($0).inserted }
  }()
}

/// The first of all, and each that is the first with a value for some field.
private struct FirstLines<Subject> {
  private(set) var found: [Subject] = []
  private var places: [Int] = []
  private var missing: [ExportField<Subject>]
  private var count = 0
  private var next = 0

  init(_ fields: [ExportField<Subject>]) { missing = fields }

  /// Looks at the next one.
  mutating func take(_ subject: Subject) {
    let before = missing.count
    missing.removeAll { $0.text(of: subject) != nil }
    if count == 0 || missing.count < before {
      found.append(subject)
      places.append(count)
    }
    count += 1
  }

  /// Begins again with the first one.
  mutating func rewind() { (count, next) = (0, 0) }

  /// Whether the next one is none of those found.
  mutating func isNextOther() -> Bool {
    defer { count += 1 }
    guard next < places.count, places[next] == count else { return true }
    next += 1
    return false
  }
}
