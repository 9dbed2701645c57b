import StemmaCore
import StemmaDerive
import StemmaHub

/// One thing that the Hub can be asked for, with everything about it: its address, how a reply is
/// read, what page comes next, when it is due, what it costs, and how what it says is written.
///
/// Each stands in a file of its own in the folder `Endpoints`, alone or with those of the same wire
/// shape, and on a line of ``Endpoints/all``. Addresses are made by those who plan: see
/// ``CohortEndpoint`` for the details of repositories.
protocol HarvestEndpoint: Sendable {
  associatedtype Page: EndpointPage

  /// The purpose of its steps, as the cache's table `step` and the archives tell it.
  var name: String { get }
  /// Whether the answer may have several pages.
  var isPaged: Bool { get }
  /// Whether the answer is records, one or many.
  var isOfRecords: Bool { get }
  /// Whether the answer goes on exactly as far as its links do, whatever the pages hold.
  var endsWithItsLinks: Bool { get }
  /// Whether a listing whose cursor is refused is walked from its first page again.
  var mayBeginAnew: Bool { get }
  /// What the body of the answer must be.
  var content: ReplyContent { get }
  /// What it brings, in the words of a plan.
  func title(_ kind: RepoKind) -> String
  /// Where the number of its requests comes from, in the words of a plan.
  var basis: String { get }

  /// Reads a reply with status 200.
  ///
  /// - Throws: `HubError` when the body is not what the address should give.
  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> Page

  /// How the answer goes on after the page that `url` gave.
  func next(after page: Page, from url: String, to request: StepRequest) -> Continuation

  /// What shows that the Hub's answer is not to the request, or nil when nothing does.
  ///
  /// The Hub ignores parameters it does not know and answers with everything, in some order.
  func objection(to page: Page, of request: StepRequest) -> String?

  /// Whether a page that was asked for oldest first came the other way.
  func isTurnedRound(_ page: Page) -> Bool

  /// The address without the properties that the Hub refused.
  func address(_ url: String, without refused: Set<String>) -> String

  /// Properties that were asked for at `url` and that the answer ignores, where it can be asked for
  /// otherwise.
  func ignored(by page: Page, from url: String) -> [String]

  /// Whether an error means that the Hub does not take the properties asked for.
  func meansRefusal(_ code: HubError.Code) -> Bool

  /// Whether an error other than that there is no such repository means that there is nothing.
  func meansAbsence(_ code: HubError.Code) -> Bool

  /// Writes what a page says.
  func apply(_ page: Page, _ reply: AcceptedReply, to derive: DeriveStage) throws -> Applied

  /// Keeps that the Hub answered `status` to `request`: there is nothing, or not for us.
  func applyAbsence(
    of request: StepRequest,
    status: Int,
    at time: String,
    to derive: DeriveStage,
    harvest: Int64
  ) throws
}

extension HarvestEndpoint {
  var endsWithItsLinks: Bool { false }
  var mayBeginAnew: Bool { true }
  var content: ReplyContent { .json }
  var basis: String { "one each" }

  func objection(to page: Page, of request: StepRequest) -> String? { nil }
  func isTurnedRound(_ page: Page) -> Bool { false }
  func ignored(by page: Page, from url: String) -> [String] { [] }
  func meansRefusal(_ code: HubError.Code) -> Bool { false }

  func address(_ url: String, without refused: Set<String>) -> String {
    HubAddress.dropping(refused, from: url) ?? url
  }

  /// The Hub's bucket that its requests count in.
  var bucket: Bucket { content == .file ? .resolvers : .api }

  /// Whether the answer is a listing of repositories.
  var isListing: Bool { isPaged && isOfRecords }

  /// Whether the answer may be that there is no such thing.
  var mayBeAbsent: Bool { !isListing }

