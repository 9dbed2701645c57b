import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStore
import StemmaStudies

/// What the API has, for people.
enum APIPages {
  static var page: Page {
    var page = Page(title: "API")
    page.lead = [
      "Each route gives what a command gives with --json, in the same shape; CSV and JSON Lines with "
        + "format=csv and format=jsonl. limit and offset cut lists, as_of asks of a past day."
    ]
    page.sections = [
      .init(
        id: "routes",
        title: "Routes",
        blocks: [
          .links([.init("The description for programs, OpenAPI 3.1", "/api/openapi.json")]),
          .table(
            PageTable(
              headings: ["route", "what it gives", "parameters"],
              rows: API.routes.map { route in
                let path = "/api/" + route.path
                return [
                  route.needsASubject ? .text(path) : .link(path, path), .text(route.summary),
                  .text(
                    route.parameters.map { $0.name + ($0.isRequired ? "" : "?") }
                      .joined(separator: ", ")
                  ),
                ]
              },
              caption: "Routes of the API"
            )
          ),
        ]
      )
    ]
    return page
  }
}
