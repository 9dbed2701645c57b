import StemmaCore
import StemmaDerive
import StemmaHub

/// The Spaces that use a model.
///
/// No number in a record tells whether they changed, so they are asked for each time.
struct Spaces: RecordsEndpoint, CohortEndpoint {
  let name = "spaces"
  let isPaged = true
  let basis = "as many as last time"

  func title(_ kind: RepoKind) -> String { "Spaces that use a model" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    guard repo.kind == .model else { return [] }
    let address = HubAddress.spaces(
      using: repo.name,
      sort: .createdAt,
      limit: terms.pageSize,
      expand: Expand.sweep(.space)
    )
    return [step(for: repo, at: address)]
  }

  func cost(for repo: CohortRepo, _ terms: CohortTerms) -> Int {
    repo.pages(of: .spaces, size: terms.pageSize)
  }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> RecordsPage {
    try RecordsPage(listing: reply, of: .space, reader: reader)
  }

  // A name that the Hub replaced may stand in the older of the Spaces.
  func objection(to page: RecordsPage, of request: StepRequest) -> String? {
    let name = request.subject.lowercased()
    let links = page.facts.map { $0.declarations.filter { $0.field == .model }.map(\.text) }
    let said = links.filter { !$0.isEmpty }
    return said.isEmpty || said.contains { $0.contains { $0.lowercased() == name } }
      ? nil : "the Hub's answer ignores the filter"
  }

  func apply(
    _ page: RecordsPage,
    _ reply: AcceptedReply,
    to derive: DeriveStage
  ) throws -> Applied {
    let applied = try page.apply(to: derive, harvest: reply.harvest)
    let request = reply.request
    if reply.isLast,
      let model = try derive.details.repo(request.kind, request.subject, harvest: reply.harvest)
    {
      try derive.details.table(SpaceLinks.self).end(using: model)
    }
    return applied
  }
}
