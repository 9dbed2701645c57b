public import StemmaCore
import StemmaGraph
package import StemmaStore

/// What is cached, how fresh it is and what is missing.
public struct Status: Sendable, Hashable {
  /// One part of a harvest: what it was expected to cost, and what it did.
  public struct Cost: Sendable, Hashable {
    /// The purpose of the steps, as in the cache.
    public let purpose: String
    /// The kind of repository that the steps are about.
    public let kind: String
    /// The quota that the requests count against: `api`, `resolvers` or `pages`.
    public let bucket: String
    /// Requests that were expected; nil when nobody thought of it.
    public let forecast: Int?
    /// Where the expectation came from.
    public let basis: String?
    /// Replies that came, redirects and refusals included.
    public let actual: Int

    /// Makes one from its parts, without a cache.
    public init(
      purpose: String,
      kind: String,
      bucket: String,
      forecast: Int? = nil,
      basis: String? = nil,
      actual: Int
    ) {
      self.purpose = purpose
      self.kind = kind
      self.bucket = bucket
      self.forecast = forecast
      self.basis = basis
      self.actual = actual
    }
  }

  /// One harvest.
  public struct Harvest: Sendable, Hashable {
    /// The harvest's number.
    public let id: Int64
    /// How the harvest was planned, such as `walk` or `sweep`.
    public let plan: String
    /// Why `auto` chose the plan; nil when it was asked for by name.
    public let reason: String?
    /// How it ended: `complete`, `stopped` or `failed`; `running` while it runs.
    public let outcome: String
    /// When it began.
    public let startedAt: String
    /// When it ended; nil while it runs.
    public let finishedAt: String?
    /// The address of the Hub that was asked.
    public let endpoint: String
    /// The requests that it sent.
    public let requests: Int
    /// The rows that it brought.
    public let rows: Int
    /// How long it took, in seconds.
    public let seconds: Double
    /// Steps that did not come to their end.
    public let incompleteSteps: Int

    /// Makes one from its parts, without a cache.
    public init(
      id: Int64,
      plan: String,
      reason: String? = nil,
      outcome: String,
      startedAt: String,
      finishedAt: String? = nil,
      endpoint: String,
      requests: Int,
      rows: Int,
      seconds: Double,
      incompleteSteps: Int
    ) {
      self.id = id
      self.plan = plan
      self.reason = reason
      self.outcome = outcome
      self.startedAt = startedAt
      self.finishedAt = finishedAt
      self.endpoint = endpoint
      self.requests = requests
      self.rows = rows
      self.seconds = seconds
      self.incompleteSteps = incompleteSteps
    }
  }

  /// The latest first, at most ten.
  public let harvests: [Harvest]
  /// What the latest harvest should cost and did cost, part by part.
  public let costs: [Cost]
  /// When each kind was last listed from beginning to end, by kind.
  public let completeListings: [String: String]
  /// Models that the Hub lists.
  public let models: Int
  /// Datasets that the Hub lists.
  public let datasets: Int
  /// Spaces that the Hub lists.
  public let spaces: Int
  /// Edges from models to what they were made from.
  public let edges: Int
  /// Declared parents that are not on the Hub.
  public let ghosts: Int
  /// Oddities that were met on the way.
  public let findings: Int
  /// When the oldest and the newest model was made.
  public let oldest: String?
  /// When the newest model was made; nil without any.
  public let newest: String?

  /// Makes one from its parts, without a cache.
  public init(
    harvests: [Harvest] = [],
    costs: [Cost] = [],
    completeListings: [String: String] = [:],
    models: Int,
    datasets: Int,
    spaces: Int,
    edges: Int,
    ghosts: Int,
    findings: Int,
    oldest: String? = nil,
    newest: String? = nil
  ) {
    self.harvests = harvests
    self.costs = costs
    self.completeListings = completeListings
    self.models = models
    self.datasets = datasets
    self.spaces = spaces
    self.edges = edges
    self.ghosts = ghosts
    self.findings = findings
    self.oldest = oldest
    self.newest = newest
  }

