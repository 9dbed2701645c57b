import StemmaStore

/// How far the counters are read that the stored graph holds: they move while the edges stay.
struct CounterMark {
  private let connection: Connection
  /// The last harvest.
  private let harvest: Int64

  init(in connection: Connection) throws {
    self.connection = connection
    harvest = Int64(try connection.count("SELECT coalesce(max(id), 0) FROM harvest"))
  }

  /// The arrays with the counters that changed since.
  ///
  /// - Complexity: O(*s*) for *s* repositories that were ever met again, and a look-up for each that was
  ///   since.
  func renewed(_ arrays: GraphArrays, _ stored: StoredGraph) throws -> GraphArrays {
    var arrays = arrays
    let places = GraphPlaces(of: arrays.ids)
    try forEachChanged(stored) { id, downloads in
      if let place = places.place(of: id) { arrays.downloads[place] = downloads }
    }
    return arrays
  }

  /// Brings the stored counters up to date where nothing else changed.
  func renew(_ stored: StoredGraph) throws {
    let ids: [Int32] = try stored.numbers(.ids)
    let old = try stored.numbers(.downloads, of: Int64.self)
    let places = GraphPlaces(of: ids)
    var new = old
    try forEachChanged(stored) { id, downloads in
      if let place = places.place(of: id) { new[place] = downloads }
    }
    try PartWriter(in: connection).put(.downloads, new, over: old)
    try keep()
  }

  /// Keeps that the counters are read.
  func keep() throws {
    let old = try StoredGraph(in: connection).numbers(.countersSince, of: Int64.self)
    try PartWriter(in: connection).put(.countersSince, [harvest], over: old)
  }

  /// Models whose counters the last harvest that was read, or a later one, changed: it may have gone on.
  private func forEachChanged(_ stored: StoredGraph, _ body: (Int64, Int64) -> Void) throws {
    let since = try stored.numbers(.countersSince, of: Int64.self).first ?? 0
    let query = try connection.prepare(
      """
      SELECT repo.id, coalesce(repo.downloads, -1)
      FROM sighting
      CROSS JOIN repo ON repo.id = sighting.repo
      WHERE sighting.harvest >= ?1 AND repo.counters_since >= ?1
      """
    )
    try query.forEach(since) { row in
      row.inOrder { body($0.integer(), $0.integer()) }
    }
  }
}
