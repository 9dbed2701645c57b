import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

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
