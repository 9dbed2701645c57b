import StemmaGraph

/// A family held in memory.
struct DrawnFamily: Family {
  var nodes: [FamilyNode]
  var edges: [FamilyEdge] = []

  func forEachNode(_ body: (FamilyNode) throws -> Void) throws { try nodes.forEach(body) }
  func forEachEdge(_ body: (FamilyEdge) throws -> Void) throws { try edges.forEach(body) }

  func parents(of node: FamilyNode) throws -> [FamilyEdge] {
    edges.filter { $0.child.key == node.key }
  }

  /// Adds an edge between two nodes by their places.
  mutating func link(
    _ child: Int,
    to parent: Int,
    _ relation: String? = nil,
    declared: String? = nil,
    hub: String? = nil,
    own: String? = nil,
    sources: [String] = ["card"]
  ) {
    func end(_ node: FamilyNode) -> FamilyEdge.End {
      .init(node.key, node.name, createdAt: node.createdAt)
    }
    var edge = FamilyEdge(child: end(nodes[child]), parent: end(nodes[parent]))
    edge.relation = relation
    (edge.declared, edge.hub, edge.own, edge.sources) = (declared, hub, own, sources)
    edges.append(edge)
  }
}

extension DrawnFamily {
  /// A base and a ghost merged, a cycle, a self-loop, and names that try to break out.
  static let small: DrawnFamily = {
    var family = DrawnFamily(nodes: [
      model(0, "acme/base", license: "apache-2.0", downloads: 1200, likes: 7),
      model(1, "acme/merged", relation: "merge", license: "llama3"),
      model(2, "acme/quantized", relation: "quantized"),
      model(3, "loop/one"),
      model(4, "loop/two"),
      model(5, "loop/self"),
      model(6, "gpt2"),
      FamilyNode(.model("\"><evil id='&"), "acme/odd-identity"),
    ])
    family.nodes[4].createdAt = "not a date"
    for (index, name) in hostileNames.enumerated() {
      family.nodes.append(model(16 + index, name))
    }
    var gone = FamilyNode(.ghost(1), "./checkpoints/\"run 1\"")
    gone.ghost = "local path"
    family.nodes.append(gone)
    let ghost = family.nodes.count - 1

    family.link(1, to: 0, "merge", declared: "merge", hub: "finetune", sources: ["card", "tag"])
    family.link(1, to: ghost, "merge", declared: "merge")
    family.link(2, to: 1, "quantized", own: "quantized")
    family.link(3, to: 4)
    family.link(4, to: 3)
    family.link(5, to: 5, "finetune", declared: "finetune")
    for index in hostileNames.indices {
      family.link(8 + index, to: 7, hostileNames[index], declared: hostileNames[index])
    }
    return family
  }()

  static let hostileNames = [
    "=HYPERLINK(\"http://x\")",
    "\"]; x [label=\"owned\\",
    "<script>&amp;</script>",
    "a,\u{301}b\"\u{301}c",
    "line\nbreak\r\nand\ttab",
    "nul\u{0}bell\u{7}escape\u{1B}[31m",
    "right\u{202E}gnp.exe",
    "#quot;%%{init}%% `code` ||",
    "llama 🦙 模型\u{FFFF}",
  ]

  private static func model(
    _ number: Int,
    _ name: String,
    relation: String? = nil,
    license: String? = nil,
    downloads: Int64? = nil,
    likes: Int64? = nil
  ) -> FamilyNode {
    let digits = String(number, radix: 16)
    let identity = String(repeating: "0", count: 24 - digits.count) + digits
    var node = FamilyNode(.model(identity), name)
    node.owner = name.split(separator: "/").first.map(String.init)
    node.relation = relation
    node.createdAt = "2024-05-\(number < 9 ? "0" : "")\(number + 1)T10:00:00Z"
    node.license = license
    (node.downloads, node.likes) = (downloads, likes)
    node.sha = number == 0 ? String(repeating: "ab", count: 20) : nil
    return node
  }
}
