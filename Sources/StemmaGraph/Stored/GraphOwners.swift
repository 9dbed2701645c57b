import StemmaStore

/// The publishers of the graph's nodes, numbered from 0 in the order of the nodes: so the names of
/// one family's publishers lie together.
struct GraphOwners: Equatable {
  /// The publisher of each node, or -1.
  var ofNodes: [Int32] = []
  /// The number in the cache of each publisher.
  var ids: [Int32] = []
  /// The names of all, one after the other, as UTF-8; and where each starts, and, last, where the
  /// last one ends.
  var names: [UInt8] = []
  var nameStarts: [Int32] = [0]

  init() {}

  /// Numbers the publishers of nodes and reads their names.
  ///
  /// - Parameters:
  ///   - owners: The number in the cache of each node's publisher, or -1.
  ///   - connection: The cache.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*n* + *o*) for *n* nodes and *o* owners in the cache.
  init(of owners: [Int32], in connection: Connection) throws {
    var numbers = [Int32](repeating: -1, count: Int(owners.max() ?? -1) + 1)
    for id in owners where id >= 0 && numbers[id] < 0 {
      numbers[id] = Int32(ids.count)
      ids.append(id)
    }
    ofNodes = owners.map { $0 < 0 ? -1 : numbers[$0] }
    // Read in the order of the table, then laid out in ours.
    var read: [UInt8] = []
    var spans = [Range<Int>](repeating: 0..<0, count: ids.count)
    let table = try connection.prepare(
      "SELECT id, name FROM owner WHERE id BETWEEN 0 AND ? ORDER BY id"
    )
    let (id, name) = (table.place(of: "id"), table.place(of: "name"))
    try table.forEach(numbers.count - 1) { row in
      let number = numbers[row.int(id)]
      guard number >= 0 else { return }
      let start = read.count
      row.withText(name) { read += $0 }
      spans[number] = start..<read.count
    }
    names.reserveCapacity(read.count)
    nameStarts.reserveCapacity(ids.count + 1)
    for span in spans {
      names += read[span]
      nameStarts.append(Int32(names.count))
    }
  }

  /// The number in the cache of a node's publisher, or -1.
  func id(ofNode place: Int32) -> Int32 {
    let number = ofNodes[place]
    return number < 0 ? -1 : ids[number]
  }
}
