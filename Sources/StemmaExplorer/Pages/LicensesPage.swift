import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

/// The licenses on the way to a model.
enum LicensesPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else {
      throw Problem(404, "page", "Name a model behind /licenses/.")
    }
    let found = try answers.keptLooserLicenses(below: name)
    var page = Page(title: "Licenses below \(found.model)")
    page.kicker = "The first looser step on the way to each descendant"
    page.lead = ["It compares what cards declare with texts of licenses, and is no legal advice."]
    let (shown, pager) = PageTable.Pager.part(
      found.steps,
      page: question.page,
      total: found.steps.count
    ) { question.address(["page": String($0)]) }
    page.sections = [
      .init(
        id: "steps",
        title: "Looser steps",
        blocks: [
          .links([.init("Back to \(found.model)", Way.model(found.model))]),
          .table(
            PageTable(
              headings: ["model", "license", "looser than", "models from there on"],
              rows: shown.map { step in
                [
                  .link(step.hop.id, Way.model(step.hop.id)), .text(step.hop.license),
                  .text(origins(step.hop)), .count(step.models),
                ]
              },
              caption: "Steps at which a license is looser than inherited",
              pager: pager,
              empty: "No step is looser than inherited."
            )
          ),
        ],
        source: .init(
          Shell.command("licenses", found.model, "--down"),
          api: Address.path(["api", "licenses", "down"], ["id": found.model]),
          sql: "SELECT child, parent, parent_license, license, step FROM license_step\n"
            + "WHERE child IN (SELECT descendant FROM derivative WHERE ancestor = "
            + SQLText.quoted(found.model) + ")"
        )
      )
    ]
    return page
  }

  private static func origins(_ hop: LicenseHop) -> String? {
    hop.finding.map { finding in
      Set(finding.breaches.map { "\($0.license) of \($0.origin)" }).sorted().prefix(3)
        .joined(separator: "; ")
    }
  }

  /// The way up from a model.
  static func section(of id: String, _ answers: Answers) throws -> Page.Section {
    let path = try answers.licenses(of: id)
    let rows = path.hops.suffix(60).map { hop -> [PageTable.Cell] in
      [
        .link(hop.id, hop.isDataset ? Way.dataset(hop.id) : Way.model(hop.id)),
        .text(hop.isDataset ? "dataset" : "model"), .count(hop.distance),
        .text(hop.license.map { [$0, hop.licenseName].compactMap { $0 }.joined(separator: ", ") }),
        .text(hop.family), .text(origins(hop).map { "looser than \($0)" }),
      ]
    }
    return .init(
      id: "licenses",
      title: "Licenses on the way to it",
      blocks: [
        .paragraph(
          path.first.map {
            "At \($0.id) the declared license is looser than inherited. It is no legal advice."
          } ?? "No declared license on the way is looser than inherited. It is no legal advice."
        ),
        .table(
          PageTable(
            headings: ["name", "what", "steps", "license", "family", "finding"],
            rows: Array(rows),
            caption: "Licenses from the farthest ancestor on"
          )
        ),
        .links([.init("Looser steps below it", Address.path(["licenses"] + parts(id)))]),
      ],
      source: .init(
        Shell.command("licenses", id),
        api: Address.path(["api", "licenses"], ["id": id]),
        sql: "SELECT parent, child, parent_license, license, step\n"
          + "FROM license_step WHERE child = \(SQLText.quoted(id))"
      )
    )
  }

  private static func parts(_ id: String) -> [String] {
    id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }
}
