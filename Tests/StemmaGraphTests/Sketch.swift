import StemmaGraph

/// A graph drawn in a line of text, and the names of its nodes.
///
/// `base <- chat <- chat-gguf; other <- merge; chat <- merge` reads: chat was made from base, and so
/// on. A name alone is an isolated node. Nodes are numbered in the order of first mention.
struct Sketch {
  typealias Node = LineageGraph.Node

  private(set) var names: [String] = []
  private(set) var edges: [LineageGraph.Edge] = []
  private var numbers: [String: Node] = [:]

  init(_ text: String) {
    for chain in text.split(separator: ";") {
      let nodes = chain.split(separator: "<-").map { number(String($0.filter { $0 != " " })) }
      for (parent, child) in zip(nodes, nodes.dropFirst()) {
        edges.append(LineageGraph.Edge(child: child, parent: parent))
      }
    }
  }

  var graph: LineageGraph { LineageGraph(nodeCount: names.count, edges: edges) }

  /// The node of a name; naming one that is not drawn is a mistake in the test.
  subscript(name: String) -> Node {
    guard let node = numbers[name] else { preconditionFailure("\(name) is not in the sketch") }
    return node
  }

  func name(_ node: Node) -> String { names[Int(node)] }

  func names(_ nodes: some Sequence<Node>) -> [String] { nodes.map(name) }

  /// Relatives as `name:distance`, in their order.
  func names(_ relatives: [Relative]) -> [String] {
    relatives.map { "\(name($0.node)):\($0.distance)" }
  }

  /// What an array with one value for each node holds, by name.
  func byName<Value>(_ values: [Value]) -> [String: Value] {
    Dictionary(uniqueKeysWithValues: zip(names, values))
  }

  private mutating func number(_ name: String) -> Node {
    if let node = numbers[name] { return node }
    let node = Node(names.count)
    numbers[name] = node
    names.append(name)
    return node
  }
}

extension LineageGraph {
  /// A drawn graph whose names do not matter: nodes are numbered in the order of first mention.
  init(sketch: String) {
    self = Sketch(sketch).graph
  }
}
