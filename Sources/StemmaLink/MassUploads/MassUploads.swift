import StemmaCore
import StemmaStore

/// Tells models that were uploaded in masses from the others.
struct MassUploads {
  let connection: Connection
  var scope = LinkScope.everything
  /// The models whose children differ from those at the last run.
  var touchedParents: Set<Int64> = []

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
  /// - Complexity: O(*n*) time for *n* models, and 5 bytes of memory for each row. In a smaller scope *n* are
  ///   the models that came, went or were renamed, those of their names, and those of publishers with
  ///   serial numbers among them.
  func write(_ models: ModelNames) throws {
    if let index = models.index {
      let tutorials = try index.names(ofAtLeast: Self.leastAccounts).flatMap(ofTutorial)
      let all = Set(index.uploads.flags + Self.series(among: index.uploads.series) + tutorials)
      try replace(connection.rows("SELECT repo, rule FROM mass_upload", body: Self.flag), by: all)
    } else {
      try replace(looking: models)
    }
  }

  private static func series(among models: [UploadNames.Serial]) -> [UploadNames.Flag] {
    struct Key: Hashable {
      let owner: Int32
      let shape: UInt64
    }
    var counts: [Key: Int] = [:]
    for each in models { counts[Key(owner: each.owner, shape: each.shape), default: 0] += 1 }
    return models.filter {
      counts[Key(owner: $0.owner, shape: $0.shape), default: 0] >= leastSeries
    }
    .map { UploadNames.Flag(repo: $0.repo, rule: .serial) }
  }

  /// Models of a name that very many accounts have, unless it is that of an original.
  private func ofTutorial(_ namesakes: [NameIndex.Entry]) throws -> [UploadNames.Flag] {
    guard Set(namesakes.lazy.map(\.owner)).count >= Self.leastAccounts else { return [] }
    let isOriginal = try namesakes.contains { try hasManyChildren($0.repo) }
    return isOriginal ? [] : namesakes.map { UploadNames.Flag(repo: $0.repo, rule: .tutorial) }
  }

  private func hasManyChildren(_ model: Int32) throws -> Bool {
    try connection.count(
      """
      SELECT count(*)
      FROM (
        SELECT 1 FROM edge
        WHERE parent = ? AND child <> parent AND last_seen IS NULL
        LIMIT \(Self.leastChildren))
      """,
      Int64(model)
    ) == Self.leastChildren
  }

  private static func flag(_ row: Statement) -> UploadNames.Flag? {
    row.inOrder { row in
      let repo = Int32(row.integer())
      return MassUploadRule(rawValue: row.text()).map { UploadNames.Flag(repo: repo, rule: $0) }
    }
  }

  private func replace(
    _ stored: [UploadNames.Flag?],
    by flags: Set<UploadNames.Flag>
  ) throws {
    let stored = Set(stored.compactMap(\.self))
    let delete = try connection.prepare("DELETE FROM mass_upload WHERE repo = ? AND rule = ?")
    for flag in stored.subtracting(flags).sorted() {
      try delete.run(Int64(flag.repo), flag.rule.rawValue)
    }
    let insert = try connection.prepare("INSERT INTO mass_upload (repo, rule) VALUES (?, ?)")
    for flag in flags.subtracting(stored).sorted() {
      try insert.run(Int64(flag.repo), flag.rule.rawValue)
    }
  }
}

extension MassUploads {
  /// Writes anew what may differ.
  private func replace(looking models: ModelNames) throws {
    let moved = try movedModels()
    let names = try scope.movedNames(in: connection)
    var flags = moved.flags
    var doubtful = Set(flags)
    for repo in moved.repos {
      for rule in MassUploadRule.allCases {
        doubtful.insert(UploadNames.Flag(repo: repo, rule: rule))
      }
    }
    let serials = try serials(of: moved.series, named: names)
    flags += Self.series(among: serials)
    doubtful.formUnion(serials.lazy.map { UploadNames.Flag(repo: $0.repo, rule: .serial) })
    for namesakes in try namesakes(of: names, models) {
      flags += try ofTutorial(namesakes)
      doubtful.formUnion(namesakes.lazy.map { UploadNames.Flag(repo: $0.repo, rule: .tutorial) })
    }
    let stored = try connection.prepare("SELECT repo, rule FROM mass_upload WHERE repo = ?")
    let old = try Set(doubtful.lazy.map(\.repo)).flatMap { repo in
      try stored.rows(Int64(repo), body: Self.flag).filter { $0.map(doubtful.contains) ?? false }
    }
    try replace(old, by: Set(flags))
  }

