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

  private struct Flag: Hashable {
    let repo: Int32
    let rule: MassUploadRule
  }

  /// Brings `mass_upload` up to the models and edges of now; only rows that differ are written.
  ///
  /// - Complexity: O(*n*) time for the names of *n* models, and 5 bytes of memory for each row.
  func write(_ index: NameIndex) throws {
    var (flags, series) = try byName()
    flags += bySeries(series)
    flags += try byTutorial(index)
    try replace(by: Set(flags))
  }

  private struct Serial {
    let repo: Int32
    let owner: Int32
    let shape: UInt64
  }

  /// What each name alone says, and the listed models whose names hold a serial number.
  private func byName() throws -> ([Flag], [Serial]) {
    let models = try connection.prepare(
      "SELECT id, owner, name, gone_since IS NULL AS is_listed FROM repo WHERE kind = 'model'"
    )
    let (id, owner) = (models.place(of: "id"), models.place(of: "owner"))
    let (name, isListed) = (models.place(of: "name"), models.place(of: "is_listed"))
    var flags: [Flag] = []
    var series: [Serial] = []
    var uploadName = UploadName()
    try models.forEach { row in
      row.withText(name) { uploadName.take($0) }
      let repo = Int32(row.integer(id))
      flags += uploadName.rules.map { Flag(repo: repo, rule: $0) }
      if let owner = row.optionalInteger(owner), row.bool(isListed), let shape = uploadName.shape {
        series.append(Serial(repo: repo, owner: Int32(owner), shape: shape))
      }
    }
    return (flags, series)
  }

  private func bySeries(_ series: [Serial]) -> [Flag] {
    struct Key: Hashable {
      let owner: Int32
      let shape: UInt64
    }
    var counts: [Key: Int] = [:]
    for each in series { counts[Key(owner: each.owner, shape: each.shape), default: 0] += 1 }
    return series.filter {
      counts[Key(owner: $0.owner, shape: $0.shape), default: 0] >= Self.leastSeries
    }
    .map { Flag(repo: $0.repo, rule: .serial) }
  }

  /// Models of a name that very many accounts have, unless it is that of an original.
  private func byTutorial(_ index: NameIndex) throws -> [Flag] {
    let hasChildren = try connection.prepare(
      """
      SELECT count(*)
      FROM (
        SELECT 1 FROM edge
        WHERE parent = ? AND child <> parent AND last_seen IS NULL
        LIMIT \(Self.leastChildren))
      """
    )
    return try index.names(ofAtLeast: Self.leastAccounts).flatMap { entries in
      let isOriginal = try entries.contains {
        try hasChildren.first(Int64($0.repo)) { $0.int(0) } == Self.leastChildren
      }
      return isOriginal ? [] : entries.map { Flag(repo: $0.repo, rule: .tutorial) }
    }
  }

  private func replace(by flags: Set<Flag>) throws {
    var missing = flags
    let stored = try connection.rows("SELECT repo, rule FROM mass_upload") { row in
      row.inOrder { (repo: $0.integer(), rule: $0.text()) }
    }
    let delete = try connection.prepare("DELETE FROM mass_upload WHERE repo = ? AND rule = ?")
    for (repo, rule) in stored {
      let flag = MassUploadRule(rawValue: rule).map { Flag(repo: Int32(repo), rule: $0) }
      if flag.flatMap({ missing.remove($0) }) == nil { try delete.run(repo, rule) }
    }
    let insert = try connection.prepare("INSERT INTO mass_upload (repo, rule) VALUES (?, ?)")
    for flag in missing.sorted(by: { ($0.repo, $0.rule.rawValue) < ($1.repo, $1.rule.rawValue) }) {
      try insert.run(Int64(flag.repo), flag.rule.rawValue)
    }
  }
}