  /// Reads a reply with status 200 as far as that needs no table.
  func contents(
    of reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> ReplyContents {
    let page = try read(reply, to: request, reader: reader)
    let next = next(after: page, from: reply.url, to: request)
    let isLinked = LinkHeader.next(in: reply.headers.all("Link")) != .end
    let continuation = next == .link && !isLinked ? .end : next
    return ReplyContents(
      request: request,
      facts: page.facts,
      findings: page.findings,
      rowCount: page.entryCount,
      continuation: continuation,
      beginning: page.beginning,
      objection: objection(to: page, of: request),
      isTurnedRound: HubAddress.isAscending(reply.url) && !HubAddress.hasCursor(reply.url)
        && isTurnedRound(page),
      ignored: ignored(by: page, from: reply.url)
    ) { derive, harvest in
      let accepted = AcceptedReply(
        request: request,
        url: reply.url,
        receivedAt: reply.receivedAt,
        isLast: continuation == .end,
        harvest: harvest
      )
      for finding in page.findings { try derive.note(finding, harvest: harvest) }
      return try apply(page, accepted, to: derive)
    }
  }
}

/// All endpoints, in the order in which a plan lists them.
enum Endpoints {
  static let all: [any HarvestEndpoint] = [
    FullListing(),
    Arrivals(),
    ChangeListing(),
    Glimpses.census,
    Glimpses.gated,
    AdapterBases(),
    Children(),
    UsersOfDataset(),
    NamedRepo.root,
    NamedRepo.named,
    NamedRepo.vanished,
    NamedRepo.unread,
    NamedRepo.member,
    Commits(),
    Discussions(),
    Threads(),
    Likers(),
    Refs(),
    Spaces(),
    Owners.organization,
    Owners.user,
    Card(),
  ]

  /// The endpoint of the steps of a purpose; nil for one that this version does not know.
  static func named(_ purpose: String) -> (any HarvestEndpoint)? { byName[purpose] }

  /// Those that list repositories.
  static let listings = all.filter(\.isListing)

  /// Those that bring the details of a repository, in the order in which they are asked.
  static let ofCohorts = all.compactMap { $0 as? any CohortEndpoint }

  /// Those that bring what is known of an owner.
  static let ofOwners = all.compactMap { $0 as? any OwnerEndpoint }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

/// What one reply of an endpoint says.
protocol EndpointPage: Sendable {
  /// What was odd.
  var findings: [Finding] { get }
  /// How many things it tells of.
  var entryCount: Int { get }
  /// What its records say.
  var facts: [RepoFacts] { get }
  /// What tells the first of its entries from others: no two pages of an answer begin with the same; nil
  /// where that says nothing.
  var beginning: String? { get }
}

extension EndpointPage {
  var facts: [RepoFacts] { [] }
  var beginning: String? { facts.first?.hubID }
}

/// What a step asks for, as far as it is needed to read the answer.
struct StepRequest: Sendable {
  let endpoint: any HarvestEndpoint
  let kind: RepoKind
  /// The repository's name, with `#` and a number for one of its discussions; an account's name; a
  /// time for listings of what changed since; empty for other listings.
  let subject: String
  /// For commits the newest one that was known when the step was planned, for a README its commit, for
  /// listings and likers how many there should be, as far as the Hub or the cache tells.
  var known: String?

  /// Whether there should be so many that not all of them can have ended, or be hidden, since.
  var isOfMany: Bool { known.flatMap { Int($0) } ?? 0 >= 10 }
}

/// A reply with status 200, as far as it is read.
struct ReplyText: Sendable {
  /// Decoded.
  let body: [UInt8]
  let headers: HTTPHeaders
  /// The address that answered.
  let url: String
  /// When it came.
  let receivedAt: String
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

/// What one accepted reply says, before it is written to the derive stage's tables.
///
/// All the work that needs no table is done here, so that it can be done beside the writing.
struct ReplyContents: Sendable {
  let request: StepRequest
  /// What the records say; empty for details.
  let facts: [RepoFacts]
  let findings: [Finding]
  /// How many things it tells of.
  let rowCount: Int
  /// How the answer goes on.
  let continuation: Continuation
  /// See ``EndpointPage/beginning``.
  let beginning: String?
  /// What shows that the Hub's answer is not to the request, or nil when nothing does.
  let objection: String?
  /// Whether the first page of a listing that was asked for oldest first came the other way.
  let isTurnedRound: Bool
  /// Properties that were asked for and that the answer ignores.
  let ignored: [String]
  /// Writes all that the reply says, findings included.
  let apply: @Sendable (_ derive: DeriveStage, _ harvest: Int64) throws -> Applied

  /// The latest change that the records tell of.
  var newest: String? { facts.lazy.compactMap { $0.text(.lastModified) }.max() }
}

/// A reply on its way to the derive stage's tables.
struct AcceptedReply: Sendable {
  let request: StepRequest
  /// The address that answered.
  let url: String
  /// When it came.
  let receivedAt: String
  /// Whether no page follows.
  let isLast: Bool
  let harvest: Int64
}

/// What a reply came to in the derive stage's tables.
struct Applied {
  /// Repositories, and parts of their details, that are new or changed.
  var changes = 0
  /// Repositories whose records the tables do not hold as they are now.
  var unread: [String] = []
}
