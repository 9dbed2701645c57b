import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore

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
