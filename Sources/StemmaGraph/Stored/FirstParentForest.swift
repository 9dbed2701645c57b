/// Nodes by the first parent of each: trees, but for cycles.
struct FirstParentForest {
  private let firstParents: [Int32]
  /// Where each node's children start in `children`, and, last, where the last ones end.
  private var starts: [Int32]
  private let children: [Int32]

  /// Takes the first parent of each node, below 0 for none.
  init(_ firstParents: [Int32]) {
    self.firstParents = firstParents
    let withParent = firstParents.indices.map { Int32($0) }.filter { firstParents[$0] >= 0 }
    children = withParent.sorted(firstParents.count) { firstParents[$0] }
    starts = Array(repeating: 0, count: firstParents.count + 1)
    for child in withParent { starts[firstParents[child] + 1] += 1 }
    for node in firstParents.indices { starts[node + 1] += starts[node] }
  }

  /// All nodes, each with everything below it right behind it; otherwise the lower ones first.
  ///
  /// Where no node is at the top, on a cycle and below it, the lowest node comes first.
  ///
  /// - Complexity: O(*n*).
  func topDown() -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(firstParents.count)
    var isMet = [Bool](repeating: false, count: firstParents.count)
    var open: [Int32] = []
    func visit(_ top: Int32) {
      guard !isMet[top] else { return }
      isMet[top] = true
      open.append(top)
      while let node = open.popLast() {
        order.append(node)
        for child in children[Int(starts[node])..<Int(starts[node + 1])].reversed()
        where !isMet[child] {
          isMet[child] = true
          open.append(child)
        }
      }
    }
    let nodes = 0..<Int32(firstParents.count)
    for node in nodes where firstParents[node] < 0 { visit(node) }
    for node in nodes { visit(node) }
    return order
  }
}
