import StemmaCore
import StemmaDerive
import StemmaHub

/// One repository by its name, with everything that a listing says and more.
struct NamedRepo: RecordsEndpoint {
  let name: String
  let isPaged = false
  /// Whether the repository that answers shows that the one that had the name lost it.
  private var mayBeDisplaced = false

  /// A model whose children are asked for next.
  static let root = NamedRepo(name: "root")
  /// A repository which some card names and the cache does not know.
  static let named = NamedRepo(name: "named")
  /// A repository which a complete listing left out or which was missed once.
  static let vanished = NamedRepo(name: "vanished", mayBeDisplaced: true)
  /// A repository which a glimpse showed to be other than the cache holds it.
  static let unread = NamedRepo(name: "unread")
  /// A repository whose details are asked for next.
  static let member = NamedRepo(name: "member")

  func title(_ kind: RepoKind) -> String {
    switch name {
    case Self.root.name: "the models themselves"
    case Self.named.name: "names that lead nowhere"
    case Self.member.name: "the \(kind.apiSegment) of the cohort"
    default: "\(kind.apiSegment) by name"
    }
  }

  func step(_ kind: RepoKind, _ repo: String) -> NewStep {
    let address = HubAddress.detail(kind, repo, expand: Expand.detail(kind))
    return NewStep(endpoint: self, kind: kind, subject: repo, url: address.pathAndQuery)
  }

  func apply(
    _ page: RecordsPage,
    _ reply: AcceptedReply,
    to derive: DeriveStage
  ) throws -> Applied {
    let applied = try page.apply(to: derive, harvest: reply.harvest)
    for facts in page.facts {
      try derive.applyRedirect(from: reply.request.subject, to: facts, harvest: reply.harvest)
      guard mayBeDisplaced else { continue }
      try derive.applyDisplacement(
        from: reply.request.subject,
        by: facts,
        at: reply.receivedAt,
        harvest: reply.harvest
      )
    }
    return applied
  }
}
