import StemmaCore
import StemmaDerive

/// A repository of a cohort, with what is known of its details.
struct CohortRepo: Sendable {
  /// What a part of the details was brought up to.
  struct Mark: Sendable, Hashable {
    var mark: String
    var count: Int64?
    /// When the harvest began that read it last.
    var readAt: String
  }

  /// The owner, with what is known of it as an account.
  struct Owner: Sendable, Hashable {
    var name: String
    var kind: String?
    /// When the harvest began that asked for its overview last.
    var askedAt: String?
  }

  var id: Int64
  var kind: RepoKind
  var name: String
  var sha: String?
  var likes: Int64?
  var owner: Owner?
  /// The last harvest that met its record.
  var lastMet: Int64
  var marks: [DetailMarks.Part: Mark]
  /// The discussions whose events are not those of the list.
  var unread: [Int64]
}

extension CohortRepo {
  /// A repository that the cache does not know, as if nothing of it had been read.
  init(unknown member: CohortMember) {
    let owner = RepoName.owner(of: member.name).map { Owner(name: $0) }
    self.init(
      id: 0,
      kind: member.kind,
      name: member.name,
      sha: "",
      owner: owner,
      lastMet: 0,
      marks: [:],
      unread: []
    )
  }

  /// The parts that are not known to be up to date, in the order in which they are asked for.
  ///
  /// Discussions and Spaces have no number in a record that tells whether they changed, so their
  /// lists are asked for each time. References move without a commit, too: they are asked for
  /// again when they were read before `staleTime`. A file of a dataset is never asked for, since
  /// that counts as a download.
  func dueParts(staleTime: String) -> [Step.Purpose] {
    var due: [Step.Purpose] = []
    if sha == nil || marks[.commits]?.mark != sha { due.append(.commits) }
    due.append(.discussions)
    if areLikersDue { due.append(.likers) }
    if isDue(.refs, staleTime) { due.append(.refs) }
    if kind == .model { due.append(.spaces) }
    if kind != .dataset, sha != nil, marks[.card]?.mark != sha { due.append(.card) }
    return due
  }

  private var areLikersDue: Bool {
    guard let likes else { return marks[.likers] == nil }
    return marks[.likers].map { $0.mark != String(likes) } ?? (likes > 0)
  }

  private func isDue(_ part: DetailMarks.Part, _ staleTime: String) -> Bool {
    guard let mark = marks[part] else { return true }
    return mark.mark != sha || mark.readAt < staleTime
  }
}

extension CohortRepo.Owner {
  /// Whether its overview is not known, or was asked for before `staleTime`.
  func isDue(staleTime: String) -> Bool { askedAt.map { $0 < staleTime } ?? true }
}
