import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

/// The licenses on the way to a model.
enum LicensesPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else {
      throw Problem(404, "page", "Name a model behind /licenses/.")
    }
    let found = try answers.keptLooserLicenses(below: name)
    var page = Page(title: "Licenses below \(found.model)")
    page.kicker = "The first looser step on the way to each descendant"
    page.lead = ["It compares what cards declare with texts of licenses, and is no legal advice."]
    let (shown, pager) = PageTable.Pager.part(
      found.steps,
      page: question.page,
      total: found.steps.count
    ) { question.address(["page": String($0)]) }
    page.sections = [
      .init(
        id: "steps",
        title: "Looser steps",
        blocks: [
          .links([.init("Back to \(found.model)", Way.model(found.model))]),
          .table(
            PageTable(
              headings: ["model", "license", "looser than", "models from there on"],
              rows: shown.map { step in
                [
                  .link(step.hop.id, Way.model(step.hop.id)), .text(step.hop.license),
                  .text(origins(step.hop)), .count(step.models),
                ]
              },
              caption: "Steps at which a license is looser than inherited",
              pager: pager,
              empty: "No step is looser than inherited."
            )
          ),
        ],
        source: .init(
          Shell.command("licenses", found.model, "--down"),
          api: Address.path(["api", "licenses", "down"], ["id": found.model]),
          sql: "SELECT child, parent, parent_license, license, step FROM license_step\n"
            + "WHERE child IN (SELECT descendant FROM derivative WHERE ancestor = "
            + SQLText.quoted(found.model) + ")"
        )
      )
    ]
    return page
  }

  private static func origins(_ hop: LicenseHop) -> String? {
    hop.finding.map { finding in
      Set(finding.breaches.map { "\($0.license) of \($0.origin)" }).sorted().prefix(3)
        .joined(separator: "; ")
    }
  }

  /// The way up from a model.
  static func section(of id: String, _ answers: Answers) throws -> Page.Section {
    let path = try answers.licenses(of: id)
    let rows = path.hops.suffix(60).map { hop -> [PageTable.Cell] in
      [
        .link(hop.id, hop.isDataset ? Way.dataset(hop.id) : Way.model(hop.id)),
        .text(hop.isDataset ? "dataset" : "model"), .count(hop.distance),
        .text(hop.license.map { [$0, hop.licenseName].compactMap { $0 }.joined(separator: ", ") }),
        .text(hop.family), .text(origins(hop).map { "looser than \($0)" }),
      ]
    }
    return .init(
      id: "licenses",
      title: "Licenses on the way to it",
      blocks: [
        .paragraph(
          path.first.map {
            "At \($0.id) the declared license is looser than inherited. It is no legal advice."
          } ?? "No declared license on the way is looser than inherited. It is no legal advice."
        ),
        .table(
          PageTable(
            headings: ["name", "what", "steps", "license", "family", "finding"],
            rows: Array(rows),
            caption: "Licenses from the farthest ancestor on"
          )
        ),
        .links([.init("Looser steps below it", Address.path(["licenses"] + parts(id)))]),
      ],
      source: .init(
        Shell.command("licenses", id),
        api: Address.path(["api", "licenses"], ["id": id]),
        sql: "SELECT parent, child, parent_license, license, step\n"
          + "FROM license_step WHERE child = \(SQLText.quoted(id))"
      )
    )
  }

  private static func parts(_ id: String) -> [String] {
    id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }
}

