/// Rows of nodes laid end to end: the neighbours of each node in one direction.
package struct Adjacency: Sendable, Hashable {
  package typealias Node = LineageGraph.Node

  /// Where each row starts in `nodes`, and, last, where the last one ends.
  let starts: [Int32]
  /// All rows, one after the other.
  let nodes: [Node]

  /// Takes over rows that are laid out already.
  init(starts: [Int32], nodes: [Node]) {
    self.starts = starts
    self.nodes = nodes
  }

  /// The number of rows.
  package var rowCount: Int { starts.count - 1 }

  /// The nodes of a row; nothing is copied.
  package subscript(row: Node) -> ArraySlice<Node> { nodes[range(of: row)] }

  /// The number of nodes in a row.
  package func count(of row: Node) -> Int { range(of: row).count }

  /// Where a row lies in `nodes`.
  ///
  /// Tight loops walk this: a slice would hold on to the whole array for each row.
  func range(of row: Node) -> Range<Int> {
    let row = Int(row)
    return Int(starts[row])..<Int(starts[row + 1])
  }
}

extension Adjacency {
  /// Groups the parents in `edges` by child, unsorted, leaving out self-loops.
  init(parentsIn edges: [LineageGraph.Edge], rowCount: Int) {
    let rows = 0..<Node(rowCount)
    precondition(edges.count <= Int(Int32.max), "More edges than a graph can number")
    var starts = [Int32](repeating: 0, count: rowCount + 1)
    for edge in edges where edge.child != edge.parent {
      precondition(
        rows.contains(edge.child) && rows.contains(edge.parent),
        "An edge ends outside the graph"
      )
      starts[edge.child] += 1
    }
    var nodes = [Node](repeating: 0, count: Adjacency.accumulate(&starts))
    for edge in edges where edge.child != edge.parent {
      starts[edge.child] -= 1
      nodes[starts[edge.child]] = edge.parent
    }
    self.init(starts: starts, nodes: nodes)
  }

  /// Returns the same pairs seen from the other end, every row ascending.
  func transposed() -> Adjacency {
    var starts = [Int32](repeating: 0, count: rowCount + 1)
    for node in nodes { starts[node] += 1 }
    var turned = [Node](repeating: 0, count: Adjacency.accumulate(&starts))
    for row in (0..<Node(rowCount)).reversed() {
      for position in range(of: row) {
        let node = nodes[position]
        starts[node] -= 1
        turned[starts[node]] = row
      }
    }
    return Adjacency(starts: starts, nodes: turned)
  }

  /// Returns the rows, which must be ascending, with every node once.
  func mergingRepeats() -> Adjacency {
    var starts: [Int32] = [0]
    var kept: [Node] = []
    starts.reserveCapacity(self.starts.count)
    kept.reserveCapacity(nodes.count)
    for row in 0..<Node(rowCount) {
      var last: Node = -1
      for position in range(of: row) where nodes[position] != last {
        last = nodes[position]
        kept.append(last)
      }
      starts.append(Int32(kept.count))
    }
    return Adjacency(starts: starts, nodes: kept)
  }

  /// Turns row lengths into row ends, and returns the sum of all.
  ///
  /// Filling rows from their ends backwards leaves each entry at its row's start.
  private static func accumulate(_ lengths: inout [Int32]) -> Int {
    var end: Int32 = 0
    for row in lengths.indices {
      end += lengths[row]
      lengths[row] = end
    }
    return Int(end)
  }
}

extension Array {
  /// The element of a node, in an array with one element for each node.
  @inlinable
  package subscript(node: Int32) -> Element {
    get { self[Int(node)] }
    set { self[Int(node)] = newValue }
  }
}
