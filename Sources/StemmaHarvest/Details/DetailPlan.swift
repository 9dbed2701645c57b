import StemmaDerive
import StemmaCore
import StemmaHub
import StemmaStore

/// The steps that bring the details of a cohort up to date, as far as what is known asks for them.
///
/// Reads what earlier steps brought; adds steps and writes nothing else. To be asked again until
/// it adds none: what one reply tells leads to the next question.
struct DetailPlan {
  let harvest: Int64
  let tables: HarvestTables
  let addresses: HarvestAddresses
  /// Before this time, what changes without a sign is asked for again.
  let staleTime: String

  /// How long what changes without a sign is believed: branches, tags and owners.
  private static let shelfLife = 30.0 * 86_400

  /// The ``staleTime`` of a harvest that begins at `now`, in seconds since 1970.
  static func staleTime(at now: Double) -> String {
    Timestamp.text(secondsSince1970: Int64(now - shelfLife))
  }

  /// Adds the steps for `cohort` that the harvest has not taken yet, and returns how many.
  func addSteps(for cohort: [CohortMember], _ reader: CohortReader) throws -> Int {
    var count = 0
    var owners: [String: CohortRepo.Owner] = [:]
    for member in cohort {
      guard let repo = try reader.repo(member), repo.lastMet >= harvest else {
        let step = addresses.repo(.member, member.kind, member.name)
        if try tables.add(step, to: harvest) { count += 1 }
        continue
      }
      for purpose in repo.dueParts(staleTime: staleTime) where try add(purpose, of: repo) {
        count += 1
      }
      for number in repo.unread where try add(thread: number, of: repo) { count += 1 }
      if let owner = repo.owner { owners[owner.name] = owner }
    }
    for owner in owners.values.sorted(by: { $0.name < $1.name })
    where try add(owner) { count += 1 }
    return count
  }

  private func add(
    _ purpose: Step.Purpose,
    _ member: CohortMember,
    known: String? = nil,
    _ url: String
  ) throws -> Bool {
    try tables.add(
      NewStep(
        purpose: purpose,
        kind: member.kind,
        subject: member.name,
        known: known,
        url: url
      ),
      to: harvest
    )
  }

  private func add(_ purpose: Step.Purpose, of repo: CohortRepo) throws -> Bool {
    let member = CohortMember(repo.kind, repo.name)
    let address: HubAddress
    var known: String?
    switch purpose {
    case .commits:
      address = .commits(repo.kind, repo.name, limit: 1)
      known = repo.marks[.commits]?.mark
    case .discussions: address = .discussions(repo.kind, repo.name, page: 0)
    case .likers: address = .likers(repo.kind, repo.name)
    case .refs: address = .refs(repo.kind, repo.name)
    case .spaces:
      address = .spaces(
        using: repo.name,
        sort: .createdAt,
        limit: addresses.pageSize,
        expand: Expand.sweep(.space)
      )
    case .card:
      guard let sha = repo.sha else { return false }
      address = .readme(repo.kind, repo.name, sha: sha)
      known = sha
    default: preconditionFailure("\(purpose) is no part of the details")
    }
    return try add(purpose, member, known: known, address.pathAndQuery)
  }

  private func add(thread number: Int64, of repo: CohortRepo) throws -> Bool {
    try add(
      .thread,
      CohortMember(repo.kind, "\(repo.name)#\(number)"),
      HubAddress.discussion(repo.kind, repo.name, Int(number)).pathAndQuery
    )
  }

  /// An organization's name is not found among users, nor the other way: the Hub is asked for the
  /// one it is known to be, else for an organization first.
  private func add(_ owner: CohortRepo.Owner) throws -> Bool {
    let member = CohortMember(.model, owner.name)
    let wasMissed = try tables.isMissing(.organization, owner.name, in: harvest)
    guard owner.isDue(staleTime: staleTime) || wasMissed else { return false }
    let isUser = owner.kind == AccountKind.user.rawValue || wasMissed
    return try add(
      isUser ? .user : .organization,
      member,
      (isUser ? HubAddress.user(owner.name) : .organisation(owner.name)).pathAndQuery
    )
  }
}
