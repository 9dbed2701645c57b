import StemmaCore
import StemmaDerive
import StemmaHub

/// Who likes a repository: asked for when the count of likes changed.
struct Likers: DetailEndpoint {
  let name = "likers"
  let isPaged = true
  let basis = "where the count of likes changed"

  func title(_ kind: RepoKind) -> String { "likers of \(kind.apiSegment)" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    isDue(repo) ? [step(for: repo, at: .likers(repo.kind, repo.name))] : []
  }

  private func isDue(_ repo: CohortRepo) -> Bool {
    let mark = repo.marks[.likers]?.mark
    guard let likes = repo.likes else { return mark == nil }
    return mark.map { $0 != String(likes) } ?? (likes > 0)
  }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> LikersPage {
    try LikersPage(decoding: reply.body, url: reply.url, reader: reader)
  }

  func next(after page: LikersPage, from url: String, to request: StepRequest) -> Continuation {
    .link
  }

  func apply(
    _ page: LikersPage,
    _ reply: AcceptedReply,
    of repo: DetailedRepo,
    to details: DetailStage
  ) throws -> DetailOutcome {
    try details.table(LikerTable.self)
      .apply(page, of: repo, isFirst: !reply.url.contains("?"), isLast: reply.isLast)
  }

  func applyNone(to request: StepRequest, of repo: DetailedRepo, in details: DetailStage) throws {
    try details.noteNone(of: .likers, for: repo)
  }
}

extension LikersPage: EndpointPage {
  var entryCount: Int { likers.count }
}
