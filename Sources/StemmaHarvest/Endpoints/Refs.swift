import StemmaCore
import StemmaDerive
import StemmaHub

/// A repository's branches and tags.
///
/// They move without a commit to the head, too: they are asked for again after a while.
struct Refs: DetailEndpoint {
  let name = "refs"
  let isPaged = false
  let basis = "where the head changed, or a month ago"

  func title(_ kind: RepoKind) -> String { "branches and tags of \(kind.apiSegment)" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    if let mark = repo.marks[.refs], mark.mark == repo.sha, mark.readAt >= terms.staleTime {
      return []
    }
    return [step(for: repo, at: .refs(repo.kind, repo.name))]
  }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> RepoRefs {
    try RepoRefs(decoding: reply.body, url: reply.url, reader: reader)
  }

  func next(after page: RepoRefs, from url: String, to request: StepRequest) -> Continuation {
    .end
  }

  func apply(
    _ page: RepoRefs,
    _ reply: AcceptedReply,
    of repo: DetailedRepo,
    to details: DetailStage
  ) throws -> DetailOutcome {
    try details.table(RefTable.self).apply(page, of: repo)
  }

  func applyNone(to request: StepRequest, of repo: DetailedRepo, in details: DetailStage) throws {
    try details.noteNone(of: .refs, for: repo)
  }
}

extension RepoRefs: EndpointPage {
  var entryCount: Int { refs.count }
}
