import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore

/// The columns of a repository as facts, each with the way to its evidence.
struct RepoFactsView {
  let id: String
  let section: Page.Section
  private let columns: [String: JSONValue]

  /// What the names of columns are called on a page; those that are not here are our own numbers.
  private static let names: KeyValuePairs = [
    "owner": "owner", "created_at": "created", "last_modified": "changed", "license": "license",
    "license_name": "license called", "license_link": "license at", "gated": "gated",
    "library": "library", "pipeline_tag": "task", "languages": "languages",
    "parameters": "parameters", "architecture": "architecture", "downloads": "downloads, 30 days",
    "downloads_all_time": "downloads, all time", "likes": "likes",
    "children_by_relation": "children, by the Hub", "sha": "commit",
    "hub_id": "identity on the Hub",
    "gone_since": "gone since harvest",
  ]

  init(_ info: RepoInfo, kind: String) {
    let columns = Dictionary(info.columns.map { ($0.key, $0.value) }) { first, _ in first }
    let id = columns["name"]?.string ?? ""
    var facts: [Page.Fact] = []
    for (column, name) in Self.names {
      guard let value = columns[column], value != .null else { continue }
      let isKnown = Answers.evidenceFields.contains(column)
      facts.append(
        .init(
          name: name,
          values: [Self.link(column, value)],
          evidence: isKnown ? Way.evidence(kind, id, column) : nil
        )
      )
    }
    for attribute in info.inherited {
      facts.append(
        .init(
          name: "\(attribute.field), of its original",
          values: [.init("\(attribute.value)", nil)],
          since: "from \(attribute.source), \(attribute.basis)"
        )
      )
    }
    func list(
      _ name: String,
      _ values: [String],
      _ address: (String) -> String?,
      _ field: String? = nil
    ) {
      guard !values.isEmpty else { return }
      facts.append(
        .init(
          name: name,
          values: values.prefix(60).map { .init($0, address($0)) },
          since: values.count > 60 ? "and \(values.count - 60) more" : nil,
          evidence: field.map { Way.evidence(kind, id, $0) }
        )
      )
    }
    list("other names", info.aliases) { _ in nil }
    list("followed by", info.succession.successors, Way.model, "new_version")
    list("follows", info.succession.predecessors, Way.model)
    list("tags", info.tags, { _ in nil }, "tags")
    self.id = id
    self.columns = columns
    section = .init(
      id: "facts",
      title: "What the Hub and its card say",
      blocks: [
        .facts(facts),
        .links([.init("On the Hub", nil, note: Self.hubAddress(kind, id))]),
      ],
      source: .init(
        Shell.command("models", "info", id),
        api: Address.path(["api", "models", "info"], ["id": id, "kind": kind]),
        sql: kind == "model"
          ? "SELECT * FROM model WHERE name = \(SQLText.quoted(id))" : nil
      )
    )
  }

  private static func link(_ column: String, _ value: JSONValue) -> Page.Link {
    let text = shown(value)
    switch column {
    case "owner": return .init(text, Way.owner(text))
    case "children_by_relation":
      let counts = (try? JSONValue(parsing: text))?.object ?? []
      let words = counts.compactMap { count in
        count.value.integer.flatMap { $0 > 0 ? "\(count.key) \(Shown.number($0))" : nil }
      }
      return .init(words.isEmpty ? "none" : words.joined(separator: ", "), nil)
    case "created_at", "last_modified":
      return .init(text.replacing("T", with: " ").replacing("Z", with: " UTC"), nil)
    case "license": return .init(text, Address.path(["models"], ["license": text]))
    case "library": return .init(text, Address.path(["models"], ["library": text]))
    case "pipeline_tag": return .init(text, Address.path(["models"], ["task": text]))
    default: return .init(text, nil)
    }
  }

  private static func shown(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): Shown.number(number)
    case .number(let number): Shown.number(number)
    default: value.text
    }
  }

  /// The address as text: a page of ours leads nowhere else.
  private static func hubAddress(_ kind: String, _ id: String) -> String {
    "https://huggingface.co/" + (kind == "model" ? "" : kind + "s/") + id
  }
}