  /// The models that came, went or were renamed, and what their names alone say.
  private func movedModels() throws -> (
    repos: [Int32], flags: [UploadNames.Flag], series: [UploadNames.Serial]
  ) {
    let repos = try connection.rows("SELECT repo FROM moved_model") { Int32($0.integer(0)) }
    var names = UploadNames()
    let models = try connection.prepare(
      """
      SELECT repo.id, coalesce(repo.owner, 0) AS owner, repo.name
      FROM moved_model
      CROSS JOIN repo ON repo.id = moved_model.repo
      """
    )
    let (id, owner, name) = (
      models.place(of: "id"), models.place(of: "owner"), models.place(of: "name")
    )
    try models.forEach { row in
      let (repo, owner) = (Int32(row.integer(id)), Int32(row.integer(owner)))
      // One that is gone may leave a series.
      row.withText(name) { names.take($0, of: repo, owner: owner, isListed: true) }
    }
    return (repos, names.flags, names.series)
  }

  /// The listed models of all series that models came to or left: those that `moved`, and what had one of
  /// `names`, which tell their owners.
  private func serials(
    of moved: [UploadNames.Serial],
    named names: [String]
  ) throws -> [UploadNames.Serial] {
    var shapes: [Int32: Set<UInt64>] = [:]
    for each in moved { shapes[each.owner, default: []].insert(each.shape) }
    let ids = try connection.prepare("SELECT id FROM owner WHERE name = ?")
    for name in names {
      guard let shape = UploadName(name).shape, let owner = RepoName.owner(of: name),
        let id = try ids.first(owner, body: { Int32($0.integer(0)) })
      else { continue }
      shapes[id, default: []].insert(shape)
    }
    let models = try connection.prepare(
      """
      SELECT id, name
      FROM repo
      WHERE owner = ? AND kind = 'model' AND gone_since IS NULL
      """
    )
    let (id, name) = (models.place(of: "id"), models.place(of: "name"))
    return try shapes.sorted { $0.key < $1.key }.flatMap { owner, shapes in
      var names = UploadNames()
      try models.forEach(Int64(owner)) { row in
        let repo = Int32(row.integer(id))
        row.withText(name) { names.take($0, of: repo, owner: owner, isListed: true) }
      }
      return names.series.filter { shapes.contains($0.shape) }
    }
  }

  /// The models of each name that came or went, or of whose models one has other children.
  private func namesakes(
    of names: [String],
    _ models: ModelNames
  ) throws -> [[NameIndex.Entry]] {
    var seen: Set<UInt64> = []
    var found: [[NameIndex.Entry]] = []
    for base in names.lazy.map(\.baseName) where seen.insert(NameIndex.hash(of: base)).inserted {
      found.append(try models.models(named: base))
    }
    let name = try connection.prepare("SELECT name FROM repo WHERE id = ?")
    for parent in touchedParents.sorted() where parent > 0 {
      guard let base = try name.first(parent, body: { $0.text(0) })?.baseName,
        seen.insert(NameIndex.hash(of: base)).inserted
      else { continue }
      let namesakes = try models.models(named: base)
      // Fewer were none before, nor are they now.
      if namesakes.count >= Self.leastAccounts { found.append(namesakes) }
    }
    return found
  }
}

/// What the names of models say of mass uploads, each name by itself.
struct UploadNames {
  /// A model, and a rule that its name alone meets.
  struct Flag: Hashable, Comparable {
    let repo: Int32
    let rule: MassUploadRule

    static func < (one: Flag, other: Flag) -> Bool {
      (one.repo, one.rule.rawValue) < (other.repo, other.rule.rawValue)
    }
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
