public import StemmaCore
package import StemmaStore
package import StemmaStudies

/// What was run for a study: enough to write its methods and to repeat it.
public struct StudyMethods: Sendable, Hashable {
  /// One harvest.
  public struct Harvest: Sendable, Hashable {
    /// The harvest's number.
    public let id: Int64
    /// How the harvest was planned, such as `walk` or `sweep`.
    public let plan: String
    /// When it began.
    public let startedAt: String
    /// When it ended; nil while it runs.
    public let finishedAt: String?
    /// How it ended: `complete`, `stopped` or `failed`; `running` while it runs.
    public let outcome: String
    /// The address of the Hub that was asked.
    public let endpoint: String
    /// The file name of its archive; nil when none was kept.
    public let archive: String?
    /// The version of Stemma that ran it.
    public let version: String
    /// The requests that it sent.
    public let requests: Int
    /// The rows that it brought.
    public let rows: Int
    /// Steps that did not come to their end.
    public let incompleteSteps: Int

    /// Makes one from its parts, without a cache.
    public init(
      id: Int64,
      plan: String,
      startedAt: String,
      finishedAt: String? = nil,
      outcome: String,
      endpoint: String,
      archive: String? = nil,
      version: String,
      requests: Int,
      rows: Int,
      incompleteSteps: Int
    ) {
      self.id = id
      self.plan = plan
      self.startedAt = startedAt
      self.finishedAt = finishedAt
      self.outcome = outcome
      self.endpoint = endpoint
      self.archive = archive
      self.version = version
      self.requests = requests
      self.rows = rows
      self.incompleteSteps = incompleteSteps
    }
  }

  /// How many of something are known.
  public struct Coverage: Sendable, Hashable {
    /// What is counted.
    public let what: String
    /// How many of them the cache holds.
    public let known: Int
    /// Nil where there is no whole to compare with.
    public let all: Int?

    /// Makes one from its parts, without a cache.
    public init(
      what: String,
      known: Int,
      all: Int? = nil
    ) {
      self.what = what
      self.known = known
      self.all = all
    }
  }

  /// The study's id.
  public let study: String
  /// The study's title.
  public let title: String
  /// How to cite it; nil when its file does not say.
  public let citation: String?
  /// The file that it was loaded from.
  public let file: String
  /// The SHA-256 of that file.
  public let sha256: String
  /// How many projects it has.
  public let projects: Int
  /// How many items its projects list.
  public let items: Int
  /// The first first.
  public let harvests: [Harvest]
  /// What of the study's subjects is known, and of how many.
  public let coverage: [Coverage]
  /// Verdicts by their word: of the checks given, else of the latest harvest.
  public let verdicts: [Coverage]

  /// Makes one from its parts, without a cache.
  public init(
    study: String,
    title: String,
    citation: String? = nil,
    file: String,
    sha256: String,
    projects: Int,
    items: Int,
    harvests: [Harvest] = [],
    coverage: [Coverage] = [],
    verdicts: [Coverage] = []
  ) {
    self.study = study
    self.title = title
    self.citation = citation
    self.file = file
    self.sha256 = sha256
    self.projects = projects
    self.items = items
    self.harvests = harvests
    self.coverage = coverage
    self.verdicts = verdicts
  }

  /// - Throws: `AnswerError` when the study is not in the cache.
  package init(
    of study: String,
    checks: ClaimChecks? = nil,
    in connection: Connection
  ) throws {
    let head = try connection.first(
      """
      SELECT title, citation, file, sha256,
        (SELECT count(*) FROM study_project WHERE study_project.study = study.id),
        (SELECT count(*) FROM study_item WHERE study_item.study = study.id)
      FROM study
      WHERE id = ?
      """,
      study
    ) { row in
      row.inOrder {
        ($0.text(), $0.optionalText(), $0.text(), $0.text(), $0.int(), $0.int())
      }
    }
    guard let head else {
      throw AnswerError(
        .unknownName,
        "The cache knows no study \(study). Load it with `stemma study load \(study)`."
      )
    }
    self.study = study
    (title, citation, file, sha256, projects, items) = head
    harvests = try connection.rows(Self.harvestQuery, body: Self.harvest)
    coverage = try connection.rows(Self.coverageQuery, study) { row in
      row.inOrder {
        Coverage(what: $0.text(), known: $0.int(), all: $0.optionalInteger().map { Int($0) })
      }
    }
    if let checks {
      let words = checks.checks.map(\.judgement.verdict.rawValue)
      verdicts = Dictionary(grouping: words) { $0 }.sorted { $0.key < $1.key }
        .map { Coverage(what: $0.key, known: $0.value.count, all: nil) }
      return
    }
    verdicts = try connection.rows(
      """
      SELECT verdict, count(*)
      FROM verdict
      WHERE study = ?1 AND harvest = (SELECT max(harvest) FROM verdict WHERE study = ?1)
      GROUP BY verdict
      ORDER BY verdict
      """,
      study
    ) { $0.inOrder { Coverage(what: $0.text(), known: $0.int(), all: nil) } }
  }

  private static let harvestQuery = """
    SELECT id, plan, started_at, finished_at, outcome, endpoint, archive, version,
      api_requests + resolver_requests + page_requests AS requests, row_count,
      (SELECT count(*) FROM step
        WHERE step.harvest = harvest.id AND state IN ('waiting', 'incomplete')) AS incomplete_steps
    FROM harvest
    ORDER BY id
    """

