import StemmaCore
import StemmaDerive
import StemmaHub

/// The list of a repository's discussions and pull requests.
///
/// No number in a record tells whether it changed, so it is asked for each time.
struct Discussions: DetailEndpoint {
  let name = "discussions"
  let isPaged = true
  let basis = "as many as last time"
  /// Rows of one page, as the Hub serves them.
  private static let pageSize = 50

  func title(_ kind: RepoKind) -> String { "lists of discussions of \(kind.apiSegment)" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    [step(for: repo, at: .discussions(repo.kind, repo.name, page: 0))]
  }

  func cost(for repo: CohortRepo, _ terms: CohortTerms) -> Int {
    repo.pages(of: .discussions, size: Self.pageSize)
  }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> DiscussionsPage {
    let page = try DiscussionsPage(decoding: reply.body, url: reply.url, reader: reader)
    if page.start == 0, HubAddress.number("p", in: reply.url) ?? 0 > 0, page.rowCount > 0 {
      throw HubError(.notJSON("the first page in place of another"), url: reply.url)
    }
    return page
  }

  func objection(to page: DiscussionsPage, of request: StepRequest) -> String? {
    page.isCutShort ? "the Hub lists fewer discussions than it counts" : nil
  }

  func next(
    after page: DiscussionsPage,
    from url: String,
    to request: StepRequest
  ) -> Continuation {
    let path = String(url.prefix { $0 != "?" })
    return page.isLast ? .end : .page("\(path)?p=\((HubAddress.number("p", in: url) ?? 0) + 1)")
  }

  func apply(
    _ page: DiscussionsPage,
    _ reply: AcceptedReply,
    of repo: DetailedRepo,
    to details: DetailStage
  ) throws -> DetailOutcome {
    try details.table(DiscussionTable.self).apply(page, of: repo, isLast: reply.isLast)
  }

  func applyNone(to request: StepRequest, of repo: DetailedRepo, in details: DetailStage) throws {
    try details.noteNone(of: .discussions, for: repo)
  }
}

/// One discussion or pull request with its events: those whose line in the list changed.
struct Threads: DetailEndpoint {
  let name = "thread"
  let isPaged = false
  let isForRemainder = true
  let basis = "those left over; what changed comes on top"

  func title(_ kind: RepoKind) -> String { "discussions of \(kind.apiSegment)" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    repo.unread.map { number in
      NewStep(
        endpoint: self,
        kind: repo.kind,
        subject: "\(repo.name)#\(number)",
        url: HubAddress.discussion(repo.kind, repo.name, Int(number)).pathAndQuery
      )
    }
  }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> DiscussionThread {
    try DiscussionThread(decoding: reply.body, url: reply.url, reader: reader)
  }

  func next(
    after page: DiscussionThread,
    from url: String,
    to request: StepRequest
  ) -> Continuation { .end }

  func repoName(in subject: String) -> String { Self.parts(of: subject)?.repo ?? subject }

  func apply(
    _ page: DiscussionThread,
    _ reply: AcceptedReply,
    of repo: DetailedRepo,
    to details: DetailStage
  ) throws -> DetailOutcome {
    let number = Self.parts(of: reply.request.subject)?.number
    return try details.table(DiscussionTable.self).apply(page, number: number, of: repo)
  }

  func applyNone(to request: StepRequest, of repo: DetailedRepo, in details: DetailStage) throws {
    guard let number = Self.parts(of: request.subject)?.number else { return }
    try details.table(DiscussionTable.self).close(number, of: repo)
  }

  /// The repository that a subject names, and the discussion's number.
  private static func parts(of subject: String) -> (repo: String, number: Int64)? {
    guard let mark = subject.lastIndex(of: "#"),
      let number = Int64(subject[subject.index(after: mark)...])
    else { return nil }
    return (String(subject[..<mark]), number)
  }
}

extension DiscussionsPage: EndpointPage {
  var entryCount: Int { discussions.count }
}

extension DiscussionThread: EndpointPage {
  var entryCount: Int { events.count }
}
