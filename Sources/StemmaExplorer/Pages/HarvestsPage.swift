import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

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
