import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaReports
import StemmaStore

/// A model: its facts, its family as a drawing, what was made from it, its licenses and its history.
enum ModelPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else { return try ModelsPage.page(question, answers) }
    if question["view"] == "derivatives" {
      return try DerivativesPage.page(of: name, question, answers)
    }
    let info: RepoInfo
    do {
      info = try answers.info(on: name)
    } catch let error as AnswerError where error.code == .unknownName {
      // A name that others give has a page as well, which says why it is no model.
      return try GhostPage.page(named: name, question, answers)
    }
    let facts = RepoFactsView(info, kind: "model")
    let id = facts.id
    var page = Page(title: id)
    page.kicker = "Model"
    page.sections = [counts(id, facts, try answers.derivatives(of: id))]
    page.sections.append(try drawing(of: id, .down, answers))
    if !info.parents.isEmpty { page.sections.append(parents(id, info)) }
    if !info.parents.isEmpty { page.sections.append(try drawing(of: id, .up, answers)) }
    page.sections.append(try groups(id, question, answers))
    page.sections.append(facts.section)
    page.sections.append(try LicensesPage.section(of: id, answers))
    page.sections.append(HistorySection.section(of: id, info, try answers.counters(of: id)))
    page.sections.append(try used(by: id, info, answers))
    return page
  }

  private static func counts(_ id: String, _ facts: RepoFactsView, _ family: Derivatives)
    -> Page.Section
  {
    func figure(_ name: String, _ count: Int, _ relation: String) -> Page.Figure {
      .init(name, count, rows: Way.derivatives(id, relation: relation))
    }
    let all = family.all
    let figures: [Page.Figure] = [
      .init("derivatives", all.total, rows: Way.derivatives(id)),
      .init("direct", family.direct.total, rows: Way.derivatives(id, direct: true)),
      figure("finetunes", all.finetune, "finetune"), figure("adapters", all.adapter, "adapter"),
      figure("merges", all.merge, "merge"), figure("quantized", all.quantized, "quantized"),
      .init("publishers", family.publishers, rows: Way.derivatives(id, by: "owner")),
      .init(
        "longest chain",
        family.depth,
        rows: Way.sql(
          "SELECT descendant, distance FROM derivative\nWHERE ancestor = \(SQLText.quoted(id))\n"
            + "ORDER BY distance DESC LIMIT 50"
        ),
        note: "steps"
      ),
    ]
    return .init(
      id: "counts",
      title: "What was made from it",
      blocks: [.figures(figures)],
      source: .init(
        Shell.command("derivatives", id),
        api: Address.path(["api", "derivatives"], ["id": id]),
        sql: "SELECT descendant, parent, relation, distance, owner, license, downloads\n"
          + "FROM derivative WHERE ancestor = \(SQLText.quoted(id)) ORDER BY downloads DESC"
      )
    )
  }

  /// The family as one drawing, folded; it unfolds in a page of its own.
  private static func drawing(
    of id: String,
    _ direction: ModelTree.Direction,
    _ answers: Answers
  ) throws -> Page.Section {
    let isDown = direction == .down
    let picture =
      try isDown ? answers.sketch(of: id) : answers.picture(of: id, direction: direction)
    let fold = FamilyFold(picture)
    let name = isDown ? "down" : "up"
    let outline = fold.lines(of: picture).map { line -> (depth: Int, link: Page.Link) in
      switch line {
      case .member(let place, let depth):
        let member = picture.members[place]
        let isGhost = member.node.ghost != nil
        let words = [member.relation, member.node.ghost.map { "ghost: \($0)" }].compactMap { $0 }
        return (
          depth,
          .init(
            member.node.id,
            Way.node(member.node.id, isGhost: isGhost),
            note: words.joined(separator: ", ")
          )
        )
      case .fold(let branches, let depth):
        let home = picture.members[branches.home].node.id
        return (
          depth,
          .init(branches.text, isDown ? Way.branch(of: id, home, from: branches.first) : nil)
        )
      }
    }
    func drawn(_ sheet: FamilyDrawing.Sheet, _ name: String) -> FamilyDrawing {
      FamilyDrawing(
        picture,
        fold: fold,
        name: name,
        sheet: sheet,
        address: { Way.node($0.node.id, isGhost: $0.node.ghost != nil) },
        branchAddress: isDown ? { Way.branch(of: id, $0, from: $1) } : nil
      )
    }
    let wide = drawn(.wide, name)
    let whole = Way.model(id) + Address.query([("view", isDown ? "drawing" : "drawing-up")])
    return .init(
      id: isDown ? "family" : "ancestry",
      title: isDown ? "Its family, drawn" : "What it was made from, drawn",
      blocks: [
        .drawing(
          .init(
            title: isDown ? "The family of \(id)" : "The ancestors of \(id)",
            svg: wide.svg,
            narrow: drawn(.narrow, name + "n").svg,
            pieces: wide.pieces,
            outline: outline,
            whole: .init("The drawing by itself, which unfolds", whole)
          )
        )
      ],
      source: isDown
        ? .init(
          Shell.command("tree", id, "--format", "svg"),
          api: Address.path(["api", "tree"], ["id": id]),
          sql: "SELECT descendant, parent, relation, distance FROM derivative\n"
            + "WHERE ancestor = \(SQLText.quoted(id))"
        )
        : .init(
          Shell.command("tree", id, "--up", "--format", "svg"),
          api: Address.path(["api", "tree"], ["id": id, "up": "true"]),
          sql: "SELECT ancestor, relation, distance FROM derivative WHERE descendant = "
            + SQLText.quoted(id)
        )
    )
  }

  /// The drawing as a page of its own, with its own style and program, or, with `as=json`, what that program
  /// asks for; nil for another view.
  ///
  /// Of a large family, and of a branch, which `at` and `from` name, no more is read than is drawn.
  static func drawing(_ question: PageQuestion, _ answers: @autoclosure () throws -> Answers) throws
    -> Reply?
  {
    guard question.request.path.first == "models", let name = question.name,
      let view = question["view"], ["drawing", "drawing-up"].contains(view)
    else { return nil }
    let picture: FamilyPicture
    if view == "drawing-up" {
      picture = try answers().picture(of: name, direction: .up, unfolding: true)
    } else if let member = question["at"] {
      let first = question["from"].flatMap { Int($0) } ?? 0
      picture = try answers().sketch(of: name, below: member, from: first)
    } else {
      picture = try answers().sketch(of: name)
    }
    let page = FamilyPage(
      picture,
      version: Version.text,
      state: "as it is cached here",
      ways: view == "drawing-up" ? nil : ways(from: name, in: picture)
    )
    if question["as"] == "json" {
      return Reply(200, type: "application/json", Array((page.part.inertText + "\n").utf8))
    }
    let html = page.html
    // The page allows its own program alone, by its digest; only that of its own head can say which.
    let policy =
      html.firstMatch(of: #/http-equiv="Content-Security-Policy" content="([^"]*)"/#)
      .map { String($0.1) } ?? "default-src 'none'"
    return Reply(
      200,
      type: "text/html; charset=utf-8",
      Array(html.utf8),
      headers: [.init("Content-Security-Policy", policy + "; frame-ancestors 'none'")]
    )
  }

  private static func ways(from name: String, in picture: FamilyPicture) -> FamilyPage.Ways {
    let whole = Way.model(name) + Address.query([("view", "drawing")])
    return .init(
      links: picture.whole == nil
        ? ["The page of \(name)": Way.model(name)]
        : [
          "The whole family": whole, "The page of \(picture.model)": Way.model(picture.model),
        ],
      part: whole + "&as=json"
    ) { Way.branch(of: name, $0, from: $1) }
  }

  private static func parents(_ id: String, _ info: RepoInfo) -> Page.Section {
    let rows = info.parents.map { parent -> [PageTable.Cell] in
      [
        .link(parent.id, Way.node(parent.id, isGhost: parent.ghost != nil)), .text(parent.hub),
        .text(parent.declared), .text(parent.own), .text(parent.sources.joined(separator: ", ")),
        .text(parent.ghost),
      ]
    }
    return .init(
      id: "parents",
      title: "What it was made from",
      blocks: [
        .table(
          PageTable(
            headings: [
              "parent", "the Hub says", "the card says", "we read", "named by", "not on the Hub",
            ],
            rows: rows,
            caption: "Its parents, and who says how it was made from them"
          )
        ),
        .links([.init("Evidence for its parents", Way.evidence("model", id, "parents"))]),
      ],
      source: .init(
        Shell.command("ancestors", id),
        api: Address.path(["api", "ancestors"], ["id": id]),
        sql: "SELECT ancestor, relation, distance FROM derivative WHERE descendant = "
          + SQLText.quoted(id)
      )
    )
  }

  private static func groups(_ id: String, _ question: PageQuestion, _ answers: Answers) throws
    -> Page.Section
  {
    let key = question["by"].flatMap(GroupKey.init) ?? .owner
    let found = try answers.derivatives(of: id, by: key)
    let keys = GroupKey.allCases.map { other in
      Page.Link(
        "by \(other.rawValue)",
        Way.model(id) + Address.query([("by", other.rawValue)]) + "#groups",
        isHere: other == key
      )
    }
    let shown = key == .month ? found.groups.suffix(24) : found.groups.prefix(15)
    var blocks: [Page.Block] = [.links(keys), .table(GroupTable.of(shown, key: key))]
    if found.groups.count > shown.count {
      blocks.append(
        .links([
          .init(
            "All \(Shown.number(found.groups.count)) groups",
            Way.derivatives(id, by: key.rawValue)
          )
        ])
      )
    }
    return .init(
      id: "groups",
      title: "Derivatives by \(key.rawValue)",
      blocks: blocks,
      source: .init(
        Shell.command("derivatives", id, "--by", key.rawValue),
        api: Address.path(["api", "derivatives", "by"], ["id": id, "by": key.rawValue]),
        sql: GroupTable.sql(id, key)
      )
    )
  }

  /// Datasets, Spaces, other names and what is near.
  private static func used(by id: String, _ info: RepoInfo, _ answers: Answers) throws
    -> Page.Section
  {
    var blocks: [Page.Block] = []
    let mentions = info.succession.mentions
    if !mentions.isEmpty {
      let rows = mentions.map { mention -> [PageTable.Cell] in
        [
          .link(mention.id, Way.node(mention.id, isGhost: mention.ghost != nil)),
          .text(mention.field), .text(mention.sources.joined(separator: ", ")),
        ]
      }
      blocks.append(
        .table(
          PageTable(
            headings: ["name", "as", "named by"],
            rows: rows,
            caption: "What else it names"
          )
        )
      )
    }
    blocks.append(
      .links([
        .init(
          "A badge of it",
          Address.path(["badges"] + id.split(separator: "/").map(String.init))
        ),
        .init("Check it against a policy", Address.path(["policy"], ["id": id])),
        .init("Datasets it names", Way.evidence("model", id, "datasets")),
        .init(
          "Spaces that use it",
          Address.path(["queries"], ["query": "spaces-using", "param": "model=\(id)"])
        ),
        .init("Its siblings, as JSON", Address.path(["api", "siblings"], ["id": id])),
        .init(
          "What hangs on it, as JSON",
          Address.path(["api", "impact"], ["id": id])
        ),
        .init(
          "What happens on it",
          Address.path(["activity"], ["id": id]),
          note: "where details were harvested"
        ),
      ])
    )
    return .init(
      id: "around",
      title: "Around it",
      blocks: blocks,
      source: .init(
        Shell.command("models", "info", id),
        api: Address.path(["api", "models", "info"], ["id": id])
      )
    )
  }
}

