import StemmaStore

extension Cache {
  /// Takes the cache's connection back to what was known at `time`, and links and analyzes that.
  ///
  /// Where no harvest had begun by then, or the last one had, nothing is to be taken back.
  func recede(to time: String) throws {
    try read { try $0.ask(asOf: time) }
    let (harvest, last) = try read {
      (try $0.asOf.harvest, try $0.count("SELECT max(id) FROM harvest"))
    }
    guard let harvest, harvest < last else { return }
    try read { connection in
      try connection.recede(to: harvest)
      try Pipeline.analyze(connection)
    }
  }
}
