import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

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