  package init(in connection: Connection) throws {
    harvests = try connection.rows(
      """
      SELECT id, plan, reason, outcome, started_at, finished_at, endpoint,
        api_requests + resolver_requests + page_requests AS requests, row_count, seconds,
        (
          SELECT count(*) FROM step
          WHERE step.harvest = harvest.id AND state IN ('waiting', 'incomplete')
        ) AS incomplete_steps
      FROM harvest
      ORDER BY id DESC
      LIMIT 10
      """
    ) { row in
      Harvest(
        id: row.integer("id"),
        plan: row.text("plan"),
        reason: row.optionalText("reason"),
        outcome: row.text("outcome"),
        startedAt: row.text("started_at"),
        finishedAt: row.optionalText("finished_at"),
        endpoint: row.text("endpoint"),
        requests: row.int("requests"),
        rows: row.int("row_count"),
        seconds: row.real("seconds"),
        incompleteSteps: row.int("incomplete_steps")
      )
    }
    costs = try connection.rows(Self.costsOfTheLatest) { row in
      row.inOrder { row in
        Cost(
          purpose: row.text(),
          kind: row.text(),
          bucket: row.text(),
          forecast: row.optionalInteger().map(Int.init),
          basis: row.optionalText(),
          actual: row.int()
        )
      }
    }
    completeListings = try Dictionary(
      uniqueKeysWithValues: connection.rows(
        """
        SELECT step.kind, max(harvest.started_at)
        FROM step
        JOIN harvest ON harvest.id = step.harvest
        WHERE step.purpose IN ('listing', 'census') AND step.state = 'done'
        GROUP BY step.kind
        ORDER BY step.kind
        """
      ) { $0.inOrder { ($0.text(), $0.text()) } }
    )
    let repositories =
      try RepositoryMarks(in: connection).map { try Repositories($0, in: connection) }
      ?? Repositories(countedIn: connection)
    (models, datasets, spaces) = (repositories.models, repositories.datasets, repositories.spaces)
    (oldest, newest) = (repositories.oldest, repositories.newest)
    edges =
      try StoredGraph.edgeCount(in: connection)
      ?? connection.count("SELECT count(*) FROM edge WHERE last_seen IS NULL")
    // Names that only a succession or a Space gives are ghosts too, and nobody's parents.
    ghosts = try connection.count(
      """
      SELECT count(*) FROM ghost
      WHERE kind = 'model' AND EXISTS (SELECT 1 FROM edge WHERE edge.parent = ghost.id)
      """
    )
    findings = try connection.count("SELECT count(*) FROM finding")
  }

  private static let costsOfTheLatest = """
    WITH
      latest(id) AS (SELECT max(id) FROM harvest),
      actual AS (
        SELECT step.purpose, step.kind, count(*) AS requests
        FROM response
        JOIN step ON step.id = response.step
        WHERE response.harvest = (SELECT id FROM latest)
        GROUP BY step.purpose, step.kind
      ),
      expected AS (SELECT * FROM forecast WHERE harvest = (SELECT id FROM latest))
    SELECT coalesce(expected.purpose, actual.purpose), coalesce(expected.kind, actual.kind),
      coalesce(expected.bucket, 'api'), expected.requests, expected.basis,
      coalesce(actual.requests, 0)
    FROM expected
    FULL JOIN actual ON actual.purpose = expected.purpose AND actual.kind = expected.kind
    ORDER BY 1, 2
    """
}

/// What is listed, and when the oldest and the newest model was made.
private struct Repositories {
  var (models, datasets, spaces) = (0, 0, 0)
  var oldest, newest: String?

  /// Counts what the last analysis left; the moments themselves are looked up.
  ///
  /// - Complexity: O(*n*) for *n* repositories, and a look-up for each model of the first and the last day.
  init(_ marks: RepositoryMarks, in connection: Connection) throws {
    let counts = try marks.counts()
    for (mark, count) in counts where mark.isListed {
      switch mark.kind {
      case .model: models += count
      case .dataset: datasets += count
      case .space: spaces += count
      }
    }
    let days = counts.compactMap(\.mark.day)
    let made = try connection.prepare("SELECT created_at FROM repo WHERE id = ?")
    func times(on day: Int?) throws -> [String] {
      try marks.repositories(with: counts.map(\.mark).filter { day != nil && $0.day == day })
        .compactMap { try made.first($0) { $0.text(0) } }
    }
    oldest = try times(on: days.min()).min()
    newest = try times(on: days.max()).max()
  }

