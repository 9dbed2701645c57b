import StemmaStore

/// The places of ghosts in the order of their names.
///
/// Their numbers in the cache tell also in which order they were met, which no answer should.
final class GhostPlaces {
  private let connection: Connection
  private var places: [Int64: Int64] = [:]

  init(in connection: Connection) { self.connection = connection }

  /// The place of the ghost of number `id`, from 1.
  ///
  /// - Complexity: O(*g* log *g*) for *g* ghosts when first called, then O(1).
  func place(of id: Int64) throws -> Int64 {
    if places.isEmpty {
      let ghosts = try connection.rows(
        "SELECT id FROM ghost WHERE kind = 'model' ORDER BY lower(name)"
      ) { $0.integer(0) }
      places = Dictionary(uniqueKeysWithValues: zip(ghosts, 1...))
    }
    return places[id] ?? id
  }
}