/// Groups of derivatives as rows.
enum GroupTable {
  /// A query that gives about the same; a model of several languages is in one group there.
  static func sql(_ id: String, _ key: GroupKey) -> String {
    let column =
      switch key {
      case .owner: "owner"
      case .month: "substr(created_on, 1, 7)"
      case .license: "license"
      case .language: "languages"
      case .relation: "relation"
      }
    return "SELECT \(column) AS \(key.rawValue), sum(distance = 1) AS direct, count(*) AS \"all\"\n"
      + "FROM derivative WHERE ancestor = \(SQLText.quoted(id))\nGROUP BY 1 ORDER BY 3 DESC"
  }

  static func of(
    _ groups: some Sequence<FamilyGroup>,
    key: GroupKey,
    pager: PageTable.Pager? = nil
  ) -> PageTable {
    PageTable(
      headings: [key.rawValue, "direct", "all"],
      rows: groups.map { group in
        let head: PageTable.Cell =
          key == .owner && group.value != nil
          ? .link(group.value ?? "", Way.owner(group.value ?? ""))
          : .text(group.value ?? "not stated")
        return [head, .count(group.direct), .count(group.all)]
      },
      caption: "Derivatives by \(key.rawValue)",
      pager: pager,
      empty: "Nothing is known to be made from it."
    )
  }
}

