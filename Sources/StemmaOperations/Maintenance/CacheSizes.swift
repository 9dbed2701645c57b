import StemmaHarvest
import StemmaStore

/// What a cache's file and its archives take.
public struct CacheSizes: Sendable, Hashable {
  /// One archive.
  public struct Archive: Sendable, Hashable {
    /// Its harvest.
    public var harvest: Int64
    /// When the harvest began.
    public var startedAt: String
    /// How the harvest ended.
    public var outcome: String
    /// The name of the file that holds what it brought.
    public var file: String
    /// Whether the archive was compacted: the file stands for several harvests then.
    public var isCompacted: Bool
    /// The replies that the harvest was given.
    public var replies: Int
    /// The bytes of the file; 0 when it is missing.
    public var bytes: Int64
  }

  /// The cache's file.
  public var path: String
  /// Its bytes, with those of its write-ahead log.
  public var bytes: Int64
  /// Bytes in it that hold nothing and that a compaction would give back.
  public var freeBytes: Int64
  /// The archives' folder.
  public var folder: String
  /// The random id of the cache, which its archives carry; nil when an earlier version made the cache
  /// and none has written to it since.
  public var identity: String?
  /// The folders, if any, where the archives stand that this cache reads and leaves alone.
  public var inheritedFolders: [String] = []
  /// The folder of the pasts that were made for `--as-of` and are kept.
  public var pastFolder: String
  /// The bytes of these pasts.
  public var pastBytes: Int64
  /// The archives, oldest first.
  public var archives: [Archive]

  /// The bytes of all archives, each file once.
  public var archiveBytes: Int64 {
    Dictionary(archives.map { ($0.file, $0.bytes) }, uniquingKeysWith: { one, _ in one })
      .values.reduce(0, +)
  }
}

extension Maintenance {
  /// What the cache's file and its archives take.
  ///
  /// - Throws: An error of one line when the cache cannot be opened.
  public func sizes() throws -> CacheSizes {
    let cache = try Cache(path: cachePath, access: .read)
    let (file, archivePath) = (cache.file, ArchivePath(cache: cachePath))
    return try cache.read { connection in
      let archives = try connection.rows(
        """
        SELECT id, started_at, outcome, archive,
          (SELECT count(*) FROM response WHERE response.harvest = harvest.id) AS replies
        FROM harvest
        ORDER BY id
        """
      ) { row in
        CacheSizes.Archive(
          harvest: row.integer("id"),
          startedAt: row.text("started_at"),
          outcome: row.text("outcome"),
          file: row.text("archive"),
          isCompacted: ArchivePath.isBase(row.text("archive")),
          replies: row.int("replies"),
          bytes: Self.size(of: archivePath.readable(named: row.text("archive")))
        )
      }
      let pageSize = Int64(try connection.count("PRAGMA page_size"))
      let freePages = Int64(try connection.count("PRAGMA freelist_count"))
      return CacheSizes(
        path: cachePath,
        bytes: Self.size(of: file) + Self.size(of: file + "-wal"),
        freeBytes: pageSize * freePages,
        folder: archivePath.folder,
        identity: try CacheIdentity(of: connection)?.cache,
        inheritedFolders: archivePath.inherited,
        pastFolder: KeptPast.folder(of: file),
        pastBytes: KeptPast.bytes(of: file),
        archives: archives
      )
    }
  }
}
