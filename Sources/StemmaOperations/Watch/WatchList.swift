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

  /// Where news go after each harvest.
  package struct Delivery: Sendable, Hashable {
    /// How they get there.
    package enum Means: String, Sendable { case file, command }

    /// The file's path, or the line for the shell.
    package let target: String
    package let means: Means
    /// The format of the digest, such as `atom`.
    package let format: String
    /// The last harvest that it was told of.
    package let told: Int64
    /// When it was added: ISO 8601.
    package let addedAt: String

    package init(target: String, means: Means, format: String, told: Int64, addedAt: String) {
      (self.target, self.means, self.format) = (target, means, format)
      (self.told, self.addedAt) = (told, addedAt)
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

  /// Where news go, by target; nowhere in a cache of before there were deliveries.
  package static func deliveries(in connection: Connection) throws -> [Delivery] {
    guard try connection.hasDeliveries else { return [] }
    return try connection.rows(
      "SELECT target, means, format, told, added_at FROM watch_delivery ORDER BY target, means"
    ) { row in
      row.inOrder {
        Delivery(
          target: $0.text(),
          means: Delivery.Means(rawValue: $0.text()) ?? .file,
          format: $0.text(),
          told: $0.integer(),
          addedAt: $0.text()
        )
      }
    }
  }

  /// Has news delivered after each harvest; a target that is known gets the new format.
  ///
  /// - Throws: `CacheError`, also when there is no cache.
  package func add(_ delivery: Delivery) throws {
    try write { connection in
      try connection.run(
        """
        INSERT INTO watch_delivery (target, means, format, told, added_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (target, means) DO UPDATE SET format = excluded.format
        """,
        delivery.target,
        delivery.means.rawValue,
        delivery.format,
        delivery.told,
        delivery.addedAt
      )
    }
  }

  /// Notes that news up to a harvest were delivered.
  package func mark(_ delivery: Delivery, told harvest: Int64) throws {
    try write { connection in
      try connection.run(
        "UPDATE watch_delivery SET told = max(told, ?) WHERE target = ? AND means = ?",
        harvest,
        delivery.target,
        delivery.means.rawValue
      )
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

  /// Removes names, in whatever letters, and deliveries by their targets, and returns those that nothing
  /// went by.
  package func remove(_ names: [String]) throws -> [String] {
    try write { connection in
      try names.filter { name in
        try connection.run("DELETE FROM watch WHERE subject = ? COLLATE NOCASE", name)
        let removed = connection.changes
        try connection.run("DELETE FROM watch_delivery WHERE target = ?", name)
        return removed + connection.changes == 0
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
