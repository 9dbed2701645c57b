import StemmaGraph
import Foundation
import StemmaCore
import StemmaTestSupport
import Testing

/// Each export, read by the programs it is meant for: skipped where they are not installed.
@Suite struct ReadBackTests {
  private func read(_ format: String, with reader: String) throws -> Data {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "stemma-\(UUID().uuidString).\(format)")
    try Data(ExportedText(format, of: .small).text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Python.run("read_back.py", [reader, file.path])
  }

  private func read<Answer: Decodable>(
    _ format: String,
    with reader: String,
    as type: Answer.Type = Answer.self
  ) throws -> Answer {
    try JSONDecoder().decode(type, from: read(format, with: reader))
  }

  @Test(
    .enabled("needs python3 with networkx") { Python.canImport("networkx") },
    arguments: ["graphml", "gexf", "json"]
  )
  func givesNetworkxTheSameGraph(format: String) throws {
    let seen: SeenGraph = try read(format, with: "networkx_\(format)")
    #expect(seen.sorted == SeenGraph(.small, isGEXF: format == "gexf").sorted)
  }

  @Test(.enabled("needs python3 with igraph") { Python.canImport("igraph") })
  func givesIgraphTheSameGraph() throws {
    let seen: SeenGraph = try read("graphml", with: "igraph_graphml")
    #expect(seen.sorted == SeenGraph(.small, isGEXF: false).sorted)
  }

  @Test(
    .enabled("needs Rscript with igraph and jsonlite") {
      Python.succeeds(
        "import subprocess; subprocess.run(['Rscript', '-e', 'library(igraph); library(jsonlite)'], "
          + "check=True)"
      )
    }
  )
  func givesIgraphOfRTheSameGraph() throws {
    let seen: SeenGraph = try read("graphml", with: "r_graphml")
    #expect(seen.sorted == SeenGraph(.small, isGEXF: false).sorted)
  }

  /// Of a text with entities it keeps what its parser gives it last; of what is missing it makes zero.
  @Test(.enabled("needs python3 with tulip") { Python.canImport("tulip") })
  func givesTulipTheSameGraphButForTextsWithEntities() throws {
    let seen: TulipGraph = try read("graphml", with: "tulip_graph")
    let graph = SeenGraph(.small, isGEXF: false)
    let keys = DrawnFamily.small.nodes.map(\.key.text)
    #expect(seen.nodes.count == keys.count)
    for (key, facts) in zip(keys, seen.nodes) {
      #expect(TulipGraph.differences(facts, graph.nodes[key] ?? [:]) == [], "\(key)")
    }
    #expect(seen.edges.count == graph.edges.count)
    for (found, edge) in zip(seen.edges, graph.edges) {
      #expect([keys[found.child], keys[found.parent]] == [edge.child, edge.parent])
      #expect(TulipGraph.differences(found.facts, edge.facts) == [], "\(edge.child)")
    }
  }

  @Test(.enabled("needs python3 with networkit") { Python.canImport("networkit") })
  func givesNetworKitTheSameGraph() throws {
    let seen: [Int] = try read("gexf", with: "networkit_gexf")
    #expect(seen == [DrawnFamily.small.nodes.count, DrawnFamily.small.edges.count])
  }

  @Test(.enabled("needs python3 with pydot") { Python.canImport("pydot") })
  func givesPydotTheSameGraph() throws {
    let seen: [Int] = try read("dot", with: "pydot_dot")
    #expect(seen == [DrawnFamily.small.nodes.count, DrawnFamily.small.edges.count])
  }

  @Test(.enabled("needs python3 with pygraphviz") { Python.canImport("pygraphviz") })
  func givesPygraphvizTheSameGraph() throws {
    let seen: [Int] = try read("dot", with: "pygraphviz_dot")
    #expect(seen == [DrawnFamily.small.nodes.count, DrawnFamily.small.edges.count])
  }

  @Test(
    .enabled("needs python3 and Graphviz") {
      Python.succeeds("import subprocess; subprocess.run(['dot', '-V'], check=True)")
    }
  )
  func drawsEveryNameInGraphviz() throws {
    struct Drawing: Decodable {
      var names: [String]
      var edges: Int
    }
    let drawing: Drawing = try read("dot", with: "graphviz_svg")
    // Graphviz sets blanks as no-break spaces.
    let names = drawing.names.map { $0.replacing("\u{A0}", with: " ") }
    #expect(Set(names) == Set(DrawnFamily.small.nodes.map { TerminalText.inert($0.name) }))
    #expect(drawing.edges == DrawnFamily.small.edges.count)
  }

  @Test(
    .enabled("needs python3 with cyclonedx-python-lib[json-validation]") {
      Python.canImport("cyclonedx.validation.json, jsonschema")
    }
  )
  func satisfiesTheSchemaOfCycloneDX() throws {
    #expect(try read("cyclonedx", with: "cyclonedx_schema", as: [String].self) == [])
  }