/// What happened on a repository, month by month.
enum ActivityPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let id = question["id"] ?? question.name else {
      throw Problem(404, "page", "Name a repository as /activity?id=….")
    }
    let found = try answers.activity(ActivityQuestion(of: [id]))
    var page = Page(title: "What happens on \(found.subject)")
    page.kicker = "Activity"
    page.lead = found.reason.map { [$0] } ?? []
    let rows = found.months.reversed().prefix(60).map { month -> [PageTable.Cell] in
      [
        .text(month.month), .count(month.commits), .count(month.discussions),
        .count(month.pullRequests), .count(month.answers), .count(month.likes),
        .count(month.contributors), .count(month.newcomers),
      ]
    }
    let measures = found.measures.filter { $0.value != nil }.map { measure -> [PageTable.Cell] in
      [.text(measure.definition.name), .real(measure.value), .text(measure.definition.unit)]
    }
    page.sections = [
      .init(
        id: "months",
        title: "Month by month",
        blocks: [
          .table(
            PageTable(
              headings: [
                "month", "commits", "discussions", "pull requests", "answers", "likes",
                "contributors", "newcomers",
              ],
              rows: rows,
              caption: "Activity, the latest month first",
              empty: "Nothing is known: details were not harvested."
            )
          )
        ] + found.notes.map { .paragraph($0) },
        source: .init(
          Shell.command("activity", id),
          api: Address.path(["api", "activity"], ["id": id]),
          sql: "SELECT substr(committed_at, 1, 7) AS month, count(*) AS commits FROM repo_commit\n"
            + "WHERE repo IN (SELECT id FROM repo WHERE name = \(SQLText.quoted(found.subject)))\n"
            + "GROUP BY 1 ORDER BY 1 DESC"
        )
      ),
      .init(
        id: "metrics",
        title: "What metrics say",
        blocks: [
          .table(
            PageTable(
              headings: ["metric", "value", "unit"],
              rows: measures,
              caption: "Metrics of activity",
              empty: "No metric has a value."
            )
          )
        ],
        source: .init(
          Shell.command("activity", id),
          api: Address.path(["api", "activity"], ["id": id]),
          sql: "SELECT * FROM measure ORDER BY 1 LIMIT 50"
        )
      ),
    ]
    return page
  }
}

/// From a fact to the archived reply that says it.
enum EvidencePage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let id = question["id"], let field = question["field"] else {
      throw Problem(404, "page", "Name a fact as /evidence?id=…&field=….")
    }
    let found = try answers.evidence(of: id, field: field)
    var page = Page(title: "\(found.field) of \(found.id)")
    page.kicker = "Evidence"
    var facts: [Page.Fact] = [
      .init(name: "the cache holds", values: [.init(Self.shown(found.value), nil)]),
      .init(name: "commit on the Hub", values: [.init(found.commit ?? "not named", nil)]),
    ]
    func harvest(_ name: String, _ number: Int64?, _ day: String?) {
      guard let number else { return }
      facts.append(
        .init(name: name, values: [.init("harvest \(number)", "/harvests", note: day ?? "")])
      )
    }
    harvest("held since", found.since, found.sinceDay)
    harvest("last met in", found.lastMet, found.lastMetDay)
    var blocks: [Page.Block] = [.facts(facts)]
    if let reply = found.reply {
      blocks.append(
        .facts([
          .init(name: "asked", values: [.init(reply.url, nil)]),
          .init(name: "the reply came", values: [.init(reply.receivedAt, nil)]),
          .init(name: "archive", values: [.init(reply.archive, nil)]),
          .init(
            name: "record",
            values: [.init(reply.record, nil, note: "byte \(reply.offset), \(reply.length) bytes")]
          ),
        ])
      )
      blocks.append(
        .table(
          PageTable(
            headings: ["where in the reply", "what it says"],
            rows: found.pieces.prefix(100).map { [.text($0.path), .text(Self.shown($0.value))] },
            caption: "The piece of the reply"
          )
        )
      )
    } else {
      blocks.append(.caution("No archive has a reply that says it."))
    }
    page.sections = [
      .init(
        id: "evidence",
        title: "What it rests on",
        blocks: [.links([.init("Back to \(found.id)", Way.of(found.kind, found.id))])] + blocks,
        source: .init(
          Shell.command("evidence", id, field),
          api: Address.path(["api", "evidence"], ["id": id, "field": field])
        )
      )
    ]
    return page
  }

  private static func shown(_ value: JSONValue) -> String {
    let text = value.string ?? (value == .null ? "nothing" : value.text)
    return text.unicodeScalars.count > 2000
      ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(2000))) + "…" : text
  }
}

