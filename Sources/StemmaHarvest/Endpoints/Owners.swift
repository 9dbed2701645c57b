import StemmaCore
import StemmaDerive
import StemmaHub

/// What the Hub tells of an owner.
///
/// An organization's name is not found among users, nor the other way: the Hub is asked for the one
/// it is known to be, else for an organization first.
struct Owners: OwnerEndpoint {
  let name: String
  let isPaged = false
  let isOfRecords = false
  let basis: String
  private let kind: AccountKind

  static let organization = Owners(
    name: "organization",
    basis: "those not asked for within a month",
    kind: .organization
  )
  static let user = Owners(
    name: "user",
    basis: "at most; those not asked for within a month",
    kind: .user
  )

  func title(_ kind: RepoKind) -> String {
    self.kind == .user ? "owners that are users" : "owners"
  }

  func dueStep(for owner: CohortRepo.Owner, wasMissed: Bool, _ terms: CohortTerms) -> NewStep? {
    guard owner.isDue(staleTime: terms.staleTime) || wasMissed else { return nil }
    let isUser = owner.kind == AccountKind.user.rawValue || wasMissed
    guard isUser == (kind == .user) else { return nil }
    let address: HubAddress = isUser ? .user(owner.name) : .organization(owner.name)
    return NewStep(endpoint: self, kind: .model, subject: owner.name, url: address.pathAndQuery)
  }

  func mayBeDue(for owner: CohortRepo.Owner, _ terms: CohortTerms) -> Bool {
    let other = kind == .user ? AccountKind.organization : .user
    return owner.isDue(staleTime: terms.staleTime) && owner.kind != other.rawValue
  }

  func meansAbsence(_ code: HubError.Code) -> Bool { code == .forbidden }

  func read(
    _ reply: ReplyText,
    to request: StepRequest,
    reader: JSONReader
  ) throws(HubError) -> AccountOverview {
    try AccountOverview(decoding: reply.body, url: reply.url, reader: reader)
  }

  func next(
    after page: AccountOverview,
    from url: String,
    to request: StepRequest
  ) -> Continuation { .end }

  func apply(
    _ page: AccountOverview,
    _ reply: AcceptedReply,
    to derive: DeriveStage
  ) throws -> Applied {
    let isChanged = try derive.details.apply(
      page,
      to: reply.request.subject,
      harvest: reply.harvest
    )
    return Applied(changes: isChanged ? 1 : 0)
  }

  /// That there is no such organization settles nothing yet: the name is asked for among users next.
  func applyAbsence(
    of request: StepRequest,
    status: Int,
    at time: String,
    to derive: DeriveStage,
    harvest: Int64
  ) throws {
    guard kind == .user else { return }
    try derive.details.noteAsked(request.subject, harvest: harvest)
  }
}

extension AccountOverview: EndpointPage {
  var entryCount: Int { 1 }
}
