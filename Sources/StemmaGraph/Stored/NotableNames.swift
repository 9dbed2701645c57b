package import StemmaStore

/// The names of models that have derivatives, by their numbers, as UTF-8 one after the other.
struct HeadNames: Equatable {
  var bytes: [UInt8] = []
  /// Where each starts, and, last, where the last one ends.
  var starts: [Int32] = [0]

  init() {}

  /// Reads the names of `heads`, which ascend.
  ///
  /// - Complexity: O(*h* log *n*) for *h* heads among *n* repositories, but for those that `known` has.
  init(
    of heads: [Int32],
    known: (heads: [Int32], names: HeadNames) = ([], HeadNames()),
    isStale: (Int32) -> Bool = { _ in true },
    in connection: Connection
  ) throws {
    let query = try connection.prepare(
      """
      SELECT name FROM repo WHERE id = ?1
      UNION ALL
      SELECT name FROM ghost WHERE id = ?1
      """
    )
    var place = 0
    for head in heads {
      while place < known.heads.count, known.heads[place] < head { place += 1 }
      if place < known.heads.count, known.heads[place] == head, !isStale(head) {
        bytes +=
          known.names.bytes[
            Int(known.names.starts[place])..<Int(known.names.starts[place + 1])
          ]
      } else {
        bytes += try query.first(Int64(head)) { Array($0.text(0).utf8) } ?? []
      }
      starts.append(Int32(bytes.count))
    }
  }
}

/// The names by which most of what is asked about goes: of models that have derivatives, and of all who
/// publish a node of the family graph.
package struct NotableNames {
  private let stored: StoredGraph

  package init(in connection: Connection) throws { stored = try StoredGraph(in: connection) }

  /// Calls `body` with the number and the name of each model, or ghost, that has derivatives.
  ///
  /// - Complexity: O(*b*) for *b* bytes.
  package func forEachModel(_ body: (Int64, UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    try forEach(.heads, .headNames, .headNameStarts, body)
  }

  /// Calls `body` with the number in the cache and the name of each publisher.
  ///
  /// - Complexity: O(*b*) for *b* bytes.
  package func forEachOwner(_ body: (Int64, UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    try forEach(.ownerIDs, .ownerNames, .ownerNameStarts, body)
  }

  private func forEach(
    _ ids: StoredGraph.Name,
    _ names: StoredGraph.Name,
    _ starts: StoredGraph.Name,
    _ body: (Int64, UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    let numbers: [Int32] = try stored.numbers(ids)
    let starts = try stored.starts(starts)
    let bytes = try stored.numbers(names, of: UInt8.self)
    guard starts.count == numbers.count + 1, Int(starts.last ?? 0) == bytes.count else {
      throw StoredGraph.damage
    }
    try bytes.withUnsafeBufferPointer { buffer in
      for (place, number) in numbers.enumerated() {
        let span = Int(starts[place])..<Int(starts[place + 1])
        try body(Int64(number), UnsafeBufferPointer(rebasing: buffer[span]))
      }
    }
  }
}