/// The studies, and one with its claims.
enum StudyPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else { return try list() }
    let study = try StudyFolder.named(name)
    let claims = ClaimFolder.ofThisProcess.readable().claims.filter { $0.study == study.id }
    var page = Page(title: study.title)
    page.kicker = "Study of \(study.date)"
    page.lead = study.citation.map { [$0] } ?? []
    let rows = try claims.map { claim -> [PageTable.Cell] in
      let last = try answers.history(of: claim).entries.first
      return [
        .link(claim.id, Way.claim(claim.id)), .text(claim.stage.rawValue), .text(claim.title),
        .text(last?.verdict ?? "not checked by a harvest"), .real(last?.value),
        .text(last.map { String($0.startedAt.prefix(10)) }),
      ]
    }
    let projects = study.projects.map { project -> [PageTable.Cell] in
      let items = project.items.filter { $0.kind == .model }.prefix(4).map(\.name)
      return [
        .text(project.name), .count(project.items.count), .text(items.joined(separator: ", ")),
      ]
    }
    page.sections = [
      .init(
        id: "claims",
        title: "Its claims",
        blocks: [
          .table(
            PageTable(
              headings: ["claim", "stage", "what it says", "verdict", "value", "harvest of"],
              rows: rows,
              caption: "Claims with the verdicts of the last harvest that checked them",
              empty: "It makes no claim that is written down here."
            )
          )
        ],
        source: .init(
          Shell.command("claims", "check"),
          api: "/api/claims/check",
          sql: "SELECT claim, harvest, verdict, value FROM verdict\n"
            + "WHERE study = \(SQLText.quoted(name)) ORDER BY claim, harvest DESC"
        )
      ),
      .init(
        id: "projects",
        title: "Its projects",
        blocks: [
          .table(
            PageTable(
              headings: ["project", "items", "models among them"],
              rows: projects,
              caption: "Projects of the study"
            )
          )
        ],
        source: .init(
          Shell.command("study", "show", name),
          api: Address.path(["api", "studies", "show"], ["id": name]),
          sql: "SELECT project, section, kind, name FROM study_item\n"
            + "WHERE study = \(SQLText.quoted(name)) ORDER BY position"
        )
      ),
    ]
    return page
  }

  private static func list() throws -> Page {
    let folder = StudyFolder.ofThisProcess
    let rows = try folder.names.map { name -> [PageTable.Cell] in
      let study = try folder.study(name).study
      return [
        .link(name, Way.study(name)), .text(study.date), .text(study.title),
        .count(study.projects.count),
      ]
    }
    var page = Page(title: "Studies")
    page.sections = [
      .init(
        id: "list",
        title: "Those in the folder of queries",
        blocks: [
          .table(
            PageTable(
              headings: ["study", "date", "title", "projects"],
              rows: rows,
              caption: "Studies",
              empty: "The folder of queries has none."
            )
          )
        ],
        source: .init(
          Shell.command("study", "ls"),
          api: "/api/studies",
          sql: "SELECT id AS study, date, title FROM study"
        )
      )
    ]
    return page
  }
}

