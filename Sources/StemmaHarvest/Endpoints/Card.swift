import StemmaCore
import StemmaDerive
import StemmaHub

/// A repository's README at a commit.
///
/// That of a dataset is never asked for, since that counts as a download.
struct Card: DetailEndpoint {
  let name = "card"
  let isPaged = false
  let content = ReplyContent.file
  let basis = "where the head changed: a redirect and its target"

  func title(_ kind: RepoKind) -> String { "cards of \(kind.apiSegment)" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    guard repo.kind != .dataset, let sha = repo.sha, repo.marks[.card]?.mark != sha else {
      return []
    }
    return [step(for: repo, known: sha, at: .readme(repo.kind, repo.name, sha: sha))]
  }

  // A redirect and its target.
  func cost(for repo: CohortRepo, _ terms: CohortTerms) -> Int { 2 }

  // A README in large-file storage is kept off the Hub, where nothing is fetched from.
  func meansAbsence(_ code: HubError.Code) -> Bool {
    if case .foreignRedirect = code { return true }
    return code == .forbidden
  }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> CardText {
    CardText(decoding: reply.body, url: reply.url)
  }

  func next(after page: CardText, from url: String, to request: StepRequest) -> Continuation {
    .end
  }

  func apply(
    _ page: CardText,
    _ reply: AcceptedReply,
    of repo: DetailedRepo,
    to details: DetailStage
  ) throws -> DetailOutcome {
    try details.table(CardTable.self).apply(page, sha: reply.request.known, of: repo)
  }

  func applyNone(to request: StepRequest, of repo: DetailedRepo, in details: DetailStage) throws {
    try details.table(CardTable.self).applyNone(at: request.known, of: repo)
  }
}

extension CardText: EndpointPage {
  var entryCount: Int { 1 }
}
