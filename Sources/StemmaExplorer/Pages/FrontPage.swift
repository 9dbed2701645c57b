import Stemma
import StemmaAnswers
import StemmaCore

/// The first page: how fresh, how much, which families are the largest, what is new.
enum FrontPage {
  private static let count = 10

  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    let status = try answers.status()
    let overview = try answers.overview(limit: count)
    var page = Page(title: "Stemma")
    page.kicker = "The family tree of open models"
    page.lead = lead(status)
    page.sections = [
      size(status),
      .init(
        id: "families",
        title: "The largest families",
        blocks: [
          .paragraph(
            "Counted by models; by their distinct publishers; by publishers, each of which counts less "
              + "the more it has; and by models without mass uploads."
          ),
          .table(try families(overview, answers)),
          .links([.init("All families, as connected parts of the graph", "/families")]),
        ],
        source: .init(
          Shell.command("families", "--limit", String(count)),
          api: Address.path(["api", "families"], ["limit": String(count)]),
          sql: "SELECT name, owner, derivatives FROM model ORDER BY derivatives DESC LIMIT \(count)"
        )
      ),
      .init(
        id: "newest",
        title: "The newest models",
        blocks: [.table(ModelTable.of(overview.newest, caption: "The newest models"))],
        source: .init(
          Shell.command("models", "ls", "--since", since(overview)),
          api: Address.path(["api", "models"], ["since": since(overview)]),
          sql: "SELECT name, owner, created_on FROM model ORDER BY created_on DESC LIMIT \(count)"
        )
      ),
    ]
    return page
  }

  private static func lead(_ status: Status) -> [String] {
    guard let harvest = status.harvests.first else { return ["Nothing was harvested yet."] }
    let listed = status.completeListings["model"].flatMap { Shown.day($0) }
    let whole =
      listed.map { "All models were listed last on \($0)." }
      ?? "No complete listing of models is in this cache: numbers are lower bounds."
    return [
      "Harvest \(harvest.id), begun \(harvest.startedAt.prefix(10)), is \(harvest.outcome). \(whole)"
    ]
  }

  private static func since(_ overview: CacheOverview) -> String {
    Shown.day(overview.newest.last?.createdAt) ?? "2022-03-02"
  }

  private static func size(_ status: Status) -> Page.Section {
    func list(_ kind: String) -> String {
      Way.sql(
        "SELECT name AS \(kind), created_at FROM repo\n"
          + "WHERE kind = '\(kind)' AND gone_since IS NULL ORDER BY name"
      )
    }
    var figures = [
      Page.Figure("models", status.models, rows: "/models"),
      .init("datasets", status.datasets, rows: list("dataset")),
      .init("Spaces", status.spaces, rows: list("space")),
      .init(
        "edges of the graph",
        status.edges,
        rows: Way.sql(
          "SELECT child.name AS child, parent.name AS parent, edge.relation FROM edge\n"
            + "JOIN repo AS child ON child.id = edge.child JOIN node AS parent ON parent.id = edge.parent\n"
            + "WHERE edge.last_seen IS NULL"
        )
      ),
      .init(
        "ghosts",
        status.ghosts,
        rows: "/queries?query=most-named-ghosts",
        note: "bases that are not on the Hub"
      ),
      .init("findings", status.findings, rows: "/queries?query=findings"),
    ]
    if let harvest = status.harvests.first {
      figures.append(.init("requests of the last harvest", harvest.requests, rows: "/harvests"))
    }
    return .init(
      id: "size",
      title: "What is here",
      blocks: [.figures(figures)],
      source: .init(
        Shell.command("status"),
        api: "/api/status",
        sql:
          "SELECT kind, count(*) AS repositories FROM repo WHERE gone_since IS NULL GROUP BY kind"
      )
    )
  }

  /// The families that are among the largest in any way, by models.
  private static func families(_ overview: CacheOverview, _ answers: Answers) throws -> PageTable {
    var seen: Set<String> = []
    let all = (overview.byModels + overview.byPublishers + overview.byWeight)
      .filter { seen.insert($0.model).inserted }
      .sorted { ($1.models, $0.model) < ($0.models, $1.model) }
    let rows = try all.map { family -> [PageTable.Cell] in
      let own = try withoutMassUploads(family.model, answers)
      let address = Way.derivatives(family.model)
      return [
        .link(family.model, Way.model(family.model)), .count(family.models, address),
        .count(family.publishers, Way.derivatives(family.model, by: "owner")),
        .real((family.weighted * 10).rounded() / 10),
        .count(own, Way.derivatives(family.model, without: true)),
      ]
    }
    return PageTable(
      headings: ["root", "models", "publishers", "weighted", "without mass uploads"],
      rows: rows,
      caption: "The largest families, four ways",
      empty: "No model names another as its base."
    )
  }

  private static func withoutMassUploads(_ model: String, _ answers: Answers) throws -> Int {
    var scope = FamilyScope()
    scope.isWithoutMassUploads = true
    return try answers.derivatives(of: model, in: scope).all.total
  }
}

