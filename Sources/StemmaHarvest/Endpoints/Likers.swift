import StemmaCore
import StemmaDerive
import StemmaHub

/// Who likes a repository and since when: asked for when the count of likes changed.
///
/// Where the Hub does not take one spelling of the times, or ignores it, the other is tried, and then
/// likers are asked for without.
struct Likers: DetailEndpoint {
  let name = "likers"
  let isPaged = true
  let basis = "where the count of likes changed"

  func title(_ kind: RepoKind) -> String { "likers of \(kind.apiSegment)" }

  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep] {
    guard isDue(repo) else { return [] }
    let address = HubAddress.likers(repo.kind, repo.name, time: HubAddress.likeTimes[0])
    return [step(for: repo, known: repo.marks[.likers]?.count.map { String($0) }, at: address)]
  }

  func objection(to page: LikersPage, of request: StepRequest) -> String? {
    page.isOfNothing && request.isOfMany ? "the Hub lists no likers where it listed many" : nil
  }

  func address(_ url: String, without refused: Set<String>) -> String {
    let asked = HubAddress.properties(askedBy: url)
    guard let plain = HubAddress.dropping(Set(asked), from: url),
      refused.contains(HubAddress.likeTimes[0])
    else { return url }
    let other = HubAddress.likeTimes[1]
    guard !refused.contains(other) else { return plain }
    return plain + (plain.contains("?") ? "&" : "?") + "expand%5B%5D=\(other)"
  }

  func ignored(by page: LikersPage, from url: String) -> [String] {
    page.likers.isEmpty || page.likers.contains { $0.likedAt != nil }
      ? [] : HubAddress.properties(askedBy: url)
  }

  func meansRefusal(_ code: HubError.Code) -> Bool { code == .badRequest }

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
      .apply(page, of: repo, isFirst: isFirst(reply.url), isLast: reply.isLast)
  }

  private func isFirst(_ url: String) -> Bool {
    !HubAddress.hasCursor(url) && HubAddress.number("p", in: url) ?? 0 == 0
  }

  func applyNone(to request: StepRequest, of repo: DetailedRepo, in details: DetailStage) throws {
    try details.noteNone(of: .likers, for: repo)
  }
}

extension LikersPage: EndpointPage {
  var entryCount: Int { likers.count }
  var beginning: String? { likers.first?.account.name }
}
