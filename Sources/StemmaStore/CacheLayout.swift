internal import Foundation

/// Which version of Stemma reads a cache.
package enum CacheLayout: Sendable, Hashable {
  /// This one.
  case current
  /// An earlier one, with the number of its layout: the cache can be brought up.
  case earlier(Int)
  /// A newer one.
  case newer(Int)

  /// The number of this version's layout.
  package static let number = Schema.number

  /// The layout of the cache at `path`, whose writer lock the caller holds; nil when there is none, or
  /// nothing in it yet.
  ///
  /// What a killed process left in the middle of a change is rolled back.
  ///
  /// - Throws: `CacheError` for what is no cache, or cannot be read.
  package init?(at path: String) throws {
    let file = try CachePath.file(at: path)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    let layout = try Cache.translating(path) { () -> CacheLayout? in
      let database = try Database(path: file, FrozenReading.hasJournal(file) ? .writing : .reading)
      try database.prepareForReading()
      return try Schema.layout(of: database.lawless)
    }
    guard let layout else { return nil }
    self = layout
  }
}

extension Schema {
  /// Raised with each version whose tables differ from those of the version before, so that a program
  /// tells a newer cache from an older one.
  ///
  /// There is one way from every earlier layout to this one: what cannot be had again is copied by the
  /// names of its columns, the rest is derived anew from the archives. So a table that is renamed needs
  /// a line in ``Connection/copyRows(of:from:)``, and nothing else does.
  static let number = 2

  /// The layout of an open file; nil when nothing is in it yet.
  static func layout(of connection: Connection) throws -> CacheLayout? {
    guard try !isEmpty(connection) else { return nil }
    try requireOurs(connection)
    let applied = try applied(in: connection)
    // The first caches of all wrote the number alone.
    let numbers = applied.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    if let newest = numbers.max(), newest > number { return .newer(newest) }
    return applied == current ? .current : .earlier(min(numbers.max() ?? 1, number))
  }

  /// Refuses a cache of another layout, before anything is written to it.
  static func requireCurrent(_ connection: Connection) throws {
    switch try layout(of: connection) {
    case .current, nil: return
    case .earlier:
      throw CacheError(
        .otherLayout,
        "The cache was made by another version of Stemma, with a different layout.",
        hint: "`stemma cache upgrade` brings it up, and so does the next harvest."
      )
    case .newer(let found):
      let version = try? connection.first("SELECT version FROM harvest ORDER BY id DESC LIMIT 1") {
        $0.text(0)
      }
      let maker = version.flatMap { $0 }.map { "Stemma \($0)" } ?? "a newer version of Stemma"
      throw CacheError(
        .newerLayout,
        "The cache was made by \(maker), with layout \(found); this version reads layouts up to "
          + "\(number).",
        hint: "Install that version, or choose another cache with --cache."
      )
    }
  }
}

extension Connection {
  /// Fills a table, which is empty, from the one of its name in the attached schema.
  ///
  /// Takes the columns that both have; without such a table nothing happens.
  package func copyRows(of table: String, from schema: String) throws {
    func columns(_ table: String, _ schema: String) throws -> [String] {
      try rows("SELECT name FROM pragma_table_info(?, ?)", table, schema) { $0.text(0) }
    }
    let own = Set(try columns(table, "main"))
    let common = try columns(table, schema).filter(own.contains).map { "\"\($0)\"" }
      .joined(separator: ", ")
    if table == "tag_list", common.isEmpty, try !columns("repo_tag", schema).isEmpty {
      return try packTags(from: schema)
    }
    guard !common.isEmpty else { return }
    try run("INSERT INTO main.\(table) (\(common)) SELECT \(common) FROM \(schema).\(table)")
  }

  /// Fills the lists of tags from a table with a row a tag, which earlier layouts had.
  private func packTags(from schema: String) throws {
    try run(
      """
      INSERT INTO main.tag_list (repo, first_seen, ended, tags)
      SELECT repo, first_seen, ended, json_group_array(tag)
      FROM (
        SELECT repo, first_seen, coalesce(last_seen + 1, 0) AS ended, tag
        FROM \(schema).repo_tag
        ORDER BY repo, first_seen, ended, tag)
      GROUP BY repo, first_seen, ended
      """
    )
  }

  /// Says that the cache was made as the file named `name`: with the identity that it has in the
  /// attached schema, if it has one there.
  package func takeIdentity(from schema: String, home name: String) throws {
    let harvest = self.as(.harvest)
    let isThere =
      try harvest.count(
        "SELECT EXISTS (SELECT 1 FROM \(schema).sqlite_master WHERE name = 'identity')"
      ) > 0
    if isThere, try harvest.count("SELECT EXISTS (SELECT 1 FROM \(schema).identity)") > 0 {
      try harvest.run("DELETE FROM identity")
      try harvest.copyRows(of: "identity", from: schema)
    } else {
      try harvest.run("UPDATE identity SET home = ?", name)
    }
  }
}

extension Cache {
  /// Copies the cache at `path` to a file that is not there yet, whatever its layout is.
  package static func copy(_ path: String, to destination: String) throws {
    let draft = "\(destination).\(getpid()).part"
    removeDrafts(of: destination)
    defer { removeDrafts(of: destination) }
    try translating(destination) {
      let file = try CachePath.file(at: path)
      try Database(path: file, .reading).backup(to: draft)
      try Database(path: draft, .writing).execute("PRAGMA journal_mode = DELETE")
    }
    try appear(draft, as: destination)
  }

  /// Puts what this cache holds in the place of what the one at `path` holds: in one transaction, so
  /// that whoever reads it sees one or the other.
  ///
  /// - Throws: `CacheError` of code `held` while another program reads the cache at `path`.
  package func replace(_ path: String) throws {
    try Self.translating(path) {
      let file = try CachePath.file(at: path)
      // Pages of another size cannot be put behind a log.
      let mode = try? Database(path: file, .writing).lawless
        .first("PRAGMA journal_mode = DELETE") { $0.text(0) }
      guard mode == "delete" else {
        throw CacheError(
          .held,
          "Another program reads the cache \(path).",
          hint: "Wait for it to end, or stop it, and run the command again."
        )
      }
      try withDatabase { try $0.backup(to: file) }
    }
  }
}
