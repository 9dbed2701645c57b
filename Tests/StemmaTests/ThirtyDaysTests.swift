import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaHub
import StemmaOperations
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Thirty days of a Hub that changes, with all that happens to runs that nobody watches.
  ///
  /// Sweeps on Sundays and on the last day, and refreshes between, as the schedule does. What a
  /// refresh cannot see, such as a tag that follows the rename of another model, a sweep mends.
  @Suite(.timeLimit(.minutes(6))) struct ThirtyDays {
    /// What happens to the run of a day.
    enum Fate: Sendable { case whole, stopped, killed, offline, fullDisk }

    private static let fates: [Int: Fate] = [
      3: .stopped, 5: .killed, 8: .killed, 9: .offline, 12: .stopped, 13: .offline, 14: .offline,
      16: .fullDisk, 19: .killed, 22: .stopped, 23: .killed, 26: .offline,
    ]

    @Test func theCacheStaysSoundAndTrue() async throws {
      guard let seed = seeds(1, of: "thirty days").first(where: { _ in true }) else { return }
      var living = LivingWorld(seed: seed, on: "2026-02-28")
      var options = StandInOptions.withoutQuota
      let isSlow = Locked(false)
      options.intercept = { _, _ in
        isSlow.withLock { $0 } ? Fault(.none, delay: .milliseconds(150)) : nil
      }
      try await Trial.of(try living.world, options: options) { trial in
        let disk = try await SmallDisk.mounted(at: trial.folder.appending(path: "disk"))
        do {
          try await live(&living, Days(trial: trial, disk: disk, isSlow: isSlow), seed: seed)
        } catch {
          await disk.unmount()
          throw error
        }
        await disk.unmount()
      }
    }

    private func live(
      _ living: inout LivingWorld,
      _ days: Days,
      seed: UInt64
    ) async throws {
      var told: [(date: String, names: [String], answers: [String])] = []
      var (descriptors, memory): ([Int], [Int]) = ([], [])
      for day in 1...30 {
        let date = "2026-03-\(day < 10 ? "0" : "")\(day)"
        living.pass(to: date)
        days.trial.standIn.serve(try living.world)
        let fate = Self.fates[day] ?? .whole
        let isComplete = try await days.run(fate, on: date, isSunday: day % 7 == 1 || day == 30)
        let faults = try Maintenance(cachePath: days.cache).faults()
        // Until a run comes to its end, nothing is linked that could be wrong.
        let isWrong = fate == .whole || fate == .offline || fate == .stopped
        #expect(
          faults.filter { isWrong || !$0.hasPrefix("rows in which the closure differs") } == [],
          "STEMMA_SEED=\(seed), \(date)"
        )
        if isComplete {
          let names = living.names.filter { days.knows($0) }
          told.append((date, names, try days.told(of: names)))
        }
        descriptors.append(OwnUse.openDescriptors)
        memory.append(OwnUse.residentBytes)
      }
      for (date, names, answers) in told {
        let then = try days.told(of: names, asOf: date)
        #expect(differences(answers, then) == [], "STEMMA_SEED=\(seed), as of \(date)")
      }
      try await days.expectAFreshSweep(seed: seed)
      let before = try days.dump()
      _ = try Pipeline(cachePath: days.cache).derive()
      #expect(differences(before, try days.dump()) == [], "STEMMA_SEED=\(seed)")
      // Connections to the stand-in come and go.
      #expect((descriptors.last ?? 0) - descriptors[4] < 12, "\(descriptors)")
      #expect((memory.last ?? 0) - memory[4] < 64 << 20, "\(memory.map { $0 >> 20 }) MB")
    }
  }
}

/// The runs of one cache, day by day.
private struct Days {
  let trial: Trial
  let disk: SmallDisk
  /// Whether the Hub takes its time, so that a run can be met in its middle.
  let isSlow: Locked<Bool>

  var cache: String { disk.folder.appending(path: "s.sqlite").path }

