package import Foundation
internal import StemmaCore
package import StemmaDuckDB
package import StemmaStore

/// A cache's newest harvest as one more partition of a lake: the rows that are other than in the partitions
/// before.
package struct LakeExport {
  /// What was added.
  package struct Summary: Sendable, Hashable {
    /// The harvest.
    package var harvest: Int64
    /// Rows by table, of the tables that have some.
    package var rows: [String: Int] = [:]
    /// Whether the lake had it already: then nothing changed.
    package var isKnown = false
    /// Values that are no times although their column holds times; they are missing in the files.
    package var oddTimes = 0
  }

  private let folder: URL
  private let engine: DuckDB

  /// An export into the lake in `folder`, which is there.
  package init(into folder: URL, by engine: DuckDB) {
    (self.folder, self.engine) = (folder, engine)
  }

  /// The tables of a lake: what was harvested and derived, and how it is linked.
  ///
  /// Left out is what tells where the archives stand, when a repository was last met unchanged, and what
  /// follows from edges: it changes with each harvest and says nothing new.
  package static let names: [String] =
    Schema.tablesByStage.filter { $0.stage != .import && $0.stage != .watch && $0.stage != .study }
    .flatMap(\.tables).filter { !workings.contains($0) } + ["repo_tag", counters]

  private static let workings: Set = [
    "tag_list", "forecast", "response", "identity", "archive_mark", "sighting", "change",
    "detail_mark",
    "detail_walk", "link_mark", "graph_array", "graph_text", "lineage_place", "lineage_span",
    "family",
    "family_group", "graph_finding",
  ]

  /// The tables that are in a lake though they are empty.
  private static let always: Set = [
    "harvest", "step", "repo", counters, "owner", "tag", "repo_tag", "reference", "declaration",
    "repo_history", "edge",
  ]

  /// The columns of `repo` that change daily, which are a table by themselves.
  private static let counters = "counter"

  private static let counterColumns: Set = [
    "downloads", "downloads_all_time", "likes", "trending_score", "counters_since",
  ]

  /// Adds the newest harvest, unless the lake has it; kill it anywhere, and the lake is as before.
  ///
  /// - Throws: `DuckDBError` when the lake is of another cache or cannot be written, `AnswerError` when
  ///   there is no harvest to add.
  /// - Complexity: O(*n*) over the rows of the cache and the lake.
  package func write(of connection: Connection) throws -> Summary {
    let harvest = try Harvest(newestOf: connection)
    let lock = try LakeLock(of: folder)
    defer { withExtendedLifetime(lock) {} }
    let lake = try Lake(in: folder)
    guard try isNew(harvest, in: lake) else {
      return Summary(harvest: harvest.number, isKnown: true)
    }
    let draft = folder.appending(path: ".\(Lake.Partition.name(of: harvest.number)).part")
    // The lock is ours: whoever began it is gone.
    try? FileManager.default.removeItem(at: draft)
    defer { try? FileManager.default.removeItem(at: draft) }
    try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: false)
    var summary = Summary(harvest: harvest.number)
    let tables = try tables(of: connection, beside: lake)
    let counts = try write(tables, of: connection, beside: lake, in: draft, &summary)
    var described: [JSONValue.Member] = []
    for (table, rows) in zip(tables, counts) {
      if rows > 0 { summary.rows[table.name] = rows }
      if rows == 0, lake.has(table.name) {
        try FileManager.default.removeItem(at: draft.appending(path: table.name))
      } else {
        described.append(.init(table.name, try Self.description(of: table, rows, in: draft)))
      }
    }
    try harvest.describe(described, in: draft)
    let partition = folder.appending(path: Lake.Partition.name(of: harvest.number))
    guard rename(draft.path, partition.path) == 0 else {
      throw DuckDBError(
        "\(partition.path) cannot be written: \(FileReason.text(ofErrno: errno))."
      )
    }
    return summary
  }

  private func isNew(_ harvest: Harvest, in lake: Lake) throws -> Bool {
    guard let newest = lake.partitions.last else { return true }
    guard newest.cache == harvest.cache else {
      throw DuckDBError(
        "\(folder.path) is a lake of another cache, \(newest.cache); this one is \(harvest.cache). "
          + "Name another folder with -o."
      )
    }
    guard newest.harvest <= harvest.number else {
      throw DuckDBError(
        "\(folder.path) holds harvest \(newest.harvest), and this cache ends with harvest "
          + "\(harvest.number): it is an older state of it. Name another folder with -o."
      )
    }
    return newest.harvest < harvest.number
  }

  /// A table as lakes have it: a partition's key is called `harvest`, so that a column may not be.
  private static func table(_ name: String, in connection: Connection) throws -> CacheTable {
    switch name {
    case counters:
      try CacheTable("repo", in: connection).part(
        name,
        of: { $0 == "id" || counterColumns.contains($0) }
      )
    case "repo":
      try CacheTable(name, in: connection).part(name, of: { !counterColumns.contains($0) })
    default:
      try CacheTable(name, in: connection).part(
        name,
        of: { _ in true },
        calling: ["harvest": "of_harvest"]
      )
    }
  }

  /// The tables that are looked at; what was never there needs no file, unless those who read lakes look
  /// for it.
  private func tables(of connection: Connection, beside lake: Lake) throws -> [CacheTable] {
    try Self.names.map { try Self.table($0, in: connection) }.filter { table in
      try Self.always.contains(table.name) || lake.has(table.name)
        || table.count(in: connection) > 0
    }
  }

  /// Writes what changed of each table, and says how many rows that are.
  private func write(
    _ tables: [CacheTable],
    of connection: Connection,
    beside lake: Lake,
    in draft: URL,
    _ summary: inout Summary
  ) throws -> [Int] {
    let run = try DuckDBTables()
    let spill = draft.appending(path: "spill")
    var statements = ["SET temp_directory = \(DuckDB.quoted(spill.path))"]
    var pipes: [String] = []
    for table in tables {
      let place = draft.appending(path: table.name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
      let pipe = try run.pipe(table.name)
      pipes.append(pipe)
      statements += Self.statements(for: table, from: pipe, beside: lake, in: place)
    }
    do {
      try run.start(statements.joined(separator: ";\n") + ";", by: engine, in: folder)
      for (table, pipe) in zip(tables, pipes) {
        let fed = try run.feed(pipe, Self.columns(of: table)) { feed in
          try table.forEach(in: connection) { row in
            table.addValues(of: row, to: feed)
            feed.add(0 as Int64)
            try feed.endRow()
          }
        }
        summary.oddTimes += fed.oddTimes
      }
      let counts = try run.finish().split(separator: "\n").compactMap { Int($0) }
      guard counts.count == tables.count else {
        throw DuckDBError("DuckDB did not say how many rows changed.")
      }
      for table in tables {
        try? FileManager.default.removeItem(at: draft.appending(path: table.name + "/now"))
      }
      try? FileManager.default.removeItem(at: spill)
      return counts
    } catch let error as DuckDBError {
      throw DuckDBError("\(folder.path) cannot be written. \(error.description)")
    }
  }

  private static let fileName = "00000.parquet"

  private static func columns(of table: CacheTable) -> [ParquetColumn] {
    table.columns + [.init("removed", .truth)]
  }

  /// What DuckDB does with a table that comes out of a pipe: its changes become the file, and the number
  /// of its rows is told.
  private static func statements(
    for table: CacheTable,
    from pipe: String,
    beside lake: Lake,
    in place: URL
  ) -> [String] {
    let isFirst = !lake.has(table.name)
    let file = place.appending(path: fileName)
    let now = isFirst ? file : place.appending(path: "now")
    var statements = [
      "SET memory_limit = '300MB'", "SET preserve_insertion_order = true",
      copy(RowFeed.query(columns(of: table), from: pipe), to: now),
    ]
    if !isFirst {
      statements += [
        "SET memory_limit = '1GB'", "SET preserve_insertion_order = false",
        copy(changes(of: table, from: now, beside: lake), to: file),
      ]
    }
    return statements + [
      "COPY (SELECT num_rows FROM parquet_file_metadata(\(DuckDB.quoted(file.path)))) "
        + "TO '/dev/stdout' (FORMAT csv, HEADER false)"
    ]
  }

  private static func copy(_ query: String, to file: URL) -> String {
    "COPY (\(query)) TO \(DuckDB.quoted(file.path)) "
      + "(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
  }

  /// The rows of the file `now` that the lake does not have, and those that it has and are gone.
  private static func changes(of table: CacheTable, from now: URL, beside lake: Lake) -> String {
    let now = "read_parquet(\(DuckDB.quoted(now.path)))"
    let key = table.key
    let others = table.columns.map(\.name).filter { !key.contains($0) }
    let names = key.map(DuckDB.name)
    let match = names.map { "now.\($0) = was.\($0)" }.joined(separator: " AND ")
    let change =
      ["now.\(names[0]) IS NULL", "was.\(names[0]) IS NULL"]
      + others.map(DuckDB.name).map { "now.\($0) IS DISTINCT FROM was.\($0)" }
    let values = table.columns.map { column in
      let name = DuckDB.name(column.name)
      return key.contains(column.name)
        ? "coalesce(now.\(name), was.\(name)) AS \(name)" : "now.\(name)"
    }
    return """
      FROM (
        SELECT \(values.joined(separator: ", ")), now.\(names[0]) IS NULL AS removed
        FROM \(now) AS now
        FULL JOIN \(lake.state(of: table.name, key: key, at: .max, with: now)) AS was ON \(match)
        WHERE \(change.joined(separator: " OR ")))
      ORDER BY \(names.joined(separator: ", "))
      """
  }

  private static func description(
    of table: CacheTable,
    _ rows: Int,
    in draft: URL
  ) throws -> JSONValue {
    var hash = SHA256()
    let handle = try UserFile.open(draft.appending(path: "\(table.name)/\(fileName)").path)
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(piece) }
    return .object([
      .init("rows", .integer(Int64(rows))),
      .init("key", .array(table.key.map(JSONValue.string))),
      .init("sha256", .string(hash.finish().hexadecimal)),
    ])
  }
}

