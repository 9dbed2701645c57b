package import StemmaCore
package import StemmaStore

/// Harvests behind this report for a study: enough to write its methods and to repeat it.
package struct StudyMethods: Sendable, Hashable {
  /// One harvest.
  package struct Harvest: Sendable, Hashable {
    package let id: Int64
    package let plan: String
    package let startedAt: String
    package let finishedAt: String?
    package let outcome: String
    package let endpoint: String
    package let archive: String?
    package let version: String
    package let requests: Int
    package let rows: Int
    /// Steps that did not come to their end.
    package let incompleteSteps: Int
  }

  /// How many of something are known.
  package struct Coverage: Sendable, Hashable {
    package let what: String
    package let known: Int
    /// Nil where there is no whole to compare with.
    package let all: Int?
  }

  package let study: String
  package let title: String
  package let citation: String?
  package let file: String
  package let sha256: String
  package let projects: Int
  package let items: Int
  /// The first first.
  package let harvests: [Harvest]
  package let coverage: [Coverage]
  /// Verdicts of the latest harvest by their word.
  package let verdicts: [Coverage]

  /// - Throws: `AnswerError` when the study is not in the cache.
  package init(of study: String, in connection: Connection) throws {
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
  package var json: JSONValue {
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

  package var table: Table {
    Table(
      ["what", "known", "of"],
      rows: coverage.map { [.text($0.what), Table.Cell($0.known), Table.Cell($0.all)] }
    )
  }

  /// A paragraph for a paper, and what it cites.
  package var text: String {
    TerminalText.wrapped(paragraph, width: 98) + "\n"
      + citations.map { TerminalText.wrapped($0, width: 98) }.joined()
  }

  /// Harvests behind this report, as a paragraph for a paper.
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
      + "\(days.joined(separator: " and ")) with Stemma \(versions), in \(harvests.count) "
      + "harvests of \(requests) requests and \(harvests.map(\.rows).reduce(0, +)) records"
      + (left == 0 ? ", all complete" : "; \(left) steps did not come to their end")
      + " (archives: \(archives.isEmpty ? "none" : archives)). "
      + "The study \(study) (\(file), SHA-256 \(sha256)) names \(projects) projects by \(items) "
      + "items. Coverage: \(coverage.map(\.phrase).joined(separator: ", ")). "
      + (verdicts.isEmpty
        ? "No claims have been checked."
        : "Of its claims, \(verdicts.map(\.phrase).joined(separator: ", ")).")
  }

  /// What such a paper cites.
  package var citations: [String] {
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
