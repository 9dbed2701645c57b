import StemmaCore
import StemmaDerive
import StemmaStore

/// Reads from the cache what is known of a cohort.
struct CohortReader {
  private let names: NameResolver
  private let repo: Statement
  private let marks: Statement
  private let unread: Statement
  private let below: EdgesBelow
  private let namesOfListed: Statement

  init(_ connection: Connection) throws {
    names = NameResolver(connection)
    repo = try connection.prepare(
      """
      SELECT repo.id, repo.kind, repo.name, repo.sha, repo.likes,
        max(repo.first_seen, coalesce(sighting.harvest, 0)) AS last_met, owner.name AS owner,
        account.kind AS owner_kind, harvest.started_at
      FROM repo
      LEFT JOIN sighting ON sighting.repo = repo.id
      LEFT JOIN owner ON owner.id = repo.owner
      LEFT JOIN account ON account.name = owner.name
      LEFT JOIN harvest ON harvest.id = account.asked_in
      WHERE repo.id = ?
      """
    )
    marks = try connection.prepare(
      """
      SELECT part, mark, count, harvest.started_at
      FROM detail_mark
      JOIN harvest ON harvest.id = detail_mark.harvest
      WHERE repo = ?
      """
    )
    unread = try connection.prepare(
      """
      SELECT num FROM discussion
      WHERE repo = ? AND is_read = 0 AND gone_since IS NULL
      ORDER BY num
      """
    )
    below = try EdgesBelow(connection)
    namesOfListed = try connection.prepare(
      "SELECT name FROM repo WHERE id = ? AND gone_since IS NULL"
    )
  }

  /// What is known of a repository; nil for one that the cache does not know by this name.
  func repo(_ member: CohortMember) throws -> CohortRepo? {
    guard let id = try id(of: member) else { return nil }
    var marksOfParts: [DetailPart: CohortRepo.Mark] = [:]
    try marks.forEach(id) { row in
      marksOfParts[DetailPart(rawValue: row.text("part"))] = CohortRepo.Mark(
        mark: row.text("mark"),
        count: row.optionalInteger("count"),
        readAt: row.text("started_at")
      )
    }
    let numbers = try unread.rows(id) { $0.integer(0) }
    return try repo.first(id) { row in
      CohortRepo(
        id: id,
        kind: RepoKind(rawValue: row.text("kind")) ?? member.kind,
        name: row.text("name"),
        sha: row.optionalText("sha"),
        likes: row.optionalInteger("likes"),
        owner: row.optionalText("owner").map {
          CohortRepo.Owner(
            name: $0,
            kind: row.optionalText("owner_kind"),
            askedAt: row.optionalText("started_at")
          )
        },
        lastMet: row.integer("last_met"),
        marks: marksOfParts,
        unread: numbers
      )
    }
  }

  /// The members, and every derivative of those that are models, each once.
  func families(of members: [CohortMember]) throws -> [CohortMember] {
    var all: [CohortMember] = []
    var seen: Set<CohortMember> = []
    for member in members {
      let id = member.kind == .model ? try id(of: member) : nil
      let derivatives = try id.map(listedNames) ?? []
      for repo in [member] + derivatives.map({ CohortMember(.model, $0) })
      where seen.insert(repo).inserted {
        all.append(repo)
      }
    }
    return all
  }

  /// The names of all derivatives of a model that the Hub lists, in their order.
  private func listedNames(below id: Int64) throws -> [String] {
    try below.nodes(of: id)
      .compactMap { id in try namesOfListed.first(id) { $0.text(0) } }
      .sorted()
  }

  private func id(of member: CohortMember) throws -> Int64? {
    try names.repo(named: member.name, kind: member.kind)?.id
  }
}

/// Follows the edges down from a model, one by one: `lineage` may lack some of what is below.
struct EdgesBelow {
  private let children: Statement

  init(_ connection: Connection) throws {
    children = try connection.prepare(
      "SELECT child FROM edge WHERE parent = ? AND last_seen IS NULL"
    )
  }

  /// The numbers of all that is below a node, the nearest first and never itself.
  ///
  /// - Complexity: O(*f*) for *f* nodes and edges below.
  func nodes(of id: Int64) throws -> [Int64] {
    var met: Set = [id]
    var found = [id]
    var next = 0
    while next < found.count {
      try children.forEach(found[next]) { row in
        let child = row.integer(0)
        if met.insert(child).inserted { found.append(child) }
      }
      next += 1
    }
    return Array(found.dropFirst())
  }
}

/// A repository of a cohort, with what is known of its details.
struct CohortRepo: Sendable {
  /// What a part of the details was brought up to.
  struct Mark: Sendable, Hashable {
    var mark: String
    var count: Int64?
    /// When the harvest began that read it last.
    var readAt: String
  }

  /// The owner, with what is known of it as an account.
  struct Owner: Sendable, Hashable {
    var name: String
    var kind: String?
    /// When the harvest began that asked for its overview last.
    var askedAt: String?

    /// Whether its overview is not known, or was asked for before `staleTime`.
    func isDue(staleTime: String) -> Bool { askedAt.map { $0 < staleTime } ?? true }
  }

  var id: Int64
  var kind: RepoKind
  var name: String
  var sha: String?
  var likes: Int64?
  var owner: Owner?
  /// The last harvest that met its record.
  var lastMet: Int64
  var marks: [DetailPart: Mark]
  /// The discussions whose events are not those of the list.
  var unread: [Int64]

  /// The pages that a part takes, if it is as long as it was last time.
  func pages(of part: DetailPart, size: Int) -> Int {
    let count = max(1, marks[part]?.count ?? 1)
    return Int((count - 1) / Int64(size) + 1)
  }
}

extension CohortRepo {
  /// A repository that the cache does not know, as if nothing of it had been read.
  init(unknown member: CohortMember) {
    let owner = RepoName.owner(of: member.name).map { Owner(name: $0) }
    self.init(
      id: 0,
      kind: member.kind,
      name: member.name,
      sha: "",
      owner: owner,
      lastMet: 0,
      marks: [:],
      unread: []
    )
  }
}
