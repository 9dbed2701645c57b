import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

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
