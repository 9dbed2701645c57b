import StemmaCore
import StemmaDerive
import StemmaHub

/// An endpoint that brings a part of the details of the repositories of a cohort.
protocol CohortEndpoint: HarvestEndpoint {
  /// Whether it brings what another endpoint's list left open, and is asked after those lists.
  var isForRemainder: Bool { get }

  /// The steps that bring the part up to date; none when it is known to be.
  func dueSteps(for repo: CohortRepo, _ terms: CohortTerms) -> [NewStep]

  /// The requests that one of these steps will take, as far as the cache can tell.
  func cost(for repo: CohortRepo, _ terms: CohortTerms) -> Int
}

extension CohortEndpoint {
  var isForRemainder: Bool { false }

  func cost(for repo: CohortRepo, _ terms: CohortTerms) -> Int { 1 }

  /// A step for the repository.
  func step(for repo: CohortRepo, known: String? = nil, at address: HubAddress) -> NewStep {
    NewStep(
      endpoint: self,
      kind: repo.kind,
      subject: repo.name,
      known: known,
      url: address.pathAndQuery
    )
  }
}

/// What is up to the harvest, when details are planned.
struct CohortTerms {
  /// Before this time, what changes without a sign is asked for again.
  let staleTime: String
  /// Rows asked for a page.
  let pageSize: Int

  /// How long what changes without a sign is believed: branches, tags and owners.
  private static let shelfLife = 30.0 * 86_400

  /// The terms of a harvest that begins at `now`, in seconds since 1970.
  init(at now: Double, pageSize: Int) {
    staleTime = Timestamp.text(secondsSince1970: now - Self.shelfLife)
    self.pageSize = pageSize
  }
}

/// An endpoint whose answer tells of one part of a repository's details and is no record.
protocol DetailEndpoint: CohortEndpoint {
  /// The name of the repository that a step's subject tells.
  func repoName(in subject: String) -> String

  /// Writes what a page says of a repository.
  func apply(
    _ page: Page,
    _ reply: AcceptedReply,
    of repo: DetailedRepo,
    to details: DetailStage
  ) throws -> DetailOutcome

  /// Keeps that the Hub shows no such part of a repository: switched off, gated or missing.
  func applyNone(
    to request: StepRequest,
    of repo: DetailedRepo,
    in details: DetailStage
  ) throws
}

extension DetailEndpoint {
  var isOfRecords: Bool { false }

  func repoName(in subject: String) -> String { subject }

  // Discussions that are switched off are forbidden to all.
  func meansAbsence(_ code: HubError.Code) -> Bool { code == .forbidden }

  func apply(_ page: Page, _ reply: AcceptedReply, to derive: DeriveStage) throws -> Applied {
    let name = repoName(in: reply.request.subject)
    let outcome =
      if let repo = try derive.details.repo(reply.request.kind, name, harvest: reply.harvest) {
        try apply(page, reply, of: repo, to: derive.details)
      } else {
        DetailOutcome(findings: [
          Finding(.unknownRepo, subject: name, detail: "details of it came")
        ])
      }
    for finding in outcome.findings { try derive.note(finding, harvest: reply.harvest) }
    return Applied(changes: outcome.isChanged ? 1 : 0)
  }

  func applyAbsence(
    of request: StepRequest,
    status: Int,
    at time: String,
    to derive: DeriveStage,
    harvest: Int64
  ) throws {
    let name = repoName(in: request.subject)
    guard let repo = try derive.details.repo(request.kind, name, harvest: harvest) else { return }
    try applyNone(to: request, of: repo, in: derive.details)
  }
}

extension Finding.Code {
  /// Details of a repository that the cache does not know.
  static let unknownRepo = Finding.Code(rawValue: "unknown-repository")
}

/// An endpoint that brings what the Hub tells of the owners of repositories.
protocol OwnerEndpoint: HarvestEndpoint {
  /// The step for an owner; nil when it is not due here. `wasMissed` when it was found to be no
  /// organization.
  func dueStep(for owner: CohortRepo.Owner, wasMissed: Bool, _ terms: CohortTerms) -> NewStep?

  /// Whether the owner may have to be asked for here, for all that is known before asking.
  func mayBeDue(for owner: CohortRepo.Owner, _ terms: CohortTerms) -> Bool
}
