@testable import StemmaMetrics

/// Lives of a few repositories drawn by hand, in days after 2024-01-01.
struct DrawnLives {
  /// 2024-01-01T00:00:00Z.
  static let start: Int64 = 1_704_067_200

  private(set) var records = ActivityRecords()
  private var numbers: [String: Int64] = [:]
  private let bots: Set<String>
  private let massPublishers: Set<String>

  init(bots: Set<String> = [], massPublishers: Set<String> = []) {
    (self.bots, self.massPublishers) = (bots, massPublishers)
  }

  /// A repository; without `read` nobody looked at its commits and discussions.
  mutating func repo(
    _ name: String,
    kind: String = "model",
    made: Double?,
    read: Double? = 400,
    isHidden: Bool = false
  ) {
    let unread: ActivityRepo.Knowledge = isHidden ? .hidden : .unknown
    let knowledge = read.map { ActivityRepo.Knowledge.known(until: Self.time($0)) } ?? unread
    records.repos.append(
      ActivityRepo(
        id: Int64(records.repos.count + 1),
        kind: kind,
        name: name,
        owner: name.split(separator: "/").first.map(String.init),
        createdAt: made.map(Self.time),
        commits: knowledge,
        discussions: knowledge
      )
    )
  }

  /// A commit to the repository that was drawn as number `repo`, from 1 on.
  mutating func commit(_ repo: Int64, _ day: Double, by authors: String..., isMerged: Bool = false)
  {
    let authors = authors.map { account($0) }
    records.commits.append(
      .init(repo: repo, time: Self.time(day), isMerged: isMerged, authors: authors)
    )
  }

  /// A discussion that `opener` begins and a member of the owner's organization answers at once.
  mutating func thread(_ repo: Int64, _ day: Double, by opener: String, answeredBy member: String) {
    let comment = ActivityRecords.Event(
      type: "comment",
      account: account(member),
      isMaintainer: true,
      time: Self.time(day),
      value: nil
    )
    records.threads.append(
      .init(
        repo: repo,
        opener: account(opener),
        isPullRequest: false,
        status: "open",
        openedAt: Self.time(day),
        isRead: true,
        firstChange: nil,
        events: [comment]
      )
    )
  }

  /// What metrics read; `projects` are those of repositories by their numbers, where the whole cache
  /// is asked about.
  func log(
    _ filter: ActivityFilter = ActivityFilter(),
    projects: [Int64: String]? = nil
  ) throws -> ActivityLog {
    ActivityLog(
      records,
      filter: filter,
      start: try filter.start(),
      projects: projects,
      hint: "run `stemma harvest`",
      evidence: ActivityEvidence(records, filter: filter)
    )
  }

  private static func time(_ day: Double) -> Int64 { start + Int64(day * 86_400) }

  private mutating func account(_ name: String) -> Int64 {
    if let number = numbers[name] { return number }
    let number = Int64(numbers.count + 1)
    numbers[name] = number
    records.accounts[number] = ActivityAccount(
      name: name,
      isBot: bots.contains(name),
      isMassPublisher: massPublishers.contains(name)
    )
    return number
  }
}
