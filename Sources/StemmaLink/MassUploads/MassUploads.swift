import StemmaCore
import StemmaStore

/// Tells models that were uploaded in masses from the others.
struct MassUploads {
  let connection: Connection

  /// As many accounts with a model of one name make it one of a tutorial.
  ///
  /// The bound with which others measured the rule.
  private static let leastAccounts = 50
  /// As many models made from one make it an original, whose copies have its name.
  private static let leastChildren = 20
  /// As many models of one publisher and one name but for a serial number make it a series.
  private static let leastSeries = 50

  /// Brings `mass_upload` up to the models and edges of now; only rows that differ are written.
  ///
  /// - Complexity: O(*n*) time for *n* models, and 5 bytes of memory for each row.
  func write(_ index: NameIndex) throws {
    try replace(
      by: Set(index.uploads.flags + bySeries(index.uploads.series) + byTutorial(index))
    )
  }

  private func bySeries(_ series: [UploadNames.Serial]) -> [UploadNames.Flag] {
    struct Key: Hashable {
      let owner: Int32
      let shape: UInt64
    }
    var counts: [Key: Int] = [:]
    for each in series { counts[Key(owner: each.owner, shape: each.shape), default: 0] += 1 }
    return series.filter {
      counts[Key(owner: $0.owner, shape: $0.shape), default: 0] >= Self.leastSeries
    }
    .map { UploadNames.Flag(repo: $0.repo, rule: .serial) }
  }

  /// Models of a name that very many accounts have, unless it is that of an original.
  private func byTutorial(_ index: NameIndex) throws -> [UploadNames.Flag] {
    let hasChildren = try connection.prepare(
      """
      SELECT count(*)
      FROM (
        SELECT 1 FROM edge
        WHERE parent = ? AND child <> parent AND last_seen IS NULL
        LIMIT \(Self.leastChildren))
      """
    )
    return try index.names(ofAtLeast: Self.leastAccounts).flatMap { entries -> [UploadNames.Flag] in
      let isOriginal = try entries.contains {
        try hasChildren.first(Int64($0.repo)) { $0.int(0) } == Self.leastChildren
      }
      return isOriginal ? [] : entries.map { UploadNames.Flag(repo: $0.repo, rule: .tutorial) }
    }
  }

  private func replace(by flags: Set<UploadNames.Flag>) throws {
    var missing = flags
    let stored = try connection.rows("SELECT repo, rule FROM mass_upload") { row in
      row.inOrder { (repo: $0.integer(), rule: $0.text()) }
    }
    let delete = try connection.prepare("DELETE FROM mass_upload WHERE repo = ? AND rule = ?")
    for (repo, rule) in stored {
      let flag = MassUploadRule(rawValue: rule).map {
        UploadNames.Flag(repo: Int32(repo), rule: $0)
      }
      if flag.flatMap({ missing.remove($0) }) == nil { try delete.run(repo, rule) }
    }
    let insert = try connection.prepare("INSERT INTO mass_upload (repo, rule) VALUES (?, ?)")
    for flag in missing.sorted(by: { ($0.repo, $0.rule.rawValue) < ($1.repo, $1.rule.rawValue) }) {
      try insert.run(Int64(flag.repo), flag.rule.rawValue)
    }
  }
}

/// What the names of models say of mass uploads, each name by itself.
struct UploadNames {
  /// A model, and a rule that its name alone meets.
  struct Flag: Hashable {
    let repo: Int32
    let rule: MassUploadRule
  }

  /// A listed model whose name holds a serial number.
  struct Serial {
    let repo: Int32
    let owner: Int32
    /// The name without the number, as a hash.
    let shape: UInt64
  }

  private(set) var flags: [Flag] = []
  private(set) var series: [Serial] = []
  private var name = UploadName()

  /// Takes a model's name; `owner` is 0 without one.
  mutating func take(
    _ text: UnsafeBufferPointer<UInt8>,
    of repo: Int32,
    owner: Int32,
    isListed: Bool
  ) {
    name.take(text)
    for rule in name.rules { flags.append(Flag(repo: repo, rule: rule)) }
    if owner != 0, isListed, let shape = name.shape {
      series.append(Serial(repo: repo, owner: owner, shape: shape))
    }
  }
}