/// A claim, checked now.
enum ClaimPages {
  /// Its query with the study and the day that it is asked with; nil where it takes more than these.
  private static func query(of claim: Claim, _ answers: Answers) throws -> String? {
    let text = claim.sql
      .replacing(":study", with: SQLText.quoted(claim.study))
      .replacing(":as_of", with: SQLText.quoted(try answers.basis().asOf))
    return text.contains(#/[^:\w]:[a-z_]+/#) ? nil : text
  }

  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let id = question.name,
      let claim = ClaimFolder.ofThisProcess.readable().claims
        .first(where: { $0.id.lowercased() == id.lowercased() })
    else { throw Problem(404, "unknown", "There is no such claim.") }
    guard let check = try answers.check([claim], studies: .ofThisProcess).checks.first else {
      throw Problem(404, "unknown", "The claim cannot be checked.")
    }
    var page = Page(title: claim.title)
    page.kicker = "Claim \(claim.id): \(check.judgement.verdict.rawValue)"
    let fields = check.fields.filter { $0.value != .null }.map { field in
      Page.Fact(name: field.label, values: [.init(field.value.string ?? field.value.text, nil)])
    }
    let (shown, pager) = PageTable.Pager.part(
      check.evidence,
      page: question.page,
      total: check.evidenceCount
    ) { question.address(["page": String($0)]) }
    let history = try answers.history(of: claim).entries.map { entry -> [PageTable.Cell] in
      [
        .number(entry.harvest), .text(String(entry.startedAt.prefix(10))), .text(entry.verdict),
        .real(entry.value), .text(entry.reason),
      ]
    }
    let source = Page.Source(
      Shell.command("claims", "show", claim.id),
      api: Address.path(["api", "claims", "show"], ["id": claim.id]),
      sql: try query(of: claim, answers)
    )
    page.sections = [
      .init(
        id: "verdict",
        title: "What it says, and what the cache says",
        blocks: [.facts(fields)] + check.caveats.map { .caution($0) },
        source: source
      ),
      .init(
        id: "evidence",
        title: "The rows behind it",
        blocks: [
          .table(
            PageTable(
              headings: check.columns,
              rows: shown.map { RowCells.of($0, under: check.columns) },
              caption: "Evidence",
              pager: pager,
              empty: "There is no row."
            )
          )
        ],
        source: source
      ),
      .init(
        id: "history",
        title: "What earlier harvests said",
        blocks: [
          .table(
            PageTable(
              headings: ["harvest", "of", "verdict", "value", "because"],
              rows: history,
              caption: "Verdicts",
              empty: "No harvest has checked it."
            )
          )
        ],
        source: .init(
          Shell.command("claims", "show", claim.id),
          api: Address.path(["api", "claims", "show"], ["id": claim.id]),
          sql: "SELECT harvest, verdict, value, reason FROM verdict\n"
            + "WHERE claim = \(SQLText.quoted(claim.id)) ORDER BY harvest DESC"
        )
      ),
      .init(id: "sql", title: "Its query", blocks: [.code(claim.sql)]),
    ]
    return page
  }
}

/// Cells of the rows of a query; what its columns call a model, a dataset, a Space or an owner leads to it.
enum RowCells {
  private static let models: Set = [
    "model", "root", "ancestor", "descendant", "parent", "child", "base", "derivative",
  ]

  static func of(_ row: [JSONValue], under columns: [String]) -> [PageTable.Cell] {
    zip(columns, row).map { column, value in
      switch value {
      case .null: .text(nil)
      case .string(let text): .link(text, address(of: text, column))
      case .integer(let number): .number(number)
      case .number(let number): .real(number)
      default: .text(value.text)
      }
    }
  }

  private static func address(of name: String, _ column: String) -> String? {
    switch column {
    case let column where models.contains(column): Way.model(name)
    case "dataset": Way.dataset(name)
    case "space": Way.of("space", name)
    case "owner", "publisher": Way.owner(name)
    default: nil
    }
  }
}

