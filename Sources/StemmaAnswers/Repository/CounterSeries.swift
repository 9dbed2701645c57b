public import StemmaCore
import StemmaLink
package import StemmaStore

/// What the counters of one repository were, harvested or imported, and where nothing is known.
public struct CounterSeries: Sendable, Hashable {
  /// Counters that held from one day to another; nil is not known, never zero.
  public struct Entry: Sendable, Hashable {
    /// The first day on which anybody saw them.
    public let date: String
    /// The last day on which anybody saw them.
    public let heldUntil: String
    /// Downloads of the last 30 days.
    public let downloads: Int64?
    /// Downloads of all time.
    public let downloadsAllTime: Int64?
    /// Likes.
    public let likes: Int64?
    /// The Hub's score of how much it trends.
    public let trendingScore: Double?
    /// `harvest` or `import`.
    public let source: String
    /// Where the import comes from; nil for a harvest.
    public let origin: String?

    /// Makes one from its parts, without a cache.
    public init(
      date: String,
      heldUntil: String,
      downloads: Int64? = nil,
      downloadsAllTime: Int64? = nil,
      likes: Int64? = nil,
      trendingScore: Double? = nil,
      source: String,
      origin: String? = nil
    ) {
      self.date = date
      self.heldUntil = heldUntil
      self.downloads = downloads
      self.downloadsAllTime = downloadsAllTime
      self.likes = likes
      self.trendingScore = trendingScore
      self.source = source
      self.origin = origin
    }
  }

  /// Days between two entries of which nothing is known.
  public struct Gap: Sendable, Hashable {
    /// The last day before the gap.
    public let lastKnown: String
    /// The first day after it.
    public let nextKnown: String
    /// The days in between.
    public let days: Int

    /// Makes one from its parts, without a cache.
    public init(
      lastKnown: String,
      nextKnown: String,
      days: Int
    ) {
      self.lastKnown = lastKnown
      self.nextKnown = nextKnown
      self.days = days
    }
  }

  /// The repository's name, or the imported one.
  public let name: String
  /// The oldest first.
  public let entries: [Entry]
  /// The gaps between the entries.
  public let gaps: [Gap]

  /// Makes one from its parts, without a cache.
  public init(
    name: String,
    entries: [Entry] = [],
    gaps: [Gap] = []
  ) {
    self.name = name
    self.entries = entries
    self.gaps = gaps
  }

  /// Reads the series of what `text` names, up to the end of `date` when there is one.
  ///
  /// - Throws: `AnswerError` of code `unknownName` when neither a harvest nor an import knows it, of
  ///   `beforeHistory` when nothing is known of it by the date.
  package init(
    of text: String,
    kind: RepoKind = .model,
    until date: String? = nil,
    in connection: Connection
  ) throws {
    var names = try ImportedNames(of: text, kind: kind, in: connection)
    var node = Result { try NamedNode(text, kind: kind, in: connection) }
    if (try? node.get()) == nil, let name = try names.repositoryName(in: connection) {
      names = try ImportedNames(of: name, kind: kind, in: connection)
      node = Result { try NamedNode(name, kind: kind, in: connection) }
    }
    let end = ImportedNames.end(of: date)
    let harvested = try (try? node.get()).map { try Self.harvested($0, end, connection) } ?? []
    let imported = try Self.imported(names, end, connection)
    guard !harvested.isEmpty || !imported.isEmpty else {
      let name = try node.get().name
      throw AnswerError(
        .beforeHistory,
        "No counter of \(name) is known\(date.map { " as of \($0)" } ?? ""): harvest it, or import "
          + "past snapshots with `stemma import`."
      )
    }
    name = (try? node.get().name) ?? RepoName.meant(by: text)
    entries = (harvested + imported).sorted {
      ($0.date, $0.heldUntil, $0.source) < ($1.date, $1.heldUntil, $1.source)
    }
    gaps = Self.gaps(in: entries)
  }

  /// The entry that says most of `day`: the newest begun by then.
  public func entry(on day: String) -> Entry? { entries.last { $0.date <= day } }

