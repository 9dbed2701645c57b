import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaOperations
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A year of a small Hub, as the schedule lives it: a refresh a day, a sweep a week, days without a
  /// network, two upgrades in between and archives that are compacted by the month.
  ///
  /// Each month a run is stopped, another is killed, and the disk is full for some days, at moments
  /// that the seed draws. Faults of the Hub have a sweep of their own.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .enabled(if: FakeTime.library != nil, "needs faketime"),
    .timeLimit(.minutes(3))
  )
  struct Year {
    /// The Hub on a day: every third day somebody makes a model from an earlier one, every month one goes,
    /// and now and then a license changes.
    private static func world(on day: Int) throws -> World {
      var lines: [String] = []
      for number in 0...(day / 3) where number % 10 != 7 || day < number * 3 + 45 {
        let parent = number == 0 ? "" : #","base_model":"lab/m\#((number - 1) / 2)""#
        let license = number % 5 == 0 && day > number * 3 + 100 ? "mit" : "apache-2.0"
        let date = Self.date(number * 3).prefix(10)
        let changed = Self.date(license == "mit" ? number * 3 + 101 : number * 3)
        lines.append(
          #"{"model":{"id":"lab/m\#(number)","createdAt":"\#(date)T00:00:00.000Z","#
            + #""lastModified":"\#(changed)","downloads":\#(day * (number + 1)),"#
            + #""cardData":{"license":"\#(license)"\#(parent)}}}"#
        )
      }
      return try World(lines: lines)
    }

    /// The harvest of a day, at 3:17 UTC.
    private static func date(_ day: Int) -> String {
      let start = Timestamp.secondsSince1970(in: "2026-01-04T03:17:00Z") ?? 0
      return Timestamp.text(secondsSince1970: start + Int64(day) * 86_400)
    }

    /// A fortnight in summer, and single days.
    private static func isOffline(_ day: Int) -> Bool { (190..<204).contains(day) || day % 53 == 5 }

    @Test func leavesTheCacheSoundAndTrue() async throws {
      for seed in seeds(1, of: "the year") {
        let victim = Locked(Victim())
        var options = StandInOptions.withoutQuota
        options.intercept = { _, _ in
          await Victim.meetsARequest(victim)
          return nil
        }
        try await Trial.of(try Self.world(on: 0), options: options) { trial in
          let disk = try await SmallDisk.mounted(at: trial.folder, megabytes: 24)
          do {
            try await live(Days(trial: trial, disk: disk, victim: victim, seed: seed), seed)
          } catch {
            await disk.unmount()
            throw error
          }
          await disk.unmount()
        }
      }
    }

    private func live(_ days: Days, _ seed: UInt64) async throws {
      var days = days
      let trial = days.trial
      var told: [Int: Int] = [:]
      var forecasts: [Int: (growth: Double, bytes: Int64)] = [:]
      var uses: [Use] = []
      for day in 0...364 where !Self.isOffline(day) {
        trial.standIn.serve(try Self.world(on: day))
        let plan: HarvestRequest.Plan = day % 7 == 0 || day == 364 ? .sweep : .refresh
        var request = HarvestRequest(subjects: [], plan: plan, kinds: [.model])
        request.pageSize = 40
        try await days.run(request, day, on: Self.date(day))
        if day % 28 == 0 {
          told[day] = try trial.answers().derivatives(of: "lab/m0").all.total
          _ = try Maintenance(cachePath: trial.path()).compact(.keeping(60))
          if day >= 84 { uses.append(try Use(of: trial)) }
        }
        if [150, 300].contains(day) { try upgrade(trial) }
        if [140, 224].contains(day) {
          let time = Double(Timestamp.secondsSince1970(in: Self.date(day)) ?? 0)
          let health = try CacheHealth(of: trial.path(), at: time)
          let growth = Double(try #require(health.archiveBytesPerYear))
          forecasts[day] = (growth, try bytes(trial))
        }
      }
      #expect(try Maintenance(cachePath: trial.path()).faults() == [], "STEMMA_SEED=\(seed)")
      for (day, count) in told.sorted(by: { $0.key < $1.key }) {
        let then = try trial.answers(asOf: Self.date(day)).derivatives(of: "lab/m0").all.total
        #expect(then == count, "STEMMA_SEED=\(seed), day \(day)")
      }
      // Twelve weeks later the archives have grown as they were said to.
      if let first = forecasts[140], let last = forecasts[224] {
        let foretold = first.growth / 365 * 84
        let grown = Double(last.bytes - first.bytes)
        #expect((0.5...1.5).contains(grown / foretold), "\(grown) of \(foretold) bytes")
      }
      days.expectInterruptions()
      try expectFlat(uses)
      try await expectAFreshSweep(trial)
    }

    /// What a reader and the process cost; days that pass must not make it more.
    private struct Use {
      let descriptors = OwnUse.openDescriptors
      let memory = OwnUse.residentBytes
      /// How many models there are.
      let models: Int
      /// Steps of an answer that stays the same while the Hub grows.
      let unchanged: Int
      /// Steps of answers that grow with the Hub.
      let growing: Int

      init(of trial: Trial) throws {
        models = try Int(trial.rows("SELECT count(*) FROM repo WHERE kind = 'model'")[0]) ?? 0
        unchanged = try OwnUse.steps {
          let answers = try trial.answers()
          _ = try answers.ancestors(of: "lab/m4").text(as: .json)
        }
        growing = try OwnUse.steps {
          let answers = try trial.answers()
          _ = try answers.derivatives(of: "lab/m0").text(as: .json)
          _ = try answers.tree(of: "lab/m0").text(as: .json)
          _ = try answers.status().text(as: .json)
          // Tells how the downloads changed, day by day.
          _ = try answers.info(on: "lab/m4").text(as: .json)
        }
      }
    }

    /// Compares the last month with the first of them, in which m4 has its children.
    private func expectFlat(_ uses: [Use]) throws {
      let first = try #require(uses.first)
      let last = try #require(uses.last)
      #expect(last.descriptors - first.descriptors < 12, "\(uses.map(\.descriptors))")
      #expect(last.memory - first.memory < 64 << 20, "\(uses.map { $0.memory >> 20 }) MB")
      #expect(first.unchanged > 100 && first.growing > 100)
      #expect(last.unchanged < first.unchanged * 3 / 2, "\(uses.map(\.unchanged)) steps")
      let growth = Double(last.models) / Double(first.models)
      #expect(
        Double(last.growing) < Double(first.growing) * growth * 1.5,
        "\(uses.map(\.growing)) steps for \(uses.map(\.models)) models"
      )
    }

    /// What all harvests brought, whatever was compacted since.
    private func bytes(_ trial: Trial) throws -> Int64 {
      Int64(try trial.rows("SELECT sum(archive_length) FROM harvest")[0]) ?? 0
    }

    /// Makes the cache one of an earlier layout, and brings it up.
    private func upgrade(_ trial: Trial) throws {
      let before = try trial.rows("SELECT count(*) FROM repo_history")
      try OtherDatabase.run("UPDATE grdb_migrations SET identifier = '1'", at: trial.path())
      let summary = try #require(try Pipeline(cachePath: trial.path()).upgrade())
      #expect(summary.damage == nil)
      #expect(try trial.rows("SELECT count(*) FROM repo_history") == before)
    }

    private func expectAFreshSweep(_ trial: Trial) async throws {
      try await trial.sweep(on: Self.date(364), into: "fresh")
      for query in [
        """
        SELECT name, license, downloads FROM repo WHERE kind = 'model' AND gone_since IS NULL
        ORDER BY name
        """,
        """
        SELECT child.name, parent.name FROM edge JOIN repo AS child ON child.id = edge.child
        JOIN repo AS parent ON parent.id = edge.parent
        WHERE edge.last_seen IS NULL AND child.gone_since IS NULL AND parent.gone_since IS NULL
        ORDER BY 1, 2
        """,
      ] {
        #expect(differences(try trial.rows(query, in: "fresh"), try trial.rows(query)) == [])
      }
    }
  }
}