/// The harvests, and what changed between two of them.
enum HarvestsPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    let status = try answers.status()
    let harvests = status.harvests
    var page = Page(title: "Harvests")
    page.sections = [
      .init(
        id: "list",
        title: "The last ones",
        blocks: [
          .table(
            PageTable(
              headings: [
                "harvest", "begun", "plan", "outcome", "requests", "records",
                "compared with the one before",
              ],
              rows: harvests.map { harvest in
                [
                  .text(String(harvest.id)), .text(harvest.startedAt), .text(harvest.plan),
                  .text(harvest.outcome), .count(harvest.requests), .count(harvest.rows),
                  harvest.id > 1
                    ? .link("what changed", "/harvests?to=\(harvest.id)#difference") : .text(nil),
                ]
              },
              caption: "Harvests, the latest first"
            )
          )
        ],
        source: .init(
          Shell.command("status"),
          api: "/api/status",
          sql: "SELECT id, started_at, plan, outcome, row_count AS records FROM harvest\n"
            + "ORDER BY id DESC LIMIT 10"
        )
      )
    ]
    guard harvests.count > 1 || question["to"] != nil else { return page }
    page.sections.append(try difference(question, answers))
    return page
  }

  private static func rows(_ column: String, _ kind: String, _ from: Int64, _ to: Int64) -> String {
    Way.sql(
      "SELECT name AS \(kind), license, downloads FROM repo\n"
        + "WHERE kind = '\(kind)' AND \(column) > \(from) AND \(column) <= \(to) ORDER BY name"
    )
  }

  private static func difference(_ question: PageQuestion, _ answers: Answers) throws
    -> Page.Section
  {
    let found = try answers.difference(
      from: question["from"].flatMap { Int64($0) },
      to: question["to"].flatMap { Int64($0) }
    )
    let kinds = ["model", "dataset", "space"]
    let figures = kinds.flatMap { kind in
      [
        Page.Figure(
          "new \(kind)s",
          found.new[kind] ?? 0,
          rows: rows("first_seen", kind, found.from, found.to)
        ),
        Page.Figure(
          "gone \(kind)s",
          found.gone[kind] ?? 0,
          rows: rows("gone_since", kind, found.from, found.to)
        ),
      ]
    }
    let (licenses, pager) = PageTable.Pager.part(
      found.licenses,
      page: question.page,
      total: found.licenses.count
    ) { question.address(["page": String($0)]) + "#difference" }
    return .init(
      id: "difference",
      title: "From harvest \(found.from) to \(found.to)",
      blocks: [
        .figures(figures),
        .table(
          PageTable(
            headings: ["claim", "study", "before", "after", "redefined"],
            rows: found.flips.map { flip in
              [
                .link(flip.claim, Way.claim(flip.claim)), .link(flip.study, Way.study(flip.study)),
                .text(flip.before), .text(flip.after), .text(flip.isRedefined ? "yes" : "no"),
              ]
            },
            caption: "Verdicts that changed",
            empty: "No verdict changed."
          )
        ),
        .table(
          PageTable(
            headings: ["name", "what", "license before", "license after"],
            rows: licenses.map { change in
              [
                .link(change.name, Way.of(change.kind, change.name)), .text(change.kind),
                .text(change.before), .text(change.after),
              ]
            },
            caption: "Licenses that changed",
            pager: pager,
            empty: "No license changed."
          )
        ),
      ],
      source: .init(
        Shell.command("diff", String(found.from), String(found.to)),
        api: Address.path(
          ["api", "diff"],
          ["from": String(found.from), "to": String(found.to)]
        ),
        sql: "SELECT kind, sum(first_seen > \(found.from) AND first_seen <= \(found.to)) AS new,\n"
          + "  sum(gone_since > \(found.from) AND gone_since <= \(found.to)) AS gone\n"
          + "FROM repo GROUP BY kind"
      )
    )
  }
}

