import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStudies

extension API {
  static let studies = [
    APIRoute("claims", "claims ls", "The claims by stage.") { _, _ in
      TableReport(
        Table(
          ["stage", "claim", "test", "title", "entity"],
          rows: ClaimFolder.ofThisProcess.readable().claims.map { claim in
            [
              .text(claim.stage.rawValue), .text(claim.id), .text(claim.rule.test.rawValue),
              .text(claim.title), .text(claim.entity),
            ]
          }
        )
      )
    },
    APIRoute(
      "claims/check",
      "claims check",
      "What the cache says of claims; all that can be read unless some are named.",
      [.text("id", "A claim's id, such as P1.", most: 40).repeatable],
      isHeavy: true
    ) { question, answers in
      let (claims, _) = try ClaimFolder.ofThisProcess.toCheck(question.all("id"))
      return try answers.check(claims, studies: .ofThisProcess) { _ in }
    },
    APIRoute(
      "claims/show",
      "claims show",
      "A claim: its text, test, verdict, evidence and SQL.",
      [.text("id", "The claim's id, such as P1.", most: 40).required],
      list: "evidence",
      isHeavy: true
    ) { question, answers in
      let claims = try ClaimFolder.ofThisProcess.claims([question.required("id")])
      guard let page = try answers.pages(on: claims, studies: .ofThisProcess).first else {
        throw Problem(404, "unknown", "There is no claim of that id.")
      }
      return page
    },
    APIRoute("studies", "study ls", "The studies by name.") { _, _ in
      let folder = StudyFolder.ofThisProcess
      let rows = try folder.names.map { name -> [Table.Cell] in
        let study = try folder.study(name).study
        return [
          .text(name), .text(study.date), Table.Cell(study.projects.count),
          Table.Cell(study.items.count), .text(study.title),
        ]
      }
      return TableReport(Table(["study", "date", "projects", "items", "title"], rows: rows))
    },
    APIRoute(
      "studies/show",
      "study show",
      "The items of a study, each with its source.",
      [.text("id", "The study's name.").required]
    ) { question, _ in TableReport(try StudyFolder.named(question.required("id")).table) },
    APIRoute(
      "studies/methods",
      "study methods",
      "What was run for a study, for the methods section of a paper.",
      [.text("id", "The study's id.").required]
    ) { question, answers in try answers.methods(of: question.required("id")) },
  ]

  static let harvests = [
    APIRoute(
      "diff",
      "diff",
      "What changed between two harvests; the last two unless told otherwise.",
      harvestParameters,
      list: "licenses",
      isHeavy: true
    ) { question, answers in
      try answers.difference(from: question.harvest("from"), to: question.harvest("to"))
    },
    APIRoute(
      "diff/of",
      "diff --of",
      "What happened to an owner, a repository or a study, and to what was made from theirs.",
      [.text("of", "An owner, a repository or a study.").required] + harvestParameters,
      list: "news",
      isHeavy: true
    ) { question, answers in
      try answers.news(
        of: question.required("of"),
        from: question.harvest("from"),
        to: question.harvest("to")
      )
    },
  ]

  private static let harvestParameters: [APIParameter] = [
    .integer("from", 1...1_000_000_000, "The earlier harvest."),
    .integer("to", 1...1_000_000_000, "The later harvest."),
  ]

  static let watching = [
    APIRoute("watch", "watch ls", "What is watched, and where its news go.") { _, answers in
      TableReport(
        Table(
          ["subject", "kind", "told_until_harvest", "added_at"],
          rows: try answers.watched().map {
            [.text($0.subject), .text($0.kind), .integer($0.digested), .text($0.addedAt)]
          }
            + answers.deliveries().map {
              [
                .text($0.target), .text("\($0.format) \($0.means.rawValue)"), .integer($0.told),
                .text($0.addedAt),
              ]
            }
        )
      )
    },
    APIRoute(
      "watch/run",
      "watch run",
      "The news of what is watched since they were told; nothing is noted.",
      [.day("since", "The news since this day.")],
      list: "watched",
      isHeavy: true
    ) { question, answers in
      let first = try question["since"].map { try answers.harvest(by: $0) }
      return try answers.digest(of: answers.watched(), since: first).digest
    },
  ]

  static let queries = [
    APIRoute("queries", "queries ls", "The named queries.") { _, _ in
      TableReport(
        Table(
          ["query", "title", "parameters"],
          rows: try QueryFolder.ofThisProcess.queries().map { query in
            let takes = query.parameters.map { parameter in
              "\(parameter.name) \(parameter.kind.rawValue)"
                + (parameter.fallback.map { " = \($0)" } ?? "")
            }
            return [.text(query.name), .text(query.title), .text(takes.joined(separator: ", "))]
          }
        )
      )
    },
    APIRoute(
      "queries/run",
      "queries run and sql",
      "The rows of a named query.",
      [.text("query", "Its name.").required, .setting],
      isOpen: true,
      isHeavy: true
    ) { question, answers in
      try BoundedRows.of(
        QueryFolder.ofThisProcess.query(question.required("query")),
        question,
        answers
      )
    },
    APIRoute(
      "sql",
      "queries run and sql",
      "The rows of a query of your own, which can change nothing: at most 10 seconds, 10,000 rows "
        + "and 8 MB at a time.",
      [.text("query", "One SELECT statement.", most: 4000).required, .setting],
      isOpen: true,
      isHeavy: true
    ) { question, answers in
      try BoundedRows.of(NamedQuery(name: "", sql: question.required("query")), question, answers)
    },
  ]
}

extension APIParameter {
  static let setting = text("param", "A parameter of the query, as name=value.").repeatable
}

extension APIQuestion {
  fileprivate func harvest(_ name: String) -> Int64? { integer(name).map(Int64.init) }
}

extension StudyFolder {
  /// The study of a name; a path, which the command takes too, is none.
  static func named(_ name: String) throws -> Study {
    let folder = StudyFolder.ofThisProcess
    guard folder.names.contains(name) else {
      throw Problem(404, "unknown", "There is no study \(name).")
    }
    return try folder.study(name).study
  }
}