/// Models as rows.
enum ModelTable {
  static func of(_ models: [ListedModel], caption: String) -> PageTable {
    PageTable(
      headings: ["model", "created", "license", "task", "downloads", "likes"],
      rows: models.map { model in
        [
          .link(model.id, Way.model(model.id)), .text(Shown.day(model.createdAt)),
          .text(model.license), .text(model.task), .number(model.downloads), .number(model.likes),
        ]
      },
      caption: caption
    )
  }
}

extension Way {
  /// The list of what was made from a model.
  static func derivatives(
    _ model: String,
    by key: String? = nil,
    relation: String? = nil,
    direct: Bool = false,
    without: Bool = false
  ) -> String {
    Self.model(model)
      + Address.query([
        ("view", "derivatives"), ("by", key), ("relation", relation),
        ("depth", direct ? "1" : nil), ("without", without ? "mass-uploads" : nil),
      ])
  }
}

/// What a name may lead to.
enum SearchPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let text = question["q"], text.unicodeScalars.count <= 400 else {
      return Page(
        title: "Search",
        lead: ["Write a part of the name of a model, a dataset or an owner."]
      )
    }
    let first = (question.page - 1) * PageTable.Pager.size
    let found = try answers.search(text, limit: first + PageTable.Pager.size + 1)
    let (hits, pager) = PageTable.Pager.part(found.hits, page: question.page) {
      question.address(["page": String($0)])
    }
    let rows = hits.map { hit -> [PageTable.Cell] in
      [
        .link(hit.name, Way.of(hit.kind, hit.name)), .text(hit.kind), .text(hit.match.rawValue),
        .count(hit.uses),
      ]
    }
    var page = Page(title: "Search: \(text)")
    page.sought = text
    if let near = found.hits.first, near.match == .similar {
      page.lead = ["Nothing is called so. These names are nearly so, the nearest first."]
    }
    page.sections = [
      .init(
        id: "hits",
        title: "Found",
        blocks: [
          .table(
            PageTable(
              headings: ["name", "what", "match", "derivatives or users"],
              rows: rows,
              caption: "Names like the one sought, the nearest first",
              pager: pager,
              empty: "Nothing here is called so, or nearly so."
            )
          )
        ],
        source: .init(
          Shell.command("search", text),
          api: Address.path(["api", "search"], ["text": text]),
          sql: "SELECT name AS model, derivatives FROM model\n"
            + "WHERE instr(lower(name), lower(\(SQLText.quoted(text)))) > 0 ORDER BY derivatives DESC LIMIT 50"
        )
      )
    ]
    return page
  }
}

/// The connected parts of the graph.
enum FamiliesPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    let size = PageTable.Pager.size
    var scope = FamilyScope()
    scope.isWithoutMassUploads = question["without"] != nil
    let found = try answers.families(limit: question.page * size + 1, in: scope)
    let (parts, pager) = PageTable.Pager.part(
      found.parts,
      page: question.page,
      total: found.total
    ) { question.address(["page": String($0)]) }
    let rows = parts.map { part -> [PageTable.Cell] in
      [
        .link(part.root, Way.model(part.root)), .count(part.models), .count(part.size),
        .count(part.roots), .count(part.edges),
      ]
    }
    let without = question["without"]
    var words = ["families"]
    if without != nil { words += ["--without", "mass-uploads"] }
    var page = Page(title: "Families")
    page.lead = [
      "Models that are linked over parents or derivatives in any mix. Each is named after the root with "
        + "the most descendants."
    ]
    page.sections = [
      .init(
        id: "largest",
        title: "The largest",
        blocks: [
          .figures([
            .init("families", found.total, rows: "#largest"),
            .init("models alone", found.isolated, rows: Way.sql(alone)),
          ]),
          .links([
            .init("With mass uploads", "/families", isHere: without == nil),
            .init("Without mass uploads", "/families?without=mass-uploads", isHere: without != nil),
          ]),
          .table(
            PageTable(
              headings: ["root", "models", "with ghosts", "roots", "edges"],
              rows: rows,
              caption: "Families, the largest first",
              pager: pager
            )
          ),
        ],
        source: .init(
          "stemma " + words.joined(separator: " "),
          api: Address.path(["api", "families"], ["without": without.map { _ in "mass-uploads" }]),
          sql: "SELECT node.name AS root, family.all_total AS models, family.publishers\n"
            + "FROM family JOIN node ON node.id = family.model ORDER BY models DESC LIMIT 50"
        )
      )
    ]
    return page
  }

  private static let alone = """
    SELECT name AS model FROM repo
    WHERE kind = 'model' AND gone_since IS NULL
      AND NOT EXISTS (SELECT 1 FROM edge WHERE child = repo.id AND last_seen IS NULL)
      AND NOT EXISTS (SELECT 1 FROM edge WHERE parent = repo.id AND last_seen IS NULL)
    """
}
