import StemmaLink
import StemmaCore
import StemmaStore

/// Reads the life of repositories from the cache.
struct ActivityReader {
  let subject: MetricSubject
  let connection: Connection
  /// SQL that holds for the repositories.
  let condition: String

  init(_ subject: MetricSubject, in connection: Connection) {
    self.subject = subject
    self.connection = connection
    condition = subject.repositories()
  }

  /// Everything about the repositories; those of mass publishers in a family are left out unless
  /// the filter includes them.
  ///
  /// - Complexity: O(*r* log *n*) for *r* rows about them among *n* repositories.
  func records(_ filter: ActivityFilter) throws -> ActivityRecords {
    let (repos, accounts) = (try repos(), try accounts())
    let mass = try MassPublishers(
      among: Set(repos.compactMap(\.owner) + accounts.values.map(\.name)),
      apartFrom: subject,
      in: connection
    )
    var records = ActivityRecords()
    let keepsAll = subject.scope != .family || filter.includesMassPublishers
    records.repos = keepsAll ? repos : repos.filter { !mass.contains($0.owner) }
    records.massRepos = repos.count - records.repos.count
    records.condition =
      records.massRepos == 0 ? condition : "\(condition) AND repo.owner NOT IN (\(try mass.list()))"
    let kept = Set(records.repos.map(\.id))
    records.commits = try commits().filter { kept.contains($0.repo) }
    records.threads = try threads().filter { kept.contains($0.repo) }
    records.accounts = accounts.mapValues { account in
      var account = account
      account.isMassPublisher = mass.contains(account.name)
      return account
    }
    return records
  }

  private var ids: String { "SELECT repo.id FROM repo WHERE \(condition)" }

  private func repos() throws -> [ActivityRepo] {
    let ends = try ActivityRepo.Part.allCases.map { try ActivityEnds($0, connection) }
    return try connection.rows(
      """
      SELECT repo.id, repo.kind, repo.name, \(DatasetUser.publisher) AS publisher,
        repo.created_at
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE \(condition)
      ORDER BY repo.created_at, repo.name, repo.id
      """
    ) { row in
      ActivityRepo(
        id: row.integer("id"),
        kind: row.text("kind"),
        name: row.text("name"),
        owner: row.optionalText("publisher"),
        createdAt: Self.time(row.optionalText("created_at")),
        commits: ends[0].knowledge(of: row.integer("id")),
        discussions: ends[1].knowledge(of: row.integer("id"))
      )
    }
  }

  /// The projects of studies by their repositories.
  func projects() throws -> [Int64: String] {
    let rows = try connection.rows(
      """
      SELECT study_node.node, min(study_project.name)
      FROM study_node
      JOIN study_project USING (study, project)
      WHERE coalesce(study_node.role, '') NOT IN ('other', 'copy')
      GROUP BY study_node.node
      """
    ) { $0.inOrder { ($0.integer(), $0.text()) } }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  private func commits() throws -> [ActivityRecords.Commit] {
    try connection.rows(
      """
      SELECT repo, committed_at, pull_request,
        (SELECT group_concat(account) FROM commit_author
          WHERE commit_author.repo = repo_commit.repo AND commit_author.oid = repo_commit.oid)
          AS authors
      FROM repo_commit
      WHERE repo IN (\(ids))
      ORDER BY repo, committed_at, oid
      """
    ) { row in
      ActivityRecords.Commit(
        repo: row.integer("repo"),
        time: Self.time(row.optionalText("committed_at")),
        isMerged: !row.isNull("pull_request"),
        authors: row.text("authors").split(separator: ",").compactMap { Int64($0) }.sorted()
      )
    }
  }

  private func threads() throws -> [ActivityRecords.Thread] {
    let events = try events()
    return try connection.rows(
      """
      SELECT repo, num, account, is_pull_request, status, created_at, is_read,
        (SELECT value FROM main.discussion_event AS change
          WHERE change.repo = discussion.repo AND change.num = discussion.num
            AND type = 'status-change'
          ORDER BY created_at, position LIMIT 1) AS first_change,
        EXISTS (SELECT 1 FROM main.discussion_event AS later
          WHERE later.repo = discussion.repo AND later.num = discussion.num) AS has_events
      FROM discussion
      WHERE repo IN (\(ids)) AND gone_since IS NULL
      ORDER BY repo, num
      """
    ) { row in
      let known = events[Key(repo: row.integer("repo"), num: row.integer("num"))] ?? []
      return ActivityRecords.Thread(
        repo: row.integer("repo"),
        opener: row.optionalInteger("account"),
        isPullRequest: row.bool("is_pull_request"),
        status: row.text("status"),
        openedAt: Self.time(row.optionalText("created_at")),
        // One whose events all became known later was not read by then.
        isRead: row.bool("is_read") && (!known.isEmpty || !row.bool("has_events")),
        firstChange: row.optionalText("first_change"),
        events: known
      )
    }
  }

  private struct Key: Hashable {
    let repo: Int64
    let num: Int64
  }

  private func events() throws -> [Key: [ActivityRecords.Event]] {
    var events: [Key: [ActivityRecords.Event]] = [:]
    let statement = try connection.prepare(
      """
      SELECT repo, num, type, account, is_maintainer, created_at, value
      FROM discussion_event
      WHERE repo IN (\(ids)) AND gone_since IS NULL
        AND type IN ('comment', 'status-change')
      ORDER BY repo, num, created_at, position, hub_id
      """
    )
    try statement.forEach { row in
      events[Key(repo: row.integer("repo"), num: row.integer("num")), default: []].append(
        ActivityRecords.Event(
          type: row.text("type"),
          account: row.optionalInteger("account"),
          isMaintainer: row.bool("is_maintainer"),
          time: Self.time(row.optionalText("created_at")),
          value: row.optionalText("value")
        )
      )
    }
    return events
  }

  private func accounts() throws -> [Int64: ActivityAccount] {
    var accounts: [Int64: ActivityAccount] = [:]
    let statement = try connection.prepare(
      """
      SELECT id, name, is_bot
      FROM account
      WHERE id IN (
        SELECT account FROM commit_author WHERE repo IN (\(ids))
        UNION SELECT account FROM discussion WHERE repo IN (\(ids))
        UNION SELECT account FROM discussion_event WHERE repo IN (\(ids)))
      """
    )
    try statement.forEach { row in
      accounts[row.integer("id")] = ActivityAccount(
        name: row.text("name"),
        isBot: row.bool("is_bot"),
        isMassPublisher: false
      )
    }
    return accounts
  }

  private static func time(_ text: String?) -> Int64? {
    text.flatMap(Timestamp.secondsSince1970(in:))
  }
}