  private static func harvested(
    _ node: NamedNode,
    _ end: String,
    _ connection: Connection
  ) throws -> [Entry] {
    try connection.rows(
      """
      SELECT date, min(held_until, substr(?2, 1, 10)), downloads, downloads_all_time, likes,
        trending_score, source, NULL
      FROM counter_series
      WHERE repo = ?1 AND source = 'harvest' AND date <= ?2
      ORDER BY date, held_until
      """,
      node.id,
      end,
      body: Entry.init
    )
  }

  private static func imported(
    _ names: ImportedNames,
    _ end: String,
    _ connection: Connection
  ) throws -> [Entry] {
    try connection.rows(
      """
      SELECT substr(observed_at, 1, 10), substr(observed_at, 1, 10), downloads,
        downloads_all_time, likes, trending_score, 'import', import.source
      FROM imported_counter
      JOIN import ON import.id = imported_counter.import
      WHERE imported_name IN (SELECT value FROM json_each(?1)) AND observed_at <= ?2
      ORDER BY observed_at, import.id
      """,
      names.list,
      end,
      body: Entry.init
    )
  }

  private static func gaps(in entries: [Entry]) -> [Gap] {
    var gaps: [Gap] = []
    var known = entries.first?.heldUntil ?? ""
    for entry in entries {
      let days = Timestamp.days(from: known, to: entry.date) - 1
      if days > 0 { gaps.append(Gap(lastKnown: known, nextKnown: entry.date, days: days)) }
      known = max(known, entry.heldUntil)
    }
    return gaps
  }
}

extension CounterSeries.Entry {
  fileprivate init(_ row: Statement) {
    self = row.inOrder { row in
      CounterSeries.Entry(
        date: row.text(),
        heldUntil: row.text(),
        downloads: row.optionalInteger(),
        downloadsAllTime: row.optionalInteger(),
        likes: row.optionalInteger(),
        trendingScore: row.optionalReal(),
        source: row.text(),
        origin: row.optionalText()
      )
    }
  }
}

extension Timestamp {
  /// The days from one day to another, both such as `2025-02-04`.
  fileprivate static func days(from one: String, to other: String) -> Int {
    guard let start = secondsSince1970(in: one), let end = secondsSince1970(in: other) else {
      return 0
    }
    return Int((end - start) / 86_400)
  }
}

extension CounterSeries: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "model": .string(name),
      "series": .array(entries.map(\.json)),
      "gaps": .array(
        gaps.map {
          [
            "last_known": .string($0.lastKnown), "next_known": .string($0.nextKnown),
            "days": .integer(Int64($0.days)),
          ]
        }
      ),
    ]
  }

  /// Entries and gaps in the order of time; of a gap every counter is missing.
  public var table: Table {
    var gaps = gaps[...]
    var rows: [[Table.Cell]] = []
    for entry in entries {
      while let gap = gaps.first, gap.nextKnown <= entry.date {
        rows.append([.text(gap.lastKnown), .text(gap.nextKnown)] + Self.unknown)
        gaps = gaps.dropFirst()
      }
      rows.append(entry.row)
    }
    return Table(
      ["from", "to", "downloads", "all_time", "likes", "trending", "source"],
      rows: rows
    )
  }

  private static let unknown: [Table.Cell] = [.missing, .missing, .missing, .missing, "gap"]
}

extension CounterSeries.Entry {
  fileprivate var json: JSONValue {
    [
      "date": .string(date), "held_until": .string(heldUntil),
      "downloads": downloads.map(JSONValue.integer) ?? .null,
      "downloads_all_time": downloadsAllTime.map(JSONValue.integer) ?? .null,
      "likes": likes.map(JSONValue.integer) ?? .null,
      "trending_score": trendingScore.map(JSONValue.number) ?? .null,
      "source": .string(source), "origin": JSONValue(origin),
    ]
  }

  fileprivate var row: [Table.Cell] {
    [
      .text(date), .text(heldUntil), Table.Cell(downloads), Table.Cell(downloadsAllTime),
      Table.Cell(likes), trendingScore.map(Table.Cell.number) ?? .missing,
      .text(origin.map { "\(source): \($0)" } ?? source),
    ]
  }
}