/// The models behind the numbers of derivatives.
enum DerivativesPage {
  static func page(of name: String, _ question: PageQuestion, _ answers: Answers) throws -> Page {
    if let key = question["by"].flatMap(GroupKey.init) {
      return try groups(of: name, key, question, answers)
    }
    var scope = FamilyScope()
    var words = ["derivatives", name, "--list", "--top", "50"]
    var asked: [(String, String?)] = [("id", name), ("by_downloads", "true")]
    if let relation = question["relation"] {
      scope.relations = [relation]
      words += ["--relation", relation]
      asked.append(("relation", relation))
    }
    if let depth = question["depth"].flatMap({ Int($0) }), (0...10_000).contains(depth) {
      scope.depth = depth
      words += ["--depth", String(depth)]
      asked.append(("depth", String(depth)))
    }
    if question["without"] == "mass-uploads" {
      scope.isWithoutMassUploads = true
      words += ["--without", "mass-uploads"]
      asked.append(("without", "mass-uploads"))
    }
    let found = try answers.models(
      madeFrom: DerivativeQuestion([name], in: scope),
      from: (question.page - 1) * PageTable.Pager.size,
      limit: PageTable.Pager.size,
      byDownloads: true
    )
    let rows = found.models.map { model -> [PageTable.Cell] in
      [
        .link(model.listed.id, Way.model(model.listed.id)),
        model.parent.map { .link($0, Way.model($0)) } ?? .text(nil), .text(model.relation),
        .count(model.distance), .text(model.listed.license), .number(model.listed.downloads),
        .text(Shown.day(model.listed.createdAt)),
      ]
    }
    let hasMore = found.total > question.page * PageTable.Pager.size
    let pager =
      hasMore || question.page > 1
      ? PageTable.Pager(page: question.page, total: found.total, hasMore: hasMore) {
        question.address(["page": String($0)])
      } : nil
    var page = Page(title: "Made from \(found.subject)")
    page.kicker = "Derivatives, the most downloaded first"
    page.lead = [scope.words(total: found.total)]
    page.sections = [
      .init(
        id: "list",
        title: "The models",
        blocks: [
          .links([.init("Back to \(found.subject)", Way.model(found.subject))]),
          .table(
            PageTable(
              headings: [
                "model", "parent", "relation", "steps", "license", "downloads", "created",
              ],
              rows: rows,
              caption: "Derivatives of \(found.subject)",
              pager: pager,
              empty: "None that the Hub lists."
            )
          ),
        ],
        source: .init(
          Shell.command(words),
          api: "/api/derivatives/list" + Address.query(asked),
          sql: "SELECT descendant, parent, relation, distance, owner, license, downloads\n"
            + "FROM derivative WHERE ancestor = \(SQLText.quoted(found.subject))"
            + scope.condition + "\nORDER BY downloads DESC"
        )
      )
    ]
    return page
  }