  @Test(
    .enabled("needs python3 with cyclonedx-python-lib") { Python.canImport("cyclonedx.model.bom") }
  )
  func givesCycloneDXEveryParentAsAncestor() throws {
    struct Component: Decodable, Equatable {
      var name: String
      var ancestors: [String]
      var parents: [String]
    }
    let seen = try read("cyclonedx", with: "cyclonedx_model", as: [String: Component].self)
    let family = DrawnFamily.small
    let expected = try family.nodes.map { node in
      let parents = try family.parents(of: node).filter { !$0.isLoop }
      let component = Component(
        name: node.name,
        ancestors: parents.map(\.parent.name).sorted(),
        parents: parents.map(\.parent.key.text)
      )
      return (node.key.text, component)
    }
    #expect(seen == Dictionary(uniqueKeysWithValues: expected))
  }

  @Test(
    .enabled("needs python3 with pandas") { Python.canImport("pandas") },
    arguments: ["csv-nodes", "csv-edges"]
  )
  func givesPandasTheSameRows(format: String) throws {
    try requireRows(of: format, with: "pandas_csv")
  }

  @Test(
    .enabled("needs python3 with duckdb") { Python.canImport("duckdb") },
    arguments: ["csv-nodes", "csv-edges"]
  )
  func givesDuckDBTheSameRows(format: String) throws {
    try requireRows(of: format, with: "duckdb_csv")
  }

  @Test(.enabled("needs python3 with pandas") { Python.canImport("pandas") })
  func givesPandasTheSameLines() throws { try requireLines(with: "pandas_jsonl") }

  @Test(.enabled("needs python3 with duckdb") { Python.canImport("duckdb") })
  func givesDuckDBTheSameLines() throws { try requireLines(with: "duckdb_jsonl") }

  @Test func givesOneObjectOfJSON() throws {
    let document = try JSONValue(parsing: ExportedText("json", of: .small).text)
    let family = DrawnFamily.small
    let nodes = document["nodes"]?.array?.map { $0["id"]?.string }
    let edges = document["edges"]?.array?.map { [$0["child"]?.string, $0["parent"]?.string] }
    #expect(nodes == family.nodes.map(\.name))
    #expect(edges == family.edges.map { [$0.child.name, $0.parent.name] })
  }

  /// No program to draw Mermaid runs everywhere, so its grammar is held to line by line.
  @Test func writesMermaidThatBreaksNoLine() throws {
    let lines = try ExportedText("mermaid", of: .small).text.split(separator: "\n").dropFirst(2)
    let node = /\s\s(\w+)\["([^"`\\<>&{}|]+)"\](:::ghost)?/
    let edge = /\s\s(\w+) -->(?:\|"[^"`\\<>&{}|]+"\|)? (\w+)/
    let nodes = lines.compactMap { $0.wholeMatch(of: node)?.1 }
    let edges = lines.compactMap { $0.wholeMatch(of: edge) }
    #expect(nodes.count == DrawnFamily.small.nodes.count)
    #expect(edges.count == DrawnFamily.small.edges.count)
    #expect(nodes.count + edges.count == lines.count)
    #expect(Set(edges.flatMap { [$0.1, $0.2] }).isSubset(of: nodes))
    // Each "#" starts an entity by number; what is left over is plain text.
    let entity = /#[0-9]+;/.matchingSemantics(.unicodeScalar)
    let rest = lines.map { $0.replacing(entity, with: "") }
    #expect(!rest.contains { $0.unicodeScalars.contains { "#;".unicodeScalars.contains($0) } })
  }

  private func requireRows(of format: String, with reader: String) throws {
    let rows: [[String]] = try read(format, with: reader)
    let expected =
      format == "csv-nodes"
      ? DrawnFamily.small.nodes.map { [$0.key.text, $0.name] }
      : DrawnFamily.small.edges.map { [$0.child.name, $0.parent.name] }
    #expect(rows.dropFirst().map { Array($0.prefix(2)) } == expected.map { $0.map(inCSV) })
  }

  private func requireLines(with reader: String) throws {
    let rows: [[String?]] = try read("jsonl", with: reader)
    let family = DrawnFamily.small
    let expected =
      family.nodes.map { ["node", $0.name, nil, nil] }
      + family.edges.map { ["edge", nil, $0.child.name, $0.parent.name] }
    // The lines that have a value for a rare key come first.
    func sorted(_ rows: [[String?]]) -> [[String]] {
      rows.map { $0.map { $0 ?? "" } }.sorted { $0.lexicographicallyPrecedes($1) }
    }
    #expect(sorted(rows) == sorted(expected))
  }

