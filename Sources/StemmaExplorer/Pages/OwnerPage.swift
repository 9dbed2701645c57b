import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore

/// An owner: its models and datasets, and what others made of them.
enum OwnerPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else {
      throw Problem(404, "page", "Name an owner behind /owners/.")
    }
    let week = try answers.basis().harvest.flatMap { Day.week(before: $0.startedAt) }
    let models = try answers.models(
      ofOwner: name,
      first: 20,
      newSince: week,
      mostNew: 50,
      made: 15
    )
    var page = Page(title: models.owners.last ?? name)
    page.kicker = "Owner"
    if models.owners.count > 1 {
      page.lead = ["Under the names \(models.owners.joined(separator: ", "))."]
    }
    page.sections = [self.models(name, models)]
    page.sections.append(news(name, models.new, since: week))
    if let made = models.made {
      page.sections.append(contentsOf: family(name, made.counts, made.owners, made.models))
    }
    page.sections.append(try datasets(name, answers))
    return page
  }

  private static func models(_ name: String, _ models: OwnerModels) -> Page.Section {
    var blocks: [Page.Block] = [
      .figures([
        .init("models", models.total, rows: Address.path(["models"], ["owner": name]))
      ]),
      .table(ModelTable.of(models.first, caption: "Its models, the most downloaded first")),
    ]
    if models.total > models.first.count {
      blocks.append(.links([.init("All its models", Address.path(["models"], ["owner": name]))]))
    }
    return .init(
      id: "models",
      title: "Its models",
      blocks: blocks,
      source: .init(
        Shell.command("models", "ls", "--owner", name, "--top", "20"),
        api: Address.path(["api", "models"], ["owner": name]),
        sql: "SELECT name, license, task, downloads, derivatives FROM model\n"
          + "WHERE owner = \(SQLText.quoted(name)) ORDER BY downloads DESC"
      )
    )
  }

  /// What it made in the week before the newest that is known.
  private static func news(
    _ name: String,
    _ models: [ListedModel],
    since: String?
  ) -> Page.Section {
    guard let since else {
      return .init(id: "new", title: "New", blocks: [.paragraph("Nothing was harvested yet.")])
    }
    var table = ModelTable.of(models, caption: "Made in the week before the last harvest")
    table.empty = "Nothing in the week before the last harvest, since \(since)."
    return .init(
      id: "new",
      title: "New in the last week",
      blocks: [.table(table)],
      source: .init(
        Shell.command("models", "ls", "--owner", name, "--since", since),
        api: Address.path(["api", "models"], ["owner": name, "since": since]),
        sql: "SELECT name AS model, created_on, downloads FROM model\n"
          + "WHERE owner = \(SQLText.quoted(name)) AND created_on >= \(SQLText.quoted(since))"
      )
    )
  }

  private static func family(
    _ name: String,
    _ counts: JointDerivatives,
    _ groups: CrossBreakdown,
    _ models: DerivativeModels
  ) -> [Page.Section] {
    func api(_ route: String) -> String {
      Address.path(["api", "derivatives"] + route.split(separator: "/").map(String.init))
        + Address.query([("owner", name)])
    }
    return [
      .init(
        id: "made",
        title: "What was made of them",
        blocks: [
          .figures([
            .init("derivatives", counts.all.total, rows: api("list")),
            .init(
              "by others",
              counts.outside.total,
              rows: api("list") + Address.query([("not_owner", name)]).replacing("?", with: "&")
            ),
            .init(
              "its own",
              counts.own.total,
              rows: Way.sql(
                made(name, "descendant, parent, relation")
                  + "\n  AND owner = \(SQLText.quoted(name))"
              )
            ),
            .init("publishers", counts.publishers, rows: "#publishers"),
          ]),
          .table(
            PageTable(
              headings: ["model", "parent", "relation", "steps", "downloads"],
              rows: models.models.map { model in
                [
                  .link(model.listed.id, Way.model(model.listed.id)),
                  model.parent.map { .link($0, Way.model($0)) } ?? .text(nil),
                  .text(model.relation), .count(model.distance), .number(model.listed.downloads),
                ]
              },
              caption: "The most downloaded",
              empty: "Nothing is known to be made from its models."
            )
          ),
        ],
        source: .init(
          Shell.command("derivatives", "--owner", name),
          api: api("joint"),
          sql: made(name, "descendant, parent, relation, downloads")
        )
      ),
      .init(
        id: "publishers",
        title: "Who made it",
        blocks: [
          .table(
            PageTable(
              headings: ["publisher", "direct", "all"],
              rows: groups.groups.map { group in
                let value = group.values.first ?? nil
                return [
                  value.map { .link($0, Way.owner($0)) } ?? .text("without one"),
                  .count(group.direct), .count(group.all),
                ]
              },
              caption: "Publishers of what was made of its models"
            )
          )
        ],
        source: .init(
          Shell.command("derivatives", "--owner", name, "--by", "owner", "--top", "15"),
          api: api("joint/by") + "&by=owner",
          sql: made(name, "owner, count(DISTINCT descendant) AS models")
            + "\nGROUP BY owner ORDER BY models DESC"
        )
      ),
    ]
  }

  /// A query on what was made of the models of an owner.
  private static func made(_ name: String, _ columns: String) -> String {
    "SELECT \(columns) FROM derivative\n"
      + "WHERE ancestor IN (SELECT name FROM model WHERE owner = \(SQLText.quoted(name)))"
  }

  private static func datasets(_ name: String, _ answers: Answers) throws -> Page.Section {
    let reuse = try answers.reuse(ofOwner: name)
    return .init(
      id: "datasets",
      title: "Its datasets",
      blocks: [
        .table(
          PageTable(
            headings: ["dataset", "declared by", "of others", "trained", "publishers"],
            rows: reuse.datasets.prefix(30).map { dataset in
              [
                .link(dataset.id, Way.dataset(dataset.id)), .count(dataset.use.declaredBy),
                .count(dataset.use.declaredBy - dataset.use.own), .count(dataset.use.trained),
                .count(dataset.use.publishers),
              ]
            },
            caption: "Its datasets, the most used first",
            empty: "No model declares a dataset of it."
          )
        )
      ],
      source: .init(
        Shell.command("reuse", "--owner", name),
        api: Address.path(["api", "reuse", "owner"], ["owner": name]),
        sql: "SELECT dataset, count(*) AS models, sum(is_external) AS others FROM dataset_reuse\n"
          + "WHERE dataset LIKE \(SQLText.quoted(name + "/%")) AND NOT is_inherited\n"
          + "GROUP BY dataset ORDER BY models DESC"
      )
    )
  }
}

/// Days by their text.
enum Day {
  static func week(before time: String) -> String? {
    Timestamp.secondsSince1970(in: String(time.prefix(10))).map {
      String(Timestamp.text(secondsSince1970: $0 - 7 * 86_400).prefix(10))
    }
  }
}
