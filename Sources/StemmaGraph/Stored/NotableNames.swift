package import StemmaStore

/// The names of models that have derivatives, by their numbers, as UTF-8 one after the other.
///
/// There are none where these are so many of all models that the index of all names is about as short:
/// in a chain each model has derivatives.
struct HeadNames: Equatable {
  var bytes: [UInt8] = []
  /// Where each starts, and, last, where the last one ends.
  var starts: [Int32] = [0]

  /// Fewer take no room that counts.
  static let most = 4096

  init() {}

  /// Reads the names of `heads`, which ascend.
  ///
  /// - Parameters:
  ///   - heads: The models, by their numbers.
  ///   - known: Names that were read before.
  ///   - isStale: Whether the name of a model is to be read anew.
  ///   - most: As many names are kept whatever their share is.
  ///   - connection: The cache.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*h* log *n*) for *h* heads among *n* repositories, but for those that `known` has.
  init(
    of heads: [Int32],
    known: (heads: [Int32], names: HeadNames) = ([], HeadNames()),
    isStale: (Int32) -> Bool = { _ in true },
    most: Int = Self.most,
    in connection: Connection
  ) throws {
    // Numbers are given one after the other, and this is looked up where counting would take its time.
    let repositories = try connection.count("SELECT coalesce(max(id), 0) FROM repo")
    guard heads.count <= max(most, repositories / 4) else { return }
    var known = known
    if known.names.starts.count <= known.heads.count { known.heads = [] }
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
  private let connection: Connection

  package init(in connection: Connection) throws {
    self.connection = connection
    stored = try StoredGraph(in: connection)
  }

  /// Calls `body` with the number and the name of each model, or ghost, that has derivatives.
  ///
  /// - Complexity: O(*b*) for *b* bytes; where their names are not kept, for those of all models.
  package func forEachModel(_ body: (Int64, UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    if try stored.count(of: .heads) > 0, try stored.count(of: .headNames) == 0 {
      return try forEachRepository(of: stored.numbers(.heads), body)
    }
    try forEach(.heads, .headNames, .headNameStarts, body)
  }

  private func forEachRepository(
    of heads: [Int32],
    _ body: (Int64, UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    let places = GraphPlaces(of: heads)
    // SQLite reads an index that has all it is asked for, and no more of the tables.
    let names = "SELECT id, name FROM repo UNION ALL SELECT id, name FROM ghost"
    try connection.prepare(names).forEach { row in
      let id = row.integer(0)
      guard places.place(of: id) != nil else { return }
      var name = row.text("name")
      try name.withUTF8 { try body(id, $0) }
    }
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
