import StemmaCore
import StemmaHub

/// What a reply about one part of a repository's details says, or about an account.
enum DetailContents: Sendable {
  /// Commits; the first reply has one row and is asked for its count.
  case commits(CommitsPage, isCount: Bool)
  case discussions(DiscussionsPage)
  case thread(DiscussionThread)
  case likers(LikersPage)
  case refs(RepoRefs)
  case card(CardText)
  case account(AccountOverview)

  /// Reads the body of a reply with status 200; nil when its question is for records.
  ///
  /// - Throws: `HubError` when the body is not what the address should give.
  init?(_ reply: ReplyText, to question: Question, reader: JSONReader) throws(HubError) {
    let (body, url) = (reply.body, reply.url)
    switch question.purpose {
    case .listing, .changed, .census, .gated, .children, .spaces: return nil
    case .root, .named, .vanished, .unread, .member: return nil
    case .commits:
      let page = try CommitsPage(decoding: body, headers: reply.headers, url: url, reader: reader)
      self = .commits(page, isCount: HubAddress.number("limit", in: url) == 1)
    case .discussions:
      let page = try DiscussionsPage(decoding: body, url: url, reader: reader)
      if page.start == 0, HubAddress.number("p", in: url) ?? 0 > 0, page.rowCount > 0 {
        throw HubError(.notJSON("the first page in place of another"), url: url)
      }
      self = .discussions(page)
    case .thread: self = .thread(try DiscussionThread(decoding: body, url: url, reader: reader))
    case .likers: self = .likers(try LikersPage(decoding: body, url: url, reader: reader))
    case .refs: self = .refs(try RepoRefs(decoding: body, url: url, reader: reader))
    case .card: self = .card(CardText(decoding: body, url: url))
    case .organization, .user:
      self = .account(try AccountOverview(decoding: body, url: url, reader: reader))
    }
  }

  /// What was odd.
  var findings: [Finding] {
    switch self {
    case .commits(let page, _): page.findings
    case .discussions(let page): page.findings
    case .thread(let thread): thread.findings
    case .likers(let page): page.findings
    case .refs(let refs): refs.findings
    case .card(let card): card.findings
    case .account(let overview): overview.findings
    }
  }

  /// How many things it tells of.
  var rowCount: Int {
    switch self {
    case .commits(let page, _): page.commits.count
    case .discussions(let page): page.discussions.count
    case .thread(let thread): thread.events.count
    case .likers(let page): page.likers.count
    case .refs(let refs): refs.refs.count
    case .card, .account: 1
    }
  }

  /// How the answer goes on after the reply from `url`, when `known` is the newest commit that was
  /// known before.
  func continuation(after url: String, known: String?) -> Continuation {
    let path = String(url.prefix { $0 != "?" })
    switch self {
    case .commits(let page, let isCount):
      if let known, page.commits.contains(where: { $0.id == known }) { return .end }
      guard isCount else { return .link }
      return page.total == Int64(page.commits.count) ? .end : .page(path + "?limit=1000")
    case .discussions(let page):
      return page.isLast ? .end : .page("\(path)?p=\((HubAddress.number("p", in: url) ?? 0) + 1)")
    case .likers: return .link
    case .thread, .refs, .card, .account: return .end
    }
  }
}

/// How an answer goes on after one of its replies.
enum Continuation: Sendable, Hashable {
  /// It does not.
  case end
  /// As the reply's `Link` says.
  case link
  /// At an address that follows from what the reply says.
  case page(String)
}