/// The harvest that is added to a lake.
private struct Harvest {
  let number: Int64
  let cache: String
  private let startedAt: String

  /// The newest one of a cache.
  init(newestOf connection: Connection) throws {
    guard let identity = try CacheIdentity(of: connection),
      let row = try connection.first(
        "SELECT id, started_at, outcome FROM harvest ORDER BY id DESC",
        body: { $0.inOrder { (id: $0.integer(), startedAt: $0.text(), outcome: $0.text()) } }
      )
    else {
      throw AnswerError(
        .beforeHistory,
        "The cache holds no harvest to add. Run `stemma harvest` first."
      )
    }
    guard row.outcome == "complete" else {
      throw AnswerError(
        .beforeHistory,
        "Harvest \(row.id) did not come to its end, and would change yet. Run the same `stemma harvest` "
          + "again, which takes it up."
      )
    }
    (number, cache, startedAt) = (row.id, identity.cache, row.startedAt)
  }

  /// Writes what a partition says of itself.
  func describe(_ tables: [JSONValue.Member], in draft: URL) throws {
    let text = JSONValue.object([
      .init("format", .string(Lake.Partition.format)),
      .init("cache", .string(cache)),
      .init("harvest", .integer(number)),
      .init("started_at", .string(startedAt)),
      .init("version", .string(Version.text)),
      .init("tables", .object(tables)),
    ]).text
    try Data(text.utf8).write(to: draft.appending(path: Lake.Partition.description))
  }
}

/// Keeps a second export out of a lake.
private final class LakeLock {
  private let descriptor: Int32

  init(of folder: URL) throws(DuckDBError) {
    let path = folder.appending(path: ".lock").path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw DuckDBError("\(path) cannot be opened: \(FileReason.text(ofErrno: errno)).")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw DuckDBError("Another process is adding to the lake \(folder.path). Wait for it to end.")
    }
  }

  deinit { close(descriptor) }
}