/// The process that is to be killed, and at which of its requests.
private struct Victim: Sendable {
  var process: ChildProcess?
  /// Nil while nobody is to be killed.
  var request: Int?

  /// Kills the process when its time has come; it is known a moment after it was started.
  static func meetsARequest(_ victim: Locked<Victim>) async {
    while victim.withLock({ $0.request != nil && $0.process == nil }) {
      try? await Task.sleep(for: .milliseconds(1))
    }
    victim.withLock { victim in
      guard let left = victim.request, let process = victim.process else { return }
      victim.request = left - 1
      if left == 1 { process.end() }
    }
  }
}

/// The runs of the year, day by day, and what happens to them.
private struct Days {
  enum Fate { case stopped, killed, lastPages, fullDisk }

  let trial: Trial
  let disk: SmallDisk
  let victim: Locked<Victim>
  private var random: SplitMix64
  private var fates: [Int: Fate] = [:]
  private var failures: [Fate: Int] = [:]

  init(trial: Trial, disk: SmallDisk, victim: Locked<Victim>, seed: UInt64) {
    (self.trial, self.disk, self.victim) = (trial, disk, victim)
    random = SplitMix64(state: seed)
    for month in 0..<13 {
      // Far enough from the days that are looked at.
      fates[month * 28 + Int.random(in: 1...6, using: &random)] = .killed
      fates[month * 28 + Int.random(in: 11...16, using: &random)] = .stopped
      let full = month * 28 + Int.random(in: 17...19, using: &random)
      fates[full] = .lastPages
      for day in 1...Int.random(in: 1...2, using: &random) { fates[full + day] = .fullDisk }
    }
  }

