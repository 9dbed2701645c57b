import StemmaCore
import StemmaDerive
import StemmaHub

/// A repository's commits: their count first, then those not known yet.
struct Commits: DetailEndpoint {
  let name = "commits"
  let isPaged = true
  let basis = "where the head changed: the count and a page"

  func title(_ kind: RepoKind) -> String { "commits of \(kind.apiSegment)" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    let known = repo.marks[.commits]?.mark
    guard repo.sha == nil || known != repo.sha else { return [] }
    return [step(for: repo, known: known, at: .commits(repo.kind, repo.name, limit: 1))]
  }

  // The count, and a page of what is new.
  func cost(for repo: CohortRepo, _ terms: CohortTerms) -> Int { 2 }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> CommitsPage {
    try CommitsPage(decoding: reply.body, headers: reply.headers, url: reply.url, reader: reader)
  }

  // Every repository begins with a commit.
  func objection(to page: CommitsPage, of request: StepRequest) -> String? {
    guard page.isCutShort else { return nil }
    return page.commits.isEmpty
      ? "the Hub lists no commits" : "the Hub lists fewer commits than it counts, and no next page"
  }

  /// The answer goes back to the newest commit that was known before.
  func next(after page: CommitsPage, from url: String, to request: StepRequest) -> Continuation {
    if let known = request.known, page.commits.contains(where: { $0.id == known }) { return .end }
    guard isCount(url) else { return .link }
    let path = String(url.prefix { $0 != "?" })
    return page.total == Int64(page.commits.count) ? .end : .page(path + "?limit=1000")
  }

  func apply(
    _ page: CommitsPage,
    _ reply: AcceptedReply,
    of repo: DetailedRepo,
    to details: DetailStage
  ) throws -> DetailOutcome {
    try details.table(CommitTable.self)
      .apply(page, of: repo, isCount: isCount(reply.url), isLast: reply.isLast)
  }

  func applyNone(to request: StepRequest, of repo: DetailedRepo, in details: DetailStage) throws {
    try details.noteNone(of: .commits, for: repo)
  }

  private func isCount(_ url: String) -> Bool { HubAddress.number("limit", in: url) == 1 }
}

extension CommitsPage: EndpointPage {
  var entryCount: Int { commits.count }

  // The page that tells the total has the newest commit as well.
  var beginning: String? { commits.count > 1 ? commits.first?.id : nil }
}