  /// Runs a day's harvest, and says whether it came to its end.
  func run(_ fate: EndToEnd.ThirtyDays.Fate, on date: String, isSunday: Bool) async throws -> Bool {
    var request = HarvestRequest(subjects: [], plan: isSunday ? .sweep : .refresh)
    request.pageSize = 5
    switch fate {
    case .whole:
      let summary = try await harvest(request, on: date)
      #expect(summary.outcome == .complete, "\(date)")
      return summary.outcome == .complete
    case .stopped:
      let asked = trial.standIn.requests.count
      let standIn = trial.standIn
      let summary = try await harvest(request, on: date) { standIn.requests.count > asked + 2 }
      #expect(summary.outcome == .stopped, "\(date)")
    case .killed: try await kill(request, on: date)
    case .offline:
      await #expect(throws: HubError.self, "\(date)") {
        try await harvest(request, on: date, through: DeadLine())
      }
    case .fullDisk:
      try disk.fill()
      await #expect(throws: (any Error).self, "\(date)") {
        try await harvest(request, on: date)
      }
      disk.free()
    }
    return false
  }

  private func harvest(
    _ request: HarvestRequest,
    on date: String,
    through line: (any Transport)? = nil,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) async throws -> HarvestSummary {
    let time = Double(Timestamp.secondsSince1970(in: date + "T03:17:00Z") ?? 0)
    var runEnvironment = RunEnvironment.machine
    runEnvironment.now = { time }
    // Nobody waits for a Hub that is not there.
    runEnvironment.sleep = { _ in }
    let client = HubClient(
      endpoint: try Endpoint(trial.address.absoluteString),
      transport: line ?? CurlTransport(now: runEnvironment.now),
      runEnvironment: runEnvironment
    )
    return try await Pipeline(cachePath: cache).harvest(
      request,
      with: client,
      runEnvironment: runEnvironment,
      shouldStop: shouldStop
    )
  }

  /// Runs the command with the clock of that day, and kills it in the middle.
  ///
  /// Without faketime or the command, the day passes without a run.
  private func kill(_ request: HarvestRequest, on date: String) async throws {
    guard let stemma = ChildProcess.stemma, let library = FakeTime.library else { return }
    isSlow.withLock { $0 = true }
    defer { isSlow.withLock { $0 = false } }
    let asked = trial.standIn.requests.count
    let child = try FakeTime.start(
      stemma,
      [
        "harvest", "--plan", request.plan.rawValue, "--page-size", "\(request.pageSize)", "--quiet",
        "--endpoint", trial.address.absoluteString, "--cache", cache,
      ],
      by: library,
      at: "\(date) 03:17:00",
      in: trial.folder
    )
    for _ in 0..<9000 where trial.standIn.requests.count < asked + 2 {
      try await Task.sleep(for: .milliseconds(1))
    }
    Foundation.kill(child.id, SIGKILL)
    let ending = await child.ending()
    FakeTime.forget(child.id)
    #expect(ending.status == -SIGKILL, "\(date): \(ending.errors)")
  }

  func knows(_ name: String) -> Bool {
    (try? Answers(cachePath: cache).info(on: name)) != nil
  }

  /// What is answered of each name.
  func told(of names: [String], asOf date: String? = nil) throws -> [String] {
    let answers = try Answers(cachePath: cache, asOf: date)
    return try names.flatMap { name in
      [
        try answers.derivatives(of: name).text(as: .json),
        try answers.tree(of: name).text(as: .json),
        try answers.ancestors(of: name).text(as: .json),
        try answers.info(on: name).text(as: .json),
      ]
    }
  }

  func dump() throws -> [String] {
    try FileManager.default.copyOver(cache, to: trial.path("copy"))
    return try trial.dump("copy")
  }

  /// Expects that all a fresh sweep of today's world finds stands in the cache, too.
  func expectAFreshSweep(seed: UInt64) async throws {
    try await trial.sweep(on: "2026-03-30", into: "fresh")
    try FileManager.default.copyOver(cache, to: trial.path("copy"))
    let there = try Set(trial.rows("SELECT hub_id FROM repo WHERE kind = 'model'", in: "fresh"))
    for query in Self.facts {
      let fresh = try trial.rows(query, in: "fresh")
      // What left lately is known here and not there.
      let kept = try trial.rows(query, in: "copy").filter { row in
        // Whatever reads as an identity must be one of today's.
        row.split(separator: " | ").filter { $0.count == 24 && $0.hasPrefix("65000") }
          .allSatisfy { there.contains(String($0)) }
      }
      #expect(differences(fresh.sorted(), kept.sorted()) == [], "STEMMA_SEED=\(seed): \(query)")
    }
    let gone = try trial.rows(
      "SELECT count(*) FROM repo WHERE kind = 'model' AND gone_since IS NOT NULL",
      in: "copy"
    )
    #expect(gone != ["0"], "STEMMA_SEED=\(seed)")
  }

  /// Facts that stand now, the identity of the model first.
  private static let facts = [
    """
    SELECT hub_id, repo.name, owner.name, license, gated, sha, created_at, last_modified, downloads,
      likes, own_relation, gone_since
    FROM repo LEFT JOIN owner ON owner.id = repo.owner WHERE kind = 'model'
    """,
    """
    SELECT hub_id, tag.value
    FROM repo_tag JOIN repo ON repo.id = repo JOIN tag ON tag.id = tag WHERE last_seen IS NULL
    """,
    """
    SELECT repo.hub_id, field, source, reference.value, relation
    FROM declaration JOIN repo ON repo.id = repo JOIN reference ON reference.id = reference
    WHERE last_seen IS NULL
    """,
    // To parents that are there; others are ghosts, or remembered.
    """
    SELECT child.hub_id, parent.hub_id, relation, declared, hub, own
    FROM edge
    JOIN repo AS child ON child.id = child
    JOIN repo AS parent ON parent.id = parent
    WHERE last_seen IS NULL
    """,
  ]
}

/// A network that is down.
private struct DeadLine: Transport {
  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    throw HubError(.unreachable("the network is down"), url: request.url)
  }
}

extension FileManager {
  /// Copies a database that nobody writes to, with its log.
  fileprivate func copyOver(_ file: String, to copy: String) throws {
    for ending in ["", "-wal", "-shm"] {
      try? removeItem(atPath: copy + ending)
      if fileExists(atPath: file + ending) {
        try copyItem(atPath: file + ending, toPath: copy + ending)
      }
    }
  }
}