  /// Counts them one by one: something was added since the last analysis, or there was none.
  ///
  /// - Complexity: O(*n*) for *n* repositories.
  init(countedIn connection: Connection) throws {
    let counted = try connection.first(Self.repositories) { row in
      row.inOrder {
        (
          listed: ($0.int(), $0.int(), $0.int()), oldest: $0.optionalText(),
          newest: $0.optionalText()
        )
      }
    }
    (models, datasets, spaces) = counted?.listed ?? (0, 0, 0)
    oldest = counted?.oldest
    newest = counted?.newest
  }

  /// One look at every repository, for it is the longest part of a status.
  private static let repositories = """
    SELECT count(*) FILTER (WHERE gone_since IS NULL AND kind = 'model'),
      count(*) FILTER (WHERE gone_since IS NULL AND kind = 'dataset'),
      count(*) FILTER (WHERE gone_since IS NULL AND kind = 'space'),
      min(created_at) FILTER (WHERE kind = 'model'), max(created_at) FILTER (WHERE kind = 'model')
    FROM repo
    """
}

extension Status: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "harvest": harvests.first?.json ?? .null,
      "models": .integer(Int64(models)), "datasets": .integer(Int64(datasets)),
      "spaces": .integer(Int64(spaces)), "edges": .integer(Int64(edges)),
      "ghosts": .integer(Int64(ghosts)), "findings": .integer(Int64(findings)),
      "oldest": JSONValue(oldest), "newest": JSONValue(newest),
      "complete_listings": .object(
        completeListings.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }
      ),
      "costs": .array(costs.map(\.json)),
      "harvests": .array(harvests.map(\.json)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["harvest", "plan", "outcome", "started", "requests", "rows", "seconds", "incomplete"],
      rows: harvests.map {
        [
          Table.Cell($0.id), .text($0.plan), .text($0.outcome), .text($0.startedAt),
          Table.Cell($0.requests), Table.Cell($0.rows), .number(($0.seconds * 10).rounded() / 10),
          Table.Cell($0.incompleteSteps),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let range = oldest.flatMap { oldest in newest.map { "made \(oldest) to \($0)" } } ?? "none yet"
    return """
      \(models.counted("model")) (\(TerminalText.inert(range))), \(datasets.counted("dataset")), \(spaces) Spaces
      \(edges.counted("edge")), \(ghosts.counted("ghost")), \(findings.counted("finding"))

      \(table.text(as: .table))\(costText)
      """
  }

  /// What the latest harvest should cost and did.
  private var costText: String {
    guard !costs.isEmpty, let latest = harvests.first else { return "" }
    let table = Table(
      ["requests of harvest \(latest.id)", "kind", "forecast", "actual", "basis"],
      rows: costs.map { cost in
        [
          .text(cost.purpose), .text(cost.kind),
          cost.forecast.map { Table.Cell($0) } ?? .text("none"),
          Table.Cell(cost.actual), .text(cost.basis ?? ""),
        ]
      }
    )
    let reason = latest.reason.map { TerminalText.inert($0) + "\n" } ?? ""
    return "\n" + table.text(as: .table) + reason
  }
}

extension Status.Harvest {
  fileprivate var json: JSONValue {
    [
      "harvest": .integer(id), "plan": .string(plan), "reason": JSONValue(reason),
      "outcome": .string(outcome),
      "started_at": .string(startedAt), "finished_at": JSONValue(finishedAt),
      "endpoint": .string(endpoint), "requests": .integer(Int64(requests)),
      "rows": .integer(Int64(rows)), "seconds": .number(seconds),
      "incomplete_steps": .integer(Int64(incompleteSteps)),
    ]
  }
}

extension Status.Cost {
  fileprivate var json: JSONValue {
    [
      "purpose": .string(purpose), "kind": .string(kind), "bucket": .string(bucket),
      "forecast": forecast.map { .integer(Int64($0)) } ?? .null,
      "actual": .integer(Int64(actual)), "basis": JSONValue(basis),
    ]
  }
}
