import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

/// The studies, and one with its claims.
enum StudyPage {
  static func page(_ question: PageQuestion, _ answers: Answers) throws -> Page {
    guard let name = question.name else { return try list() }
    let study = try StudyFolder.named(name)
    let claims = ClaimFolder.ofThisProcess.readable().claims.filter { $0.study == study.id }
    var page = Page(title: study.title)
    page.kicker = "Study of \(study.date)"
    page.lead = study.citation.map { [$0] } ?? []
    let rows = try claims.map { claim -> [PageTable.Cell] in
      let last = try answers.history(of: claim).entries.first
      return [
        .link(claim.id, Way.claim(claim.id)), .text(claim.stage.rawValue), .text(claim.title),
        .text(last?.verdict ?? "not checked by a harvest"), .real(last?.value),
        .text(last.map { String($0.startedAt.prefix(10)) }),
      ]
    }
    let projects = study.projects.map { project -> [PageTable.Cell] in
      let items = project.items.filter { $0.kind == .model }.prefix(4).map(\.name)
      return [
        .text(project.name), .count(project.items.count), .text(items.joined(separator: ", ")),
      ]
    }
    page.sections = [
      .init(
        id: "claims",
        title: "Its claims",
        blocks: [
          .table(
            PageTable(
              headings: ["claim", "stage", "what it says", "verdict", "value", "harvest of"],
              rows: rows,
              caption: "Claims with the verdicts of the last harvest that checked them",
              empty: "It makes no claim that is written down here."
            )
          )
        ],
        source: .init(
          Shell.command("claims", "check"),
          api: "/api/claims/check",
          sql: "SELECT claim, harvest, verdict, value FROM verdict\n"
            + "WHERE study = \(SQLText.quoted(name)) ORDER BY claim, harvest DESC"
        )
      ),
      .init(
        id: "projects",
        title: "Its projects",
        blocks: [
          .table(
            PageTable(
              headings: ["project", "items", "models among them"],
              rows: projects,
              caption: "Projects of the study"
            )
          )
        ],
        source: .init(
          Shell.command("study", "show", name),
          api: Address.path(["api", "studies", "show"], ["id": name]),
          sql: "SELECT project, section, kind, name FROM study_item\n"
            + "WHERE study = \(SQLText.quoted(name)) ORDER BY position"
        )
      ),
    ]
    return page
  }

  private static func list() throws -> Page {
    let folder = StudyFolder.ofThisProcess
    let rows = try folder.names.map { name -> [PageTable.Cell] in
      let study = try folder.study(name).study
      return [
        .link(name, Way.study(name)), .text(study.date), .text(study.title),
        .count(study.projects.count),
      ]
    }
    var page = Page(title: "Studies")
    page.sections = [
      .init(
        id: "list",
        title: "Those in the folder of queries",
        blocks: [
          .table(
            PageTable(
              headings: ["study", "date", "title", "projects"],
              rows: rows,
              caption: "Studies",
              empty: "The folder of queries has none."
            )
          )
        ],
        source: .init(
          Shell.command("study", "ls"),
          api: "/api/studies",
          sql: "SELECT id AS study, date, title FROM study"
        )
      )
    ]
    return page
  }
}
