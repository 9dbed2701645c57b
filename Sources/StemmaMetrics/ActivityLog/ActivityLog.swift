import StemmaCore
import StemmaLink
package import StemmaStore

/// The life of a subject's repositories: who did what and when, without what is left out.
package struct ActivityLog: Sendable {
  let filter: ActivityFilter
  /// By release.
  package let repos: [ActivityRepo]
  let accounts: [Int64: ActivityAccount]
  /// Everything dated that happened until ``end``, by time.
  let history: [Contribution]
  let threads: [ActivityThread]
  /// What was left out, and why.
  let leftOut: ActivityLeftOut
  /// The repositories in which accounts were marked as maintainers, by their owner.
  let affiliations: [Int64: Set<String>]
  /// When the subject appeared; nil when nothing tells.
  package let release: Int64?
  /// The first time that counts; nil for all.
  let start: Int64?
  /// The last time at which anything of it is known; nil when nothing is.
  package let end: Int64?
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
    in connection: Connection
  ) throws {
    let start = try filter.start()
    let reader = ActivityReader(subject, in: connection)
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
    let counted = records.counted(under: filter)
    let repos = ActivityRelease.dated(records).sorted {
      ($0.release ?? .max, $0.name, $0.id) < ($1.release ?? .max, $1.name, $1.id)
    }
    let end = repos.flatMap { repo in
      ActivityRepo.Part.allCases.compactMap { repo.end(of: $0) }
    }.max()
    let history = counted.contributions.filter { $0.time <= end ?? .max }
    var leftOut = counted.leftOut
    leftOut.massRepos = records.massRepos
    leftOut.fromTheFuture = counted.contributions.count - history.count
    let first = start ?? .min
    self.filter = filter
    self.repos = repos
    accounts = records.accounts
    self.history = history
    threads = counted.threads.filter { ($0.openedAt ?? .min) >= first }
    self.leftOut = leftOut
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
  package var contributions: ArraySlice<Contribution> {
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

extension ActivityLog {
  /// What one account did, from its first act to its last.
  struct Contributor {
    let account: Int64
    var count = 0
    let first: Int64
    var last: Int64
  }

  /// Everybody who acted, those who did most first.
  static func contributors(
    in contributions: some Sequence<Contribution>
  ) -> [Contributor] {
    var found: [Int64: Contributor] = [:]
    for contribution in contributions {
      for actor in contribution.actors {
        var contributor =
          found[actor]
          ?? Contributor(account: actor, first: contribution.time, last: contribution.time)
        contributor.count += 1
        contributor.last = max(contributor.last, contribution.time)
        found[actor] = contributor
      }
    }
    return found.values.sorted { ($1.count, $0.account) < ($0.count, $1.account) }
  }

  func name(of account: Int64) -> String { accounts[account]?.name ?? "\(account)" }

  /// Who stays silent for so many days counts as gone.
  ///
  /// Our own choice, and that of the claim on short-lived projects; CHAOSS leaves it open.
  static let silentDays = 180.0
  static var silence: Int64 { Int64(silentDays * secondsOfDay) }
}

extension ActivityLog {
  /// The calendar months from the release, or from the first day that counts, to the harvest.
  ///
  /// Without a release they begin with the first contribution; empty when nothing tells a month.
  package func months(of parts: [ActivityRepo.Part] = ActivityRepo.Part.allCases) -> [String] {
    let ends = repos.flatMap { repo in parts.compactMap { repo.end(of: $0) } }
    guard let first = release ?? history.first?.time, let last = ends.max() else { return [] }
    return Months.from(Self.month(max(first, start ?? first)), through: Self.month(last))
  }

  /// A count for each month, with the mean as value.
  func monthly(
    _ kinds: [Contribution.Kind],
    count: (ArraySlice<Contribution>) -> [String: Int]
  ) -> Reading {
    let parts = ActivityRepo.Part.allCases.filter { kinds.map(\.part).contains($0) }
    return reading(of: kinds) {
      let months = months(of: parts)
      guard !months.isEmpty else {
        return .none(because: "no month is known in which it was on the Hub", evidence: "")
      }
      let counts = count(contributions.filter { kinds.contains($0.kind) }[...])
      let points = months.map {
        Measure.Point($0, Double(counts[$0] ?? 0), note: note(on: $0, of: parts))
      }
      let total = points.compactMap(\.value).reduce(0, +)
      return Reading(total / Double(points.count), points: points, evidence: "")
    }
  }

  /// Contributions of some kinds in each month.
  func monthly(_ kinds: Contribution.Kind...) -> Reading {
    monthly(kinds) { Self.counted($0) }
  }

  /// How many there are in each month.
  package static func counted(_ contributions: ArraySlice<Contribution>) -> [String: Int] {
    contributions.reduce(into: [:]) { $0[month($1.time), default: 0] += 1 }
  }

  /// How many distinct accounts acted in each month.
  package static func contributors(_ contributions: ArraySlice<Contribution>) -> [String: Int] {
    contributions.reduce(into: [String: Set<Int64>]()) { months, contribution in
      months[month(contribution.time), default: []].formUnion(contribution.actors)
    }.mapValues(\.count)
  }

  /// How many accounts acted for the first time in each month; what was before the first day that
  /// counts makes nobody new.
  package var newcomers: [String: Int] {
    firstActs.values.filter { $0 >= start ?? .min }
      .reduce(into: [:]) { $0[Self.month($1), default: 0] += 1 }
  }

  /// When each account acted for the first time.
  var firstActs: [Int64: Int64] {
    history.reduce(into: [:]) { first, contribution in
      for actor in contribution.actors where first[actor] == nil {
        first[actor] = contribution.time
      }
    }
  }

  private func note(on month: String, of parts: [ActivityRepo.Part]) -> String? {
    let ends = repos.flatMap { repo in parts.compactMap { repo.end(of: $0) } }
    if let release, Self.month(release) == month { return "released \(Self.day(release))" }
    if let last = ends.max(), Self.month(last) == month { return "up to \(Self.day(last))" }
    return nil
  }
}

extension ActivityLog {
  /// Why nothing can be said of these parts of the life; nil when something can.
  package func unknown(_ parts: [ActivityRepo.Part]) -> String? {
    guard !repos.isEmpty else { return "the cache knows no repository of it" }
    let knowledge = parts.flatMap { part in repos.map { $0.knowledge(of: part) } }
    if knowledge.contains(where: { if case .known = $0 { true } else { false } }) { return nil }
    guard knowledge.contains(.hidden) else { return "unknown: not harvested, \(hint)" }
    let names = parts.map(\.rawValue).joined(separator: " or ")
    return "unknown: the Hub does not show its \(names): switched off, gated or missing"
  }

  /// A reading from the parts of the life that it needs, with what a reader must know of these.
  func reading(
    of kinds: [Contribution.Kind] = Contribution.Kind.allCases,
    parts: [ActivityRepo.Part]? = nil,
    _ body: () -> Reading
  ) -> Reading {
    let parts = parts ?? ActivityRepo.Part.allCases.filter { kinds.map(\.part).contains($0) }
    let query = evidence.query(kinds)
    if let reason = unknown(parts) { return .none(because: reason, evidence: query) }
    var reading = body()
    reading.evidence = query
    reading.notes += notes(on: parts)
    return reading
  }

  /// What is known of some parts of the life, and what was left out of it.
  package func notes(on parts: [ActivityRepo.Part] = ActivityRepo.Part.allCases) -> [String] {
    parts.flatMap(coverage) + releaseNotes + leftOut.notes
  }

  private func coverage(of part: ActivityRepo.Part) -> [String] {
    let known = repos.count { $0.knows(part) }
    let hidden = repos.count { $0.knowledge(of: part) == .hidden }
    var notes: [String] = []
    if known + hidden < repos.count, repos.count == 1 {
      notes.append("Its \(part.rawValue) are unknown: not harvested, \(hint).")
    } else if known + hidden < repos.count {
      notes.append(
        "The \(part.rawValue) of \(known) of \(repos.count) repositories are known; what happened "
          + "in the others is not counted: not harvested, \(hint)."
      )
    }
    if hidden > 0 {
      notes.append(
        repos.count == 1
          ? "The Hub does not show its \(part.rawValue)."
          : "The Hub does not show the \(part.rawValue) of \(hidden.counted("repository"))."
      )
    }
    let ends = repos.compactMap { $0.end(of: part) }
    if let first = ends.min(), let last = ends.max(), Self.day(first) < Self.day(last) {
      notes.append(
        "The \(part.rawValue) are known up to \(Self.day(first)) of some repositories, up to "
          + "\(Self.day(last)) of others."
      )
    }
    let unread = part == .discussions ? threads.count { !$0.isRead } : 0
    if unread > 0 {
      notes.append("The answers in \(unread.counted("discussion")) were not read yet.")
    }
    return notes
  }

  private var releaseNotes: [String] {
    var notes: [String] = []
    let floor = repos.filter { $0.createdAt.map(ActivityRelease.isFloor) ?? false }
    if !floor.isEmpty {
      notes.append(
        "\(floor.count.counted("repository bears", "repositories bear")) \(ReuseAnchor.floor), the first day that the Hub knows: "
          + "their oldest commit stands for their creation where it is older."
      )
    }
    if let release {
      let older = history.count { Self.month($0.time) < Self.month(release) }
      if older > 0 {
        notes.append(
          "\(older) contributions are older than the month of release, \(Self.month(release)), "
            + "and in no month."
        )
      }
    }
    return notes
  }

  /// The calendar month in UTC, such as `2024-07`.
  static func month(_ time: Int64) -> String {
    String(Timestamp.text(secondsSince1970: time).prefix(7))
  }

  /// The day in UTC, such as `2024-07-12`.
  package static func day(_ time: Int64) -> String {
    String(Timestamp.text(secondsSince1970: time).prefix(10))
  }

  static let secondsOfDay = 86_400.0
}

extension ActivityLog {
  /// A life from its beginning to its last sign, as survival analysis wants it.
  ///
  /// It ended when a silence of 180 days followed; otherwise the end may have come at the last sign
  /// or may be still to come, so that it is censored there.
  static func life(from first: Int64, to last: Int64, watchedTo end: Int64) -> KaplanMeier.Subject {
    KaplanMeier.Subject(
      duration: Double(max(0, last - first)) / secondsOfDay,
      isEnded: end - last >= silence
    )
  }

  /// The estimate as a reading: the median, and the share that outlives so many days.
  static func survival(_ lives: [KaplanMeier.Subject], of what: String) -> Reading {
    guard !lives.isEmpty else { return .none(because: "there are no \(what)", evidence: "") }
    let estimate = KaplanMeier(lives)
    let longest = lives.map(\.duration).max() ?? 0
    var notes = [
      "\(estimate.censored) of \(estimate.subjects) \(what) are censored: no silence of "
        + "\(Int(silentDays)) days had followed their last sign by the harvest."
    ]
    if estimate.median == nil {
      notes.append("More than half were still active at the harvest, so there is no median.")
    }
    return Reading(
      estimate.median,
      points: [30.0, 62, 90, 180, 365, 730].map { days in
        guard days <= longest || estimate.steps.last?.survival == 0 else {
          return Measure.Point(Int(days).counted("day"), nil, note: "nobody was watched so long")
        }
        return Measure.Point(
          Int(days).counted("day"),
          estimate.survival(at: days),
          note: note(on: estimate, at: days)
        )
      },
      notes: notes,
      evidence: ""
    )
  }

  private static func note(on estimate: KaplanMeier, at days: Double) -> String {
    let step = estimate.steps.last { $0.time <= days }
    let atRisk = estimate.steps.first { $0.time > days }?.atRisk ?? 0
    let left = "\(atRisk) watched longer"
    guard let lower = step?.lower, let upper = step?.upper else { return left }
    return "95 %: \(rounded(lower)) to \(rounded(upper)); \(left)"
  }

  private static func rounded(_ share: Double) -> Double { (share * 1000).rounded() / 1000 }
}
