import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore

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