  private static func groups(
    of name: String,
    _ key: GroupKey,
    _ question: PageQuestion,
    _ answers: Answers
  ) throws -> Page {
    let found = try answers.derivatives(of: name, by: key)
    let (shown, pager) = PageTable.Pager.part(
      found.groups,
      page: question.page,
      total: found.groups.count
    ) { question.address(["page": String($0)]) }
    var page = Page(title: "Made from \(found.model), by \(key.rawValue)")
    page.kicker = "Derivatives"
    page.sections = [
      .init(
        id: "groups",
        title: "The groups",
        blocks: [
          .links([.init("Back to \(found.model)", Way.model(found.model))]),
          .table(GroupTable.of(shown, key: key, pager: pager)),
        ],
        source: .init(
          Shell.command("derivatives", found.model, "--by", key.rawValue),
          api: Address.path(
            ["api", "derivatives", "by"],
            ["id": found.model, "by": key.rawValue]
          ),
          sql: GroupTable.sql(found.model, key)
        )
      )
    ]
    return page
  }
}

extension Way {
  /// The drawing of a branch of a family, without so many of the largest that hang from its head.
  fileprivate static func branch(of model: String, _ member: String, from first: Int) -> String {
    Self.model(model)
      + Address.query([("view", "drawing"), ("at", member), ("from", String(first))])
  }
}

