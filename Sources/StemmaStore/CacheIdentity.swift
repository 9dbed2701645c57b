internal import Foundation

/// Which cache this is, and where its archive stands if not beside it.
///
/// Made with the cache, or when a cache without one is first written. The first record of each archive
/// carries it, so that nobody cuts or removes what is another's.
package struct CacheIdentity: Sendable, Hashable {
  /// A random id.
  package let cache: String
  /// The file that the cache was made as: a name beside it or, in a backup, the path of the cache that
  /// it was copied from.
  package let home: String

  /// The identity of the cache that is lent; nil when an earlier version made it and none has written
  /// to it since.
  package init?(of connection: Connection) throws {
    guard try Schema.has("identity", connection),
      let row = try connection.first(
        "SELECT cache, home FROM identity",
        body: { $0.inOrder { (cache: $0.text(), home: $0.text()) } }
      )
    else { return nil }
    (cache, home) = (row.cache, row.home)
  }

  /// The caches that the archives of this one say they are of, itself among them.
  package static func ofArchives(in connection: Connection) throws -> Set<String> {
    let own = try CacheIdentity(of: connection).map { [$0.cache] } ?? []
    guard try Schema.has("archive_mark", connection) else { return Set(own) }
    return Set(
      try own + connection.rows("SELECT DISTINCT cache FROM archive_mark") { $0.text(0) }
    )
  }
}

/// What tells an archive from all others, as its first record says it.
package struct ArchiveMark: Sendable, Hashable {
  /// The id of the cache that it is of.
  package let cache: String
  /// The id of the first record; nil for what stands for compacted archives, which has no records.
  package let record: String?

  package init(cache: String, record: String?) { (self.cache, self.record) = (cache, record) }

  /// The mark that a file of the archive has; nil when an earlier version wrote it.
  package init?(of file: String, in connection: Connection) throws {
    guard try Schema.has("archive_mark", connection),
      let mark = try connection.first(
        "SELECT cache, record FROM archive_mark WHERE file = ?",
        file,
        body: { $0.inOrder { ArchiveMark(cache: $0.text(), record: $0.optionalText()) } }
      )
    else { return nil }
    self = mark
  }

  /// Notes that a file of the archive has this mark.
  package func note(of file: String, in connection: Connection) throws {
    try connection.as(.harvest).run(
      "INSERT OR REPLACE INTO archive_mark (file, cache, record) VALUES (?, ?, ?)",
      file,
      cache,
      record
    )
  }
}

extension Schema {
  /// What ties a cache to its archive.
  ///
  /// No part of the layout: a cache without these tables is as good, and gets them when it is written.
  private static let identityTables = """
    CREATE TABLE IF NOT EXISTS identity (
      cache TEXT NOT NULL PRIMARY KEY,
      home TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS archive_mark (
      file TEXT NOT NULL PRIMARY KEY,
      cache TEXT NOT NULL,
      record TEXT
    ) STRICT, WITHOUT ROWID;
    """

  /// Gives a cache an identity unless it has one; `anew` gives another one to a copy.
  static func identify(_ database: Database, home: String, anew: Bool = false) throws {
    guard try anew || CacheIdentity(of: database.lawless) == nil else { return }
    try database.inside(.writing) {
      try database.execute(identityTables)
      let connection = database.lawless.as(.harvest)
      // Another process may have done it meanwhile.
      guard try anew || CacheIdentity(of: connection) == nil else { return }
      try connection.run("DELETE FROM identity")
      try connection.run(
        "INSERT INTO identity (cache, home) VALUES (?, ?)",
        UUID().uuidString.lowercased(),
        home
      )
    }
  }
}
