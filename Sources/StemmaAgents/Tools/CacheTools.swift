import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStore
import StemmaStudies

extension AgentTool {
  static let status = AgentTool(
    "status",
    "What is cached, and how fresh it is",
    "How many models, datasets, Spaces and edges there are, the last harvests and what they covered.",
    shape: [("models", "integer"), ("datasets", "integer"), ("edges", "integer")]
  ) { AgentAnswer(try $0.answers.status().json) }

  static let claims = AgentTool(
    "claims",
    "Claims of studies, checked",
    """
    What papers say of open models, claim by claim: the sentence, the number that the cache gives, \
    the verdict (supported, contradicted, mixed, undetermined, not testable), rows and caveats.
    """,
    [Parameter("ids", .texts, "Ids such as P1. Default: all claims.")],
    list: "claims",
    shape: [("claims", "array")]
  ) { question in
    let (claims, unreadable) = try question.claims.toCheck(question.arguments.texts("ids"))
    var faults = unreadable
    let checks = try question.answers.check(claims, studies: question.studies) {
      faults.append($0)
    }
    return AgentAnswer(
      ["claims": checks.json],
      list: "claims",
      caveats: faults.map { "Not checked: \($0.sentence)" }
    )
  }

  static let tables = AgentTool(
    "tables",
    "Tables and views for sql",
    "The tables and views of the cache with their columns; begin with model, derivative, dataset_reuse and license_step.",
    [Parameter("table", "One table. Default: the names of all of them.")],
    list: "tables",
    shape: [("tables", "array")]
  ) { question in
    let entries = TableDescriptions.ofThisVersion.entries
    guard let name = question.arguments.text("table") else {
      return AgentAnswer(
        [
          "tables": .array(
            entries.map { ["table": .string($0.table), "holds": .string($0.entry.text)] }
          )
        ],
        list: "tables"
      )
    }
    guard let entry = entries.first(where: { $0.table == name })?.entry else {
      throw AgentMisuse("There is no table \(name). Ask without one for all names.")
    }
    let columns = entry.columns.map { column, text -> JSONValue in
      ["column": .string(column), "holds": .string(text)]
    }
    return AgentAnswer(
      [
        "tables": [
          ["table": .string(name), "holds": .string(entry.text), "columns": .array(columns)]
        ]
      ],
      list: "tables"
    )
  }

  static let sql = AgentTool(
    "sql",
    "Read-only SQL",
    """
    Runs one SELECT of SQLite on the cache, which can change nothing, and is stopped after its time. \
    The tool tables tells the tables. Give an ORDER BY, so that parts follow each other.
    """,
    [
      Parameter("query", .text(longest: 20_000), "One SELECT statement.").required,
      Parameter("parameters", .values, "Values of :name parameters in the query."),
      Parameter("seconds", .number(1...30, usual: 20), "Stop it after so many seconds."),
    ],
    list: "rows",
    shape: [("columns", "array"), ("rows", "array")]
  ) { question in
    let rows = try question.answers.rows(
      of: question.arguments.text("query") ?? "",
      parameters: question.arguments.values("parameters"),
      page: QueryPage(
        offset: question.page.offset,
        limit: question.page.limit,
        bytes: 4 << 20
      ),
      within: Double(question.arguments.number("seconds") ?? 20)
    )
    return AgentAnswer(
      [
        "columns": .array(rows.columns.map { .string($0) }),
        "rows": .array(rows.rows.map { .array($0) }),
      ],
      list: "rows",
      caveats: rows.notices
    ).part(hasMore: rows.hasMore)
  }
}