/// Named queries, and SQL of one's own.
enum QueriesPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question["query"] ?? question.name else { return try list() }
    let query = try QueryFolder.ofThisProcess.query(name)
    var page = Page(title: query.title)
    page.kicker = "Query \(query.name)"
    let given = question["param"]
    page.sections = [
      .init(
        id: "rows",
        title: "Its rows",
        blocks: try rows(of: query, question, answers),
        source: .init(
          Shell.command(["queries", "run", query.name] + (given.map { ["--param", $0] } ?? [])),
          api: Address.path(["api", "queries", "run"], ["query": query.name, "param": given]),
          sql: query.text(with: given)
        )
      ),
      .init(id: "sql", title: "Its SQL", blocks: [.code(query.sql)]),
    ]
    return page
  }

  static func sql(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    let text = question["query"] ?? ""
    var page = Page(title: "SQL")
    page.lead = [
      "One SELECT statement, which can change nothing; at most \(Int(BoundedRows.seconds)) seconds."
    ]
    page.sections = [
      .init(
        id: "ask",
        title: "The query",
        blocks: [
          .form(
            .init(
              action: "/sql",
              label: "SELECT statement",
              name: "query",
              value: text,
              isLong: true,
              button: "Run"
            )
          )
        ]
      )
    ]
    guard !text.isEmpty else { return page }
    var blocks: [Page.Block]
    do {
      blocks = try rows(of: NamedQuery(name: "", sql: text), question, answers)
    } catch {
      let problem = Problem(error)
      guard problem.status < 500 else { throw error }
      page.status = problem.status
      blocks = [.caution(problem.detail)]
    }
    page.sections.append(
      .init(
        id: "rows",
        title: "Its rows",
        blocks: blocks,
        source: .init(
          Shell.command("sql", text),
          api: Address.path(["api", "sql"], ["query": text]),
          sql: text
        )
      )
    )
    return page
  }

  private static func rows(of query: NamedQuery, _ question: PageQuestion, _ answers: Answers)
    throws
    -> [Page.Block]
  {
    let asked = try APIQuestion(
      [.setting, .limit],
      of: Request(
        "/?"
          + Address.query(
            question.request.query.filter { $0.name == "param" && !$0.value.isEmpty }
              .map { ($0.name, $0.value) } + [("limit", "10000")]
          ).dropFirst()
      ) ?? question.request
    )
    let found = try BoundedRows.of(query, asked, answers)
    let (shown, pager) = PageTable.Pager.part(
      found.rows,
      page: question.page,
      total: found.rows.count
    ) { question.address(["page": String($0)]) }
    return [
      .table(
        PageTable(
          headings: found.columns,
          rows: shown.map { RowCells.of($0, under: found.columns) },
          caption: "Rows",
          pager: pager,
          empty: "There is no row."
        )
      )
    ] + found.notices.map { .caution($0) }
  }

  private static func list() throws -> Page {
    let rows = try QueryFolder.ofThisProcess.queries().map { query -> [PageTable.Cell] in
      let needs = query.parameters.contains { $0.fallback == nil }
      let address = Address.path(["queries"], ["query": query.name])
      return [
        needs ? .text(query.name) : .link(query.name, address), .text(query.title),
        .text(query.parameters.map(\.name).joined(separator: ", ")),
      ]
    }
    var page = Page(title: "Queries")
    page.lead = ["Named queries of the folder of queries, and SQL of your own."]
    page.sections = [
      .init(
        id: "list",
        title: "Named queries",
        blocks: [
          .links([.init("Write SQL", "/sql")]),
          .table(
            PageTable(
              headings: ["query", "what it asks", "parameters"],
              rows: rows,
              caption: "Named queries",
              empty: "There is no folder of queries here."
            )
          ),
        ],
        source: .init(Shell.command("queries", "ls"), api: "/api/queries")
      )
    ]
    return page
  }
}

extension NamedQuery {
  /// Its text with what is given, as name=value, and with its own values for the rest.
  fileprivate func text(with given: String?) -> String? {
    let sides = given?.split(separator: "=", maxSplits: 1).map(String.init) ?? []
    var text = sql
    for parameter in parameters {
      let isGiven = sides.count == 2 && sides[0].drop { $0 == ":" } == parameter.name[...]
      guard let value = isGiven ? sides[1] : parameter.fallback else { return nil }
      let isNumber = [.integer, .real].contains(parameter.kind) && Double(value) != nil
      text = text.replacing(":\(parameter.name)", with: isNumber ? value : SQLText.quoted(value))
    }
    return text
  }
}

/// What the API has, for people.
enum APIPages {
  static var page: Page {
    var page = Page(title: "API")
    page.lead = [
      "Each route gives what a command gives with --json, in the same shape; CSV and JSON Lines with "
        + "format=csv and format=jsonl. limit and offset cut lists, as_of asks of a past day."
    ]
    page.sections = [
      .init(
        id: "routes",
        title: "Routes",
        blocks: [
          .links([.init("The description for programs, OpenAPI 3.1", "/api/openapi.json")]),
          .table(
            PageTable(
              headings: ["route", "what it gives", "parameters"],
              rows: API.routes.map { route in
                let path = "/api/" + route.path
                return [
                  route.needsASubject ? .text(path) : .link(path, path), .text(route.summary),
                  .text(
                    route.parameters.map { $0.name + ($0.isRequired ? "" : "?") }
                      .joined(separator: ", ")
                  ),
                ]
              },
              caption: "Routes of the API"
            )
          ),
        ]
      )
    ]
    return page
  }
}