/// What held before, and what the counters were.
enum HistorySection {
  static func section(of id: String, _ info: RepoInfo, _ counters: CounterSeries) -> Page.Section {
    let past = info.history.map { past -> [PageTable.Cell] in
      [
        .text(past.field), .text(past.value.string ?? past.value.text), .number(past.firstSeen),
        .number(past.lastSeen),
      ]
    }
    let rows = counters.entries.suffix(40).reversed().map { entry -> [PageTable.Cell] in
      [
        .text(entry.date), .text(entry.heldUntil), .number(entry.downloads), .number(entry.likes),
        .text(entry.origin ?? entry.source),
      ]
    }
    return .init(
      id: "history",
      title: "History",
      blocks: [
        .table(
          PageTable(
            headings: ["field", "held before", "first harvest", "last harvest"],
            rows: past,
            caption: "What no longer holds",
            empty: "No fact has changed since it was first seen."
          )
        ),
        .table(
          PageTable(
            headings: ["from", "until", "downloads", "likes", "source"],
            rows: Array(rows),
            caption: "Its counters, the latest first",
            empty: "No counter was seen."
          )
        ),
      ],
      source: .init(
        Shell.command("models", "history", id),
        api: Address.path(["api", "models", "history"], ["id": id]),
        sql: "SELECT date, held_until, downloads, likes, source FROM counter_series\n"
          + "WHERE kind = 'model' AND name = \(SQLText.quoted(id)) ORDER BY date DESC"
      )
    )
  }
}

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

/// A Space: its facts.
enum SpacePage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else {
      throw Problem(404, "page", "Name a Space behind /spaces/.")
    }
    let info = try answers.info(on: name, kind: .space)
    let facts = RepoFactsView(info, kind: "space")
    var page = Page(title: facts.id)
    page.kicker = "Space"
    let rows = info.succession.mentions.map { mention -> [PageTable.Cell] in
      [
        .link(mention.id, Way.node(mention.id, isGhost: mention.ghost != nil)),
        .text(mention.field),
      ]
    }
    page.sections = [
      .init(
        id: "uses",
        title: "What it uses",
        blocks: [
          .table(
            PageTable(
              headings: ["name", "as"],
              rows: rows,
              caption: "What it names",
              empty: "It names nothing."
            )
          )
        ],
        source: .init(
          Shell.command("models", "info", "spaces/" + facts.id),
          api: Address.path(["api", "models", "info"], ["id": facts.id, "kind": "space"])
        )
      ),
      facts.section,
    ]
    return page
  }
}

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

/// A name that models give as their base and that the Hub does not know.
enum GhostPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question["name"] ?? question.name, name.unicodeScalars.count <= 400 else {
      throw Problem(404, "page", "Name a ghost as /ghosts?name=….")
    }
    return try page(named: name, question, answers)
  }

  private static func sql(_ name: String) -> String {
    "SELECT descendant, parent, relation, distance, license, downloads FROM derivative\n"
      + "WHERE ancestor = \(SQLText.quoted(name))"
  }

  static func page(named name: String, _ question: PageQuestion, _ answers: Answers) throws -> Page
  {
    let size = PageTable.Pager.size
    let (root, total, direct, shown) = try answers.below(
      name,
      from: (question.page - 1) * size,
      limit: size
    )
    var page = Page(title: root.id)
    page.kicker = root.ghost == nil ? "Model" : "Ghost"
    page.lead =
      root.ghost.map { ["It is named as a base and is not on the Hub as far as we know: \($0)."] }
      ?? ["It is on the Hub."]
    let hasMore = total > question.page * size
    let pager =
      hasMore || question.page > 1
      ? PageTable.Pager(page: question.page, total: total, hasMore: hasMore) {
        question.address(["page": String($0)])
      } : nil
    var links: [Page.Link] = [.init("Search for it", Address.path(["search"], ["q": root.id]))]
    if root.ghost == nil { links.insert(.init("Its page", Way.model(root.id)), at: 0) }
    page.sections = [
      .init(
        id: "named-by",
        title: "What names it, and what was made from that",
        blocks: [
          .figures([
            .init("models below it", total, rows: "#named-by"),
            .init(
              "that name it themselves",
              direct,
              rows: Way.sql(sql(root.id) + " AND distance = 1")
            ),
          ]),
          .links(links),
          .table(
            PageTable(
              headings: ["model", "relation", "steps", "license", "downloads"],
              rows: shown.map { node in
                [
                  .link(node.id, Way.node(node.id, isGhost: node.ghost != nil)),
                  .text(node.relation), .count(node.distance), .text(node.license),
                  .number(node.downloads),
                ]
              },
              caption: "Models below \(root.id)",
              pager: pager
            )
          ),
        ],
        source: .init(
          Shell.command("tree", root.id),
          api: Address.path(["api", "tree"], ["id": root.id]),
          sql: sql(root.id)
        )
      )
    ]
    return page
  }
}
