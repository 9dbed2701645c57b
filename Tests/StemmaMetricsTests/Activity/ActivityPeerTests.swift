import Foundation
@testable import StemmaCore
@testable import StemmaMetrics
import StemmaTestSupport
import Testing

/// Figures of activity beside those that pandas and scipy make of the same lives.
// Needs python3 with numpy, pandas and scipy.
@Suite(
  .enabled("needs python3 with numpy, pandas and scipy") {
    Python.canImport("numpy, pandas, scipy.stats")
  },
  .timeLimit(.minutes(3))
)
struct ActivityPeerTests {
  @Test func agreeOnRandomLives() async throws {
    let lives = seeds(25, of: "Lives").map { RandomLife(seed: $0) }
    for (life, peer) in zip(lives, try await Self.peers(lives.map(\.json))) {
      let log = life.log
      Self.expect(MonthlyCommits(), of: log, is: peer["commits"])
      Self.expect(MonthlyContributors(), of: log, is: peer["contributors"])
      Self.expect(MonthlyNewcomers(), of: log, is: peer["newcomers"])
      let values: [(any ActivityMetric, String)] = [
        (ContributorAbsenceFactor(), "absence"), (OccasionalContributors(), "occasional"),
        (InactiveContributors(), "inactive"), (ActivityHalfLife(), "half"), (DumpIndex(), "dump"),
        (ActivityBurstiness(), "burst"), (TimeToFirstResponse(), "wait"),
        (ClosureRatio(), "closed"),
      ]
      for (metric, name) in values {
        Self.expect(metric.reading(of: log).value, is: peer[name], name)
      }
      let survival = ContributorSurvival().reading(of: log).points
      for (point, share) in zip(survival, peer["survival"]?.array ?? []) {
        Self.expect(point.value, is: share, "survival at \(point.label)")
      }
    }
  }

  private static func expect(
    _ metric: some ActivityMetric,
    of log: ActivityLog,
    is peer: JSONValue?
  ) {
    let counts = metric.reading(of: log).points.map { $0.value ?? -1 }
    #expect(counts == peer?.array?.compactMap(\.number), "\(metric.definition.name)")
  }

  private static func expect(_ ours: Double?, is theirs: JSONValue?, _ name: String) {
    guard let ours, let theirs = theirs?.number else {
      #expect(ours == nil && theirs?.number == nil, "\(name): \(ours as Any), \(theirs as Any)")
      return
    }
    #expect(abs(ours - theirs) < 1e-9, "\(name): \(ours) is not \(theirs)")
  }

  private static func peers(_ lives: [JSONValue]) async throws -> [JSONValue] {
    try await withScratchFolder { folder in
      let file = folder.appending(path: "lives.json")
      try Data(JSONValue.array(lives).text.utf8).write(to: file)
      let written = try await Python.run("activity_peers.py", [file.path], in: folder)
      let answers = try #require(try JSONValue(parsing: written).array)
      try #require(answers.count == lives.count)
      return answers
    }
  }
}

/// A repository's life drawn at random, with two bots among twelve accounts.
private struct RandomLife {
  static let release: Int64 = 1_700_000_000
  static let bots: Set<Int64> = [1, 2]
  static let day: Int64 = 86_400

  var records = ActivityRecords()
  var end: Int64

  init(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let days = Int64.random(in: 100...900, using: &random)
    end = Self.release + days * Self.day
    func time() -> Int64 {
      // Early days are busier, as on the Hub.
      let share = Double.random(in: 0...1, using: &random)
      return Self.release + Int64(share * share * Double(days * Self.day))
    }
    func account() -> Int64 {
      min(Int64.random(in: 1...12, using: &random), Int64.random(in: 3...12, using: &random))
    }
    records.repos = [
      ActivityRepo(
        id: 7,
        kind: "model",
        name: "lab/base",
        owner: "lab",
        createdAt: Self.release,
        commits: .known(until: end),
        discussions: .known(until: end)
      )
    ]
    for id in Int64(1)...12 {
      records.accounts[id] = ActivityAccount(
        name: "u\(id)",
        isBot: Self.bots.contains(id),
        isMassPublisher: false
      )
    }
    records.commits = (0..<Int.random(in: 5...80, using: &random)).map { _ in
      .init(repo: 7, time: time(), isMerged: false, authors: Array(Set([account(), account()])))
    }
    // One at least is a person's, so that every figure can be computed.
    records.commits.append(.init(repo: 7, time: time(), isMerged: false, authors: [12]))
    records.threads = (0..<Int.random(in: 3...40, using: &random)).map { _ in
      let (opened, opener) = (time(), account())
      let isAnswered = Bool.random(using: &random)
      let isClosed = Bool.random(using: &random)
      var answerer = account()
      if answerer == opener { answerer = opener == 12 ? 11 : 12 }
      let comment = ActivityRecords.Event(
        type: "comment",
        account: answerer,
        isMaintainer: Bool.random(using: &random),
        time: min(end, opened + Int64.random(in: 0...3_000_000, using: &random)),
        value: nil
      )
      return .init(
        repo: 7,
        opener: opener,
        isPullRequest: Bool.random(using: &random),
        status: isClosed ? "closed" : "open",
        openedAt: opened,
        isRead: true,
        firstChange: nil,
        events: isAnswered ? [comment] : []
      )
    }
    records.threads.append(
      .init(
        repo: 7,
        opener: 12,
        isPullRequest: false,
        status: "open",
        openedAt: time(),
        isRead: true,
        firstChange: nil,
        events: []
      )
    )
  }

  var log: ActivityLog {
    ActivityLog(
      records,
      filter: ActivityFilter(),
      evidence: ActivityEvidence(records, filter: ActivityFilter())
    )
  }

  var json: JSONValue {
    var contributions: [JSONValue] = records.commits.map { commit in
      ["commit", .integer(commit.time ?? 0), .array(commit.authors.map(JSONValue.integer))]
    }
    var threads: [JSONValue] = []
    for thread in records.threads {
      let opener = thread.opener ?? 0
      contributions.append(["opening", .integer(thread.openedAt ?? 0), [.integer(opener)]])
      let answer = thread.events.first
      // What bots opened is left out with its answers.
      if let answer, let account = answer.account, !Self.bots.contains(opener) {
        contributions.append(["answer", .integer(answer.time ?? 0), [.integer(account)]])
      }
      let time = answer.flatMap { Self.bots.contains($0.account ?? 0) ? nil : $0.time }
      threads.append([
        .integer(opener), .integer(thread.openedAt ?? 0),
        time.map(JSONValue.integer) ?? .null, .bool(thread.status == "closed"),
      ])
    }
    return [
      "release": .integer(Self.release), "end": .integer(end),
      "bots": .array(Self.bots.sorted().map(JSONValue.integer)),
      "contributions": .array(contributions), "threads": .array(threads),
    ]
  }
}