  /// Runs the harvest of a day, to its end or not.
  mutating func run(_ request: HarvestRequest, _ day: Int, on date: String) async throws {
    let fate = fates[day]
    let isWhole: Bool
    switch fate {
    case nil:
      let summary = try await trial.harvest(request, on: date)
      #expect(summary.outcome == .complete, "day \(day)")
      return
    case .killed: isWhole = try await !kill(request, on: date)
    case .stopped:
      let (standIn, last) = (trial.standIn, trial.standIn.requests.count)
      let few = Int.random(in: 0...2, using: &random)
      let summary = try await trial.harvest(request, on: date) {
        standIn.requests.count > last + few
      }
      isWhole = summary.outcome == .complete
    case .lastPages:
      isWhole = try await harvest(request, on: date, leaving: .random(in: 1...150, using: &random))
    case .fullDisk: isWhole = try await harvest(request, on: date, leaving: 0)
    }
    if let fate, !isWhole { failures[fate, default: 0] += 1 }
    // Until a run comes to its end, nothing is linked that could be wrong.
    let faults = try trial.damage().filter { !$0.hasPrefix("rows in which the closure differs") }
    #expect(faults == [], "day \(day): \(fate as Fate?)")
  }

  /// Harvests on a disk with little room, and says whether it was enough.
  private func harvest(
    _ request: HarvestRequest,
    on date: String,
    leaving pages: Int
  ) async throws -> Bool {
    try disk.fill(leaving: pages)
    defer { disk.free() }
    return await (try? trial.harvest(request, on: date))?.outcome == .complete
  }

  /// Runs the command with the clock of that day, kills it at a request, and says whether it was met.
  private mutating func kill(_ request: HarvestRequest, on date: String) async throws -> Bool {
    let stemma = try #require(ChildProcess.stemma)
    let library = try #require(FakeTime.library)
    victim.withLock { $0 = Victim(request: .random(in: 1...3, using: &random)) }
    defer { victim.withLock { $0 = Victim() } }
    let child = try FakeTime.start(
      stemma,
      [
        "harvest", "--plan", request.plan.rawValue, "--kind", "model", "--page-size",
        "\(request.pageSize)", "--quiet", "--endpoint", trial.address.absoluteString, "--cache",
        trial.path(),
      ],
      by: library,
      at: date.prefix(10) + " 03:17:00",
      in: trial.folder
    )
    victim.withLock { $0.process = child }
    let ending = await child.ending()
    FakeTime.forget(child.id)
    #expect([-SIGKILL, 0].contains(ending.status), "\(date): \(ending.errors)")
    return ending.status == -SIGKILL
  }

  /// Expects that the days did what they are for: most met a run in its middle.
  func expectInterruptions() {
    #expect(failures[.killed, default: 0] > 3, "\(failures)")
    #expect(failures[.stopped, default: 0] > 3, "\(failures)")
    #expect(failures[.lastPages, default: 0] > 3, "\(failures)")
    #expect(failures[.fullDisk, default: 0] >= 13, "\(failures)")
  }
}