  private static func harvest(_ row: Statement) -> Harvest {
    Harvest(
      id: row.integer("id"),
      plan: row.text("plan"),
      startedAt: row.text("started_at"),
      finishedAt: row.optionalText("finished_at"),
      outcome: row.text("outcome"),
      endpoint: row.text("endpoint"),
      archive: row.optionalText("archive"),
      version: row.text("version"),
      requests: row.int("requests"),
      rows: row.int("row_count"),
      incompleteSteps: row.int("incomplete_steps")
    )
  }

  private static let coverageQuery = """
    WITH item AS (
      SELECT DISTINCT item.project, item.kind, item.name,
        EXISTS (
          SELECT 1 FROM study_node
          WHERE study_node.study = item.study AND study_node.project = item.project
            AND study_node.kind = item.kind AND study_node.item = item.name
            AND study_node.node > 0) AS is_known
      FROM study_item AS item
      WHERE item.study = ?1
        AND item.section IN ('roots', 'extra_roots', 'models', 'datasets', 'spaces')
      UNION
      SELECT project, kind, item, TRUE FROM study_node WHERE study = ?1 AND node > 0
    ),
    own AS (
      SELECT DISTINCT node FROM study_node WHERE study = ?1 AND kind = 'model' AND node > 0
    )
    SELECT 'models of the study', total(is_known), count(*) FROM item WHERE kind = 'model'
    UNION ALL
    SELECT 'datasets of the study', total(is_known), count(*) FROM item WHERE kind = 'dataset'
    UNION ALL
    SELECT 'Spaces of the study', total(is_known), count(*) FROM item WHERE kind = 'space'
    UNION ALL
    SELECT 'outside derivatives', count(DISTINCT repo), NULL
    FROM study_derivative WHERE study = ?1
    UNION ALL
    SELECT 'models in the cache', count(*), NULL FROM repo WHERE kind = 'model'
    UNION ALL
    SELECT 'models of the study with commits read',
      (SELECT count(DISTINCT repo) FROM repo_commit WHERE repo IN (SELECT node FROM own)),
      count(*)
    FROM own
    UNION ALL
    SELECT 'models of the study with discussions read',
      (SELECT count(*) FROM detail_mark
        WHERE part = 'discussions' AND repo IN (SELECT node FROM own)),
      count(*)
    FROM own
    """
}

extension StudyMethods: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    func list(_ list: [Coverage]) -> JSONValue {
      .array(
        list.map {
          [
            "what": .string($0.what), "known": .integer(Int64($0.known)),
            "all": $0.all.map { .integer(Int64($0)) } ?? .null,
          ]
        }
      )
    }
    return [
      "study": .string(study), "title": .string(title), "citation": JSONValue(citation),
      "file": .string(file), "sha256": .string(sha256), "projects": .integer(Int64(projects)),
      "items": .integer(Int64(items)), "harvests": .array(harvests.map(\.json)),
      "coverage": list(coverage), "verdicts": list(verdicts), "text": .string(text),
      "citations": .array(citations.map(JSONValue.string)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["what", "known", "of"],
      rows: coverage.map { [.text($0.what), Table.Cell($0.known), Table.Cell($0.all)] }
    )
  }

  /// A paragraph for a paper, and what it cites.
  public var text: String {
    TerminalText.wrapped(paragraph, width: 98) + "\n"
      + citations.map { TerminalText.wrapped($0, width: 98) }.joined()
  }

  /// What was run, as a paragraph for a paper.
  package var paragraph: String {
    guard let first = harvests.first, let last = harvests.last else {
      return "Nothing has been harvested yet for the study \"\(title)\"."
    }
    let days = Set([first, last].map { String($0.startedAt.prefix(10)) }).sorted()
    let endpoints = Set(harvests.map(\.endpoint)).sorted().joined(separator: ", ")
    let requests = harvests.map(\.requests).reduce(0, +)
    let archives = harvests.compactMap(\.archive).joined(separator: ", ")
    let versions = Set(harvests.map(\.version)).sorted().joined(separator: ", ")
    let left = harvests.map(\.incompleteSteps).reduce(0, +)
    return "Public metadata of \(endpoints) were harvested \(days.count == 1 ? "on" : "between") "
      + "\(days.joined(separator: " and ")) with Stemma \(versions), in "
      + "\(harvests.count.counted("harvest")) of \(requests.counted("request")) and "
      + harvests.map(\.rows).reduce(0, +).counted("record")
      + (left == 0 ? ", all complete" : "; \(left.counted("step")) did not come to their end")
      + " (archives: \(archives.isEmpty ? "none" : archives)). "
      + "The study \(study) (\(file), SHA-256 \(sha256)) names \(projects.counted("project")) by "
      + "\(items.counted("item")). Coverage: \(coverage.map(\.phrase).joined(separator: ", ")). "
      + (verdicts.isEmpty
        ? "No claims have been checked."
        : "Of its claims, \(verdicts.map(\.phrase).joined(separator: ", ")).")
  }

  /// What such a paper cites.
  public var citations: [String] {
    let versions = Set(harvests.map(\.version)).sorted().joined(separator: ", ")
    return (citation.map { [$0] } ?? [])
      + ["Stemma \(versions): the family tree of open models, from the Hub's public metadata"]
  }
}

extension StudyMethods.Coverage {
  fileprivate var phrase: String { "\(known)\(all.map { " of \($0)" } ?? "") \(what)" }
}

extension StudyMethods.Harvest {
  fileprivate var json: JSONValue {
    [
      "id": .integer(id), "plan": .string(plan), "started_at": .string(startedAt),
      "finished_at": JSONValue(finishedAt), "outcome": .string(outcome),
      "endpoint": .string(endpoint), "archive": JSONValue(archive), "version": .string(version),
      "requests": .integer(Int64(requests)), "rows": .integer(Int64(rows)),
      "incomplete_steps": .integer(Int64(incompleteSteps)),
    ]
  }
}
