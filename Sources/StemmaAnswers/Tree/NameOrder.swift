import StemmaLink
import StemmaStore

/// Puts nodes in the order of their names, of which it holds few at a time where they are many.
struct NameOrder {
  private let names: NodeNames
  private let all: Statement

  init(in connection: Connection) throws {
    names = try NodeNames(in: connection)
    // The index of names has both.
    all = try connection.prepare("SELECT id FROM repo ORDER BY name, id")
  }

  /// The first `count` by name of some nodes of different numbers in the cache, by their places in `ids`;
  /// all of them unless said otherwise.
  ///
  /// A large share of all repositories is met by following the index of names; of others the names are
  /// looked up.
  ///
  /// - Complexity: O(*k* log *n*) for *k* nodes among *n* repositories, and no more than O(*k*) steps along
  ///   the index beside; O(*n*) memory of four bytes.
  func first(_ count: Int = .max, of ids: [Int64]) throws -> [Int32] {
    let count = min(count, ids.count)
    if ids.count > Self.few, let found = try met(count, of: ids) { return found }
    return try ids.enumerated()
      .map { (name: try names.name(of: $1) ?? "", id: $1, place: Int32($0)) }
      .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
      .prefix(count).map(\.place)
  }

  /// Looked up at once.
  private static let few = 1000
  /// Steps along the index that cost no more than to look a name up.
  private static let stepsPerName = 16

  /// The first by name as the index meets them; nil when most of what it meets is none of them.
  private func met(_ count: Int, of ids: [Int64]) throws -> [Int32]? {
    guard let lowest = ids.min(), lowest > 0, let highest = ids.max() else { return nil }
    var places = [Int32](repeating: -1, count: Int(highest - lowest) + 1)
    for (place, id) in ids.enumerated() { places[Int(id - lowest)] = Int32(place) }
    var found: [Int32] = []
    found.reserveCapacity(count)
    var steps = 0
    try all.start([])
    defer { all.reset() }
    while found.count < count, steps < ids.count * Self.stepsPerName, try all.advance() {
      steps += 1
      let id = all.integer(0)
      guard lowest...highest ~= id, places[Int(id - lowest)] >= 0 else { continue }
      found.append(places[Int(id - lowest)])
    }
    return found.count == count ? found : nil
  }
}