extension FamilyScope {
  /// What counts, as conditions of a query on derivatives.
  fileprivate var condition: String {
    (relations.sorted().first.map { "\n  AND relation = \(SQLText.quoted($0))" } ?? "")
      + (depth.map { "\n  AND distance <= \($0)" } ?? "")
      + (isWithoutMassUploads
        ? "\n  AND descendant NOT IN (SELECT model FROM mass_upload_model WHERE is_left_out)" : "")
  }

  /// What counts, in a sentence.
  fileprivate func words(total: Int) -> String {
    var words = "\(Shown.number(total)) model" + (total == 1 ? "" : "s")
    if let relation = relations.first { words += ", over the relation \(relation) alone" }
    if let depth { words += ", at most \(depth) step" + (depth == 1 ? "" : "s") + " away" }
    if isWithoutMassUploads { words += ", without mass uploads" }
    return words + "."
  }
}

/// Lists of models.
enum ModelsPage {
  /// A page of the list: by name, or, of an owner's, the most downloaded first.
  private static func list(
    _ asked: ModelQuestion,
    _ question: PageQuestion,
    _ answers: Answers
  ) throws -> PageTable {
    let (size, page) = (PageTable.Pager.size, question.page)
    func address(_ page: Int) -> String { question.address(["page": String(page)]) }
    guard let owner = asked.owner else {
      var asked = asked
      asked.limit = page * size + 1
      let found = try answers.models(asked)
      let (shown, pager) = PageTable.Pager.part(
        found.models,
        page: page,
        total: found.total,
        address: address
      )
      var table = ModelTable.of(shown, caption: "Models")
      table.pager = pager
      return table
    }
    let found = try answers.models(
      asked,
      of: owner,
      from: (page - 1) * size,
      limit: size,
      byDownloads: true
    )
    var table = ModelTable.of(found.models, caption: "Models")
    let hasMore = found.total ?? 0 > page * size
    if hasMore || page > 1 {
      table.pager = .init(page: page, total: found.total, hasMore: hasMore, address: address)
    }
    return table
  }

  private static func sql(_ given: [(String, String)]) -> String {
    let conditions = given.map { key, value in
      let text = SQLText.quoted(value)
      return switch key {
      case "since": "created_on >= \(text)"
      case "until": "created_on <= \(text)"
      case "language": "instr(',' || languages || ',', ',' || \(text) || ',') > 0"
      default: "\(key) = \(text) COLLATE NOCASE"
      }
    }
    return "SELECT name AS model, created_on, license, task, downloads, likes FROM model"
      + (conditions.isEmpty ? "" : "\nWHERE " + conditions.joined(separator: "\n  AND "))
      + "\nLIMIT 50"
  }

  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    var asked = ModelQuestion()
    asked.owner = question["owner"]
    (asked.task, asked.license) = (question["task"], question["license"])
    (asked.library, asked.language) = (question["library"], question["language"])
    (asked.since, asked.until) = (question["since"], question["until"])
    let table = try list(asked, question, answers)
    let keys = ["owner", "task", "license", "library", "language", "since", "until"]
    let given = keys.compactMap { key in question[key].map { (key, $0) } }
    var page = Page(title: "Models")
    page.lead = given.isEmpty ? [] : [given.map { "\($0): \($1)" }.joined(separator: "; ")]
    page.sections = [
      .init(
        id: "list",
        title: "The models",
        blocks: [.table(table)],
        source: .init(
          Shell.command(["models", "ls"] + given.flatMap { ["--\($0)", $1] }),
          api: "/api/models" + Address.query(given.map { ($0, Optional($1)) }),
          sql: sql(given)
        )
      )
    ]
    return page
  }
}
