package import StemmaCache
import StemmaRecords

/// The life of a subject's repositories: who did what and when, without what is left out.
package struct ActivityLog: Sendable {
  let filter: ActivityFilter
  /// By release.
  let repos: [ActivityRepo]
  let accounts: [Int64: ActivityAccount]
  /// Everything dated that happened until ``end``, by time.
  let history: [Contribution]
  let threads: [ActivityThread]
  /// What was left out, and why.
  let leftOut: ActivityLeftOut
  /// The repositories in which accounts were marked as maintainers, by their owner.
  let affiliations: [Int64: Set<String>]
  /// When the subject appeared; nil when nothing tells.
  let release: Int64?
  /// The first time that counts; nil for all.
  let start: Int64?
  /// The last time at which anything of it is known; nil when nothing is.
  let end: Int64?
  /// The projects of many repositories, where it is of the whole cache; nil where it is of one
  /// subject, whose parts are its releases.
  let projects: [Int64: String]?
  /// How to harvest it.
  let hint: String
  let evidence: ActivityEvidence

  /// Reads the life of a subject.
  ///
  /// - Throws: `AnswerError` of code `misuse` when the filter has no date where one belongs.
  package init(
    of subject: MetricSubject,
    filter: ActivityFilter = ActivityFilter(),
    at moment: Moment,
    in connection: Connection
  ) throws {
    let start = try filter.start()
    let reader = ActivityReader(subject, at: moment, in: connection)
    let records = try reader.records(filter)
    self.init(
      records,
      filter: filter,
      start: start,
      headline: subject.node?.id
        ?? subject.heads.first.flatMap { head in
          subject.scope == .family ? head.id : nil
        },
      projects: subject.scope == .cache ? try reader.projects() : nil,
      hint: subject.harvestHint,
      evidence: ActivityEvidence(records, filter: filter)
    )
  }

  /// Leaves out what the filter does not include.
  ///
  /// `headline` is the repository whose release is the subject's; without one it is the first.
  init(
    _ records: ActivityRecords,
    filter: ActivityFilter,
    start: Int64? = nil,
    headline: Int64? = nil,
    projects: [Int64: String]? = nil,
    hint: String = "",
    evidence: ActivityEvidence
  ) {
    var sieve = ActivitySieve(filter: filter, accounts: records.accounts)
    sieve.leftOut.massRepos = records.massRepos
    let repos = ActivityRelease.dated(records).sorted {
      ($0.release ?? .max, $0.name, $0.id) < ($1.release ?? .max, $1.name, $1.id)
    }
    let end = repos.flatMap { repo in
      ActivityRepo.Part.allCases.compactMap { repo.end(of: $0) }
    }.max()
    let all = sieve.contributions(in: records)
    let history = all.filter { $0.time <= end ?? .max }
    sieve.leftOut.fromTheFuture = all.count - history.count
    let first = start ?? .min
    self.filter = filter
    self.repos = repos
    accounts = records.accounts
    self.history = history
    threads = sieve.threads.filter { ($0.openedAt ?? .min) >= first }
    leftOut = sieve.leftOut
    affiliations = Self.affiliations(records)
    release =
      headline.flatMap { id in repos.first { $0.id == id }?.release }
      ?? repos.compactMap(\.release).min()
    self.start = start
    self.end = end
    self.projects = projects
    self.hint = hint
    self.evidence = evidence
  }

  /// What happened from the first day that counts.
  var contributions: ArraySlice<Contribution> {
    let first = history.firstIndex { $0.time >= start ?? .min } ?? history.endIndex
    return history[first...]
  }

  private static func affiliations(_ records: ActivityRecords) -> [Int64: Set<String>] {
    let owners = Dictionary(uniqueKeysWithValues: records.repos.map { ($0.id, $0.owner) })
    var affiliations: [Int64: Set<String>] = [:]
    for thread in records.threads {
      guard let owner = owners[thread.repo] ?? nil else { continue }
      for event in thread.events where event.isMaintainer {
        if let account = event.account { affiliations[account, default: []].insert(owner) }
      }
    }
    return affiliations
  }
}
