package import StemmaStore

/// What somebody wants news of: a table of the cache, and how far each was told of.
package struct WatchList: Sendable {
  /// One that is watched.
  package struct Entry: Sendable, Hashable {
    /// A repository, an owner or a study, by its name.
    package let subject: String
    /// `owner`, `study`, `model`, `dataset` or `space`.
    package let kind: String
    /// The last harvest that news were told of.
    package let digested: Int64
    /// When it was added: ISO 8601.
    package let addedAt: String

    package init(subject: String, kind: String, digested: Int64, addedAt: String) {
      self.subject = subject
      self.kind = kind
      self.digested = digested
      self.addedAt = addedAt
    }
  }

  private let cachePath: String

  package init(cachePath: String) { self.cachePath = cachePath }

  /// What is watched, by name; nothing in a cache of before there were watch lists.
  package static func entries(in connection: Connection) throws -> [Entry] {
    guard try connection.hasWatchList else { return [] }
    return try connection.rows(
      "SELECT subject, kind, digested, added_at FROM watch ORDER BY subject, kind"
    ) { row in
      row.inOrder {
        Entry(
          subject: $0.text(),
          kind: $0.text(),
          digested: $0.integer(),
          addedAt: $0.text()
        )
      }
    }
  }

  /// Adds entries; one that is watched already stays as it is.
  ///
  /// - Throws: `CacheError`, also when there is no cache.
  package func add(_ entries: [Entry]) throws {
    try write { connection in
      for entry in entries {
        try connection.run(
          "INSERT OR IGNORE INTO watch (subject, kind, digested, added_at) VALUES (?, ?, ?, ?)",
          entry.subject,
          entry.kind,
          entry.digested,
          entry.addedAt
        )
      }
    }
  }

  /// Removes what goes by these names, in whatever letters, and returns those that nothing went by.
  package func remove(_ subjects: [String]) throws -> [String] {
    try write { connection in
      try subjects.filter { subject in
        try connection.run("DELETE FROM watch WHERE subject = ? COLLATE NOCASE", subject)
        return connection.changes == 0
      }
    }
  }

  /// Notes that news were told up to a harvest.
  package func mark(_ entries: [Entry], digested harvest: Int64) throws {
    try write { connection in
      for entry in entries {
        try connection.run(
          "UPDATE watch SET digested = max(digested, ?) WHERE subject = ? AND kind = ?",
          harvest,
          entry.subject,
          entry.kind
        )
      }
    }
  }

  private func write<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    // Opened for writing, a cache is made where there is none.
    try Cache.requireThere(cachePath)
    return try Cache(path: cachePath, access: .write).write(as: .watch, body)
  }
}