  /// What CSV holds of a text: formulas disarmed, active characters escaped.
  private func inCSV(_ text: String) -> String {
    (text.hasPrefix("=") ? "'" : "") + TerminalText.inert(text, keeping: ["\n", "\t"])
  }
}

/// A graph as a reader saw it: values that are missing are left out.
private struct SeenGraph: Decodable, Equatable {
  enum Value: Decodable, Equatable {
    case flag(Bool)
    case number(Int64)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Int64.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  struct Edge: Decodable, Equatable {
    var child: String
    var parent: String
    var facts: [String: Value]

    init(child: String, parent: String, facts: [String: Value]) {
      (self.child, self.parent, self.facts) = (child, parent, facts)
    }

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      child = try container.decode(String.self)
      parent = try container.decode(String.self)
      facts = try container.decode([String: Value].self)
    }
  }

  var nodes: [String: [String: Value]]
  var edges: [Edge]

  /// With the edges in an order of their own, as readers have theirs.
  var sorted: SeenGraph {
    var graph = self
    graph.edges.sort { ($0.child, $0.parent) < ($1.child, $1.parent) }
    return graph
  }

  init(_ family: DrawnFamily, isGEXF: Bool) {
    nodes = Dictionary(
      uniqueKeysWithValues: family.nodes.map { node in
        var facts: [String: Value] = [
          isGEXF ? "label" : "name": .text(Self.shown(node.name)),
          "ghost": .flag(node.ghost != nil),
        ]
        facts.set("relation", node.relation)
        facts.set("owner", node.owner)
        facts.set("reason", node.ghost)
        facts.set("created_at", node.createdAt)
        facts.set("license", node.license)
        facts.set("sha", node.sha)
        facts["downloads"] = node.downloads.map(Value.number)
        facts["likes"] = node.likes.map(Value.number)
        if isGEXF { facts.set("start", Self.day(node.createdAt)) }
        return (node.key.text, facts)
      }
    )
    edges = family.edges.map { edge in
      var facts: [String: Value] = [:]
      facts.set("relation", edge.relation)
      facts.set("declared", edge.declared)
      facts.set("hub", edge.hub)
      facts.set("own", edge.own)
      facts.set("sources", edge.sources.joined(separator: ","))
      if isGEXF {
        facts.set("label", edge.relation)
        facts.set("start", [edge.child, edge.parent].compactMap { Self.day($0.createdAt) }.max())
      }
      return Edge(child: edge.child.key.text, parent: edge.parent.key.text, facts: facts)
    }
  }

  private static func day(_ moment: String?) -> String? {
    moment.flatMap { $0.hasPrefix("2024-") ? String($0.prefix(10)) : nil }
  }

  /// Text with the characters that XML cannot hold replaced by signs.
  static func shown(_ text: String) -> String {
    withSigns(text).replacing("\u{FFFF}", with: "\u{FFFD}")
  }

  /// Text with control characters replaced by signs.
  static func withSigns(_ text: String) -> String {
    let signs: [Unicode.Scalar: Unicode.Scalar] = [
      "\0": "\u{2400}", "\u{7}": "\u{2407}", "\u{1B}": "\u{241B}",
    ]
    return String(String.UnicodeScalarView(text.unicodeScalars.map { signs[$0] ?? $0 }))
  }
}

/// A graph as Tulip saw it: nodes in the file's order, which edges name by their place.
private struct TulipGraph: Decodable {
  struct Edge: Decodable {
    var child: Int
    var parent: Int
    var facts: [String: SeenGraph.Value]

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      child = try container.decode(Int.self)
      parent = try container.decode(Int.self)
      facts = try container.decode([String: SeenGraph.Value].self)
    }
  }

  var nodes: [[String: SeenGraph.Value]]
  var edges: [Edge]

  /// The attributes that are other than was written, beyond what Tulip is known for.
  static func differences(
    _ seen: [String: SeenGraph.Value],
    _ written: [String: SeenGraph.Value]
  ) -> [String] {
    Set(seen.keys).union(written.keys).sorted().filter { name in
      switch (seen[name], written[name]) {
      case (.flag(false)?, nil), (.number(0)?, nil): false
      case (nil, .text(let text)?): !hasEntity(text)
      case (.text(let part)?, .text(let text)?):
        part != text && !(hasEntity(text) && ends(text, with: part))
      case (let seen, let written): seen != written
      }
    }
  }

  private static func ends(_ text: String, with part: String) -> Bool {
    text.unicodeScalars.reversed().starts(with: part.unicodeScalars.reversed())
  }

  private static func hasEntity(_ text: String) -> Bool {
    text.unicodeScalars.contains { "&<>\"'\n\t\r".unicodeScalars.contains($0) }
  }
}

extension [String: SeenGraph.Value] {
  fileprivate mutating func set(_ name: String, _ text: String?) {
    self[name] = text.map { .text(SeenGraph.shown($0)) }
  }
}
