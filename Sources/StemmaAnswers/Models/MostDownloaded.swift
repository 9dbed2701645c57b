import StemmaStore

/// Finds the most downloaded of many repositories, of which few are read.
struct MostDownloaded {
  private let connection: Connection
  private let order: NameOrder

  init(in connection: Connection) throws {
    self.connection = connection
    order = try NameOrder(in: connection)
  }

  /// The `count` most downloaded by their places in `ids`, of equal ones the first by name; in no order.
  ///
  /// - Complexity: O(*k*) steps and O(*n*) memory of a few bytes for *k* of *n* repositories.
  func first(_ count: Int, of ids: [Int64]) throws -> [Int32] {
    guard count < ids.count else { return ids.indices.map { Int32($0) } }
    let downloads = try downloads(of: ids)
    let (surely, equal) = ids.indices.map { Int32($0) }.largest(count) { downloads[Int($0)] }
    let named = try order.first(count - surely.count, of: equal.map { ids[Int($0)] })
    return surely + named.map { equal[Int($0)] }
  }

  /// The downloads of repositories, -1 where they are not known.
  private func downloads(of ids: [Int64]) throws -> [Int64] {
    guard ids.count > Self.few, let lowest = ids.min(), let highest = ids.max() else {
      let one = try connection.prepare("SELECT downloads FROM repo WHERE id = ?")
      return try ids.map { try one.first($0) { $0.optionalInteger(0) ?? -1 } ?? -1 }
    }
    var places = [Int32](repeating: -1, count: Int(highest - lowest) + 1)
    for (place, id) in ids.enumerated() { places[Int(id - lowest)] = Int32(place) }
    var downloads = [Int64](repeating: -1, count: ids.count)
    let all = try connection.prepare("SELECT id, downloads FROM repo WHERE downloads IS NOT NULL")
    try all.forEach { row in
      let (id, count) = row.inOrder { ($0.integer(), $0.integer()) }
      guard lowest...highest ~= id, places[Int(id - lowest)] >= 0 else { return }
      downloads[Int(places[Int(id - lowest)])] = count
    }
    return downloads
  }

  /// Looked up one by one.
  private static let few = 1000
}

extension [Int32] {
  /// Those that are surely among the `count` largest by a key, and those that are as large as the least of
  /// these.
  ///
  /// - Complexity: O(*n* log *n*), for few of many near O(*n*).
  func largest<Key: Comparable>(
    _ count: Int,
    by key: (Int32) -> Key
  ) -> (surely: [Int32], equal: [Int32]) {
    guard count > 0 else { return ([], []) }
    guard self.count > count else { return (self, []) }
    let least = leastOfLargest(count, by: key)
    return (filter { key($0) > least }, filter { key($0) == least })
  }

  private func leastOfLargest<Key: Comparable>(_ count: Int, by key: (Int32) -> Key) -> Key {
    guard count <= Self.few else { return map(key).sorted(by: >)[count - 1] }
    var largest: [Key] = []
    for element in self {
      let key = key(element)
      if largest.count == count {
        guard key > largest[count - 1] else { continue }
        largest.removeLast()
      }
      largest.insert(key, at: largest.firstIndex { $0 < key } ?? largest.endIndex)
    }
    return largest[count - 1]
  }

  /// So many are kept in order as they are met.
  private static let few = 64
}
