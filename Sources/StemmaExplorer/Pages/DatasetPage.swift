import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore

/// A dataset: who uses it, and in which time after its release.
enum DatasetPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else {
      throw Problem(404, "page", "Name a dataset behind /datasets/.")
    }
    let reuse = try answers.keptReuse(ReuseQuestion(dataset: name))
    let id = reuse.dataset
    var page = Page(title: id)
    page.kicker = "Dataset"
    if let ghost = reuse.ghost {
      page.lead.append("It is named by models and is not on the Hub as far as we know: \(ghost).")
    }
    if let kind = reuse.placeholder {
      page.lead.append("Its name is that of a \(kind), and of no dataset.")
    }
    page.sections = [
      counts(reuse), windows(reuse), groups(reuse), users(reuse, question),
    ]
    if reuse.ghost == nil {
      let info = try answers.info(on: id, kind: .dataset)
      page.sections.append(RepoFactsView(info, kind: "dataset").section)
    }
    return page
  }

  private static func source(_ id: String, _ rows: String? = nil) -> Page.Source {
    .init(
      Shell.command(["reuse", id] + (rows.map { ["--rows", $0] } ?? [])),
      api: rows.map { Address.path(["api", "reuse", "rows"], ["dataset": id, "rows": $0]) }
        ?? Address.path(["api", "reuse"], ["dataset": id]),
      sql: "SELECT model, owner, is_external, relation, created_on\n"
        + "FROM dataset_reuse WHERE dataset = \(SQLText.quoted(id))"
    )
  }

  private static func rows(_ id: String, _ rows: String) -> String {
    Address.path(["api", "reuse", "rows"], ["dataset": id, "rows": rows])
  }

  private static func counts(_ reuse: Reuse) -> Page.Section {
    let external = reuse.models.filter(\.isExternal).count
    let publishers = Set(reuse.models.compactMap { $0.owner?.lowercased() }).count
    return .init(
      id: "reuse",
      title: "Who uses it",
      blocks: [
        .figures([
          .init("models that declare it", reuse.models.count, rows: "#users"),
          .init("of others", external, rows: rows(reuse.dataset, "external")),
          .init("publishers", publishers, rows: "#publishers"),
          .init(
            "datasets made from it",
            reuse.lineage.derived.count,
            rows: Address.path(["api", "reuse"], ["dataset": reuse.dataset])
          ),
        ])
      ],
      source: source(reuse.dataset)
    )
  }

  private static func windows(_ reuse: Reuse) -> Page.Section {
    let table = PageTable(
      headings: ["window", "from", "before", "declared by", "of others", "trained", "over"],
      rows: reuse.windows.map { window in
        let name = "\(window.days)d"
        return [
          .text("\(window.days) days"), .text(window.from), .text(window.to),
          .count(window.declaredBy, rows(reuse.dataset, name)),
          .count(window.external, rows(reuse.dataset, name + ".external")),
          .count(window.trained, rows(reuse.dataset, name + ".trained")),
          .text(window.isOver ? "yes" : "not yet"),
        ]
      },
      caption: "Use in windows after the first day",
      empty: "The day of its release is not known."
    )
    return .init(
      id: "windows",
      title: "In windows after its release",
      blocks: [.table(table)] + reuse.anchor.notes.map { .paragraph($0) },
      source: source(reuse.dataset)
    )
  }

  private static func groups(_ reuse: Reuse) -> Page.Section {
    .init(
      id: "publishers",
      title: "Publishers of models that use it",
      blocks: [
        .table(
          PageTable(
            headings: ["publisher", "of others", "own"],
            rows: reuse.byPublisher.prefix(20).map { group in
              [
                group.value.map { .link($0, Way.owner($0)) } ?? .text("without one"),
                .count(group.external), .count(group.own),
              ]
            },
            caption: "Publishers, by models"
          )
        )
      ],
      source: .init(
        Shell.command("reuse", reuse.dataset),
        api: Address.path(["api", "reuse"], ["dataset": reuse.dataset]),
        sql: "SELECT owner, count(*) AS models FROM dataset_reuse\n"
          + "WHERE dataset = \(SQLText.quoted(reuse.dataset)) AND NOT is_inherited\n"
          + "GROUP BY owner ORDER BY models DESC"
      )
    )
  }

  private static func users(_ reuse: Reuse, _ question: PageQuestion) -> Page.Section {
    let (shown, pager) = PageTable.Pager.part(
      reuse.models,
      page: question.page,
      total: reuse.models.count
    ) { question.address(["page": String($0)]) + "#users" }
    return .init(
      id: "users",
      title: "The models",
      blocks: [
        .table(
          PageTable(
            headings: ["model", "created", "relation", "own", "said by"],
            rows: shown.map { user in
              [
                .link(user.id, Way.model(user.id)), .text(user.day), .text(user.relation),
                .text(user.isExternal ? "no" : "yes"),
                .text(user.sources.joined(separator: ", ")),
              ]
            },
            caption: "Models that declare it",
            pager: pager
          )
        )
      ],
      source: source(reuse.dataset, "declared_by")
    )
  }
}
