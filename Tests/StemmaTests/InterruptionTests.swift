import Foundation
import StemmaCore
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A signal, or the bound of a harvest, ends whatever the command waits for.
  ///
  /// Reported: one Ctrl-C was answered after fifty minutes. Each wait here is one of minutes.
  @Suite(.timeLimit(.minutes(10)), .enabled(if: ChildProcess.stemma != nil, "needs the command"))
  struct Interruptions {
    private static let world = (0..<9).map { index in
      #"{"model": {"id": "lab/m\#(index)", "createdAt": "2024-01-0\#(index + 1)T00:00:00.000Z"}}"#
    }

    /// What the Hub does from the third request on.
    enum Misbehaviour: String, CaseIterable, Sendable {
      /// Too many requests, for ten minutes, with quota left.
      case tooMany
      /// The window's quota is spent, for five minutes.
      case spentQuota
      /// An error, and a wish to be left alone.
      case fault
      /// Error after error: the wait before asking again grows.
      case manyFaults
      /// Nothing at all.
      case silence
      /// The head of an answer, and a byte of it, and no more.
      case stall
      /// A byte now and then.
      case drip

      var fault: Fault {
        switch self {
        case .tooMany: Self.reply(429, ["Retry-After": "600"])
        case .spentQuota:
          Self.reply(429, ["RateLimit": #""api";r=0;t=280"#, "Retry-After": "280"])
        case .fault: Self.reply(503, ["Retry-After": "600"])
        case .manyFaults: Self.reply(502)
        case .silence: Fault(.none, delay: .seconds(600))
        case .stall: Fault(.drip(bytes: 1, every: .seconds(600)))
        case .drip: Fault(.drip(bytes: 1, every: .milliseconds(50)))
        }
      }

      /// What is told on the way; nil where there is nothing to wait for, or not for long.
      var words: String? {
        switch self {
        case .tooMany:
          "waiting 10 min( 1 s)?, until [0-9:]{8} UTC: too many requests \\(HTTP 429\\)"
        case .spentQuota: "waiting 4 min 4[01] s, until [0-9:]{8} UTC: the Hub's quota is spent"
        case .fault:
          "waiting 10 min( 1 s)?, until [0-9:]{8} UTC: the Hub reported an internal error \\(HTTP 503\\)"
        case .manyFaults, .silence, .stall, .drip: nil
        }
      }

      private static func reply(_ status: Int, _ headers: [String: String] = [:]) -> Fault {
        Fault(.reply(Reply(status: status, headers: headers)))
      }
    }

    /// Serves the world with a misbehaviour that can be switched off, and hands on what to start.
    private func withHub(
      _ misbehaviour: Misbehaviour,
      _ body: (Trial, _ arguments: [String], _ behave: @escaping @Sendable () -> Void) async throws
        -> Void
    ) async throws {
      let misbehaves = Locked(true)
      var options = StandInOptions.withoutQuota
      options.intercept = { number, _ in
        number >= 3 && misbehaves.withLock { $0 } ? misbehaviour.fault : nil
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        let arguments = [
          "harvest", "--plan", "sweep", "--page-size", "3", "--kind", "model", "--json",
          "--endpoint", trial.address.absoluteString, "--cache", trial.path(),
        ]
        try await body(trial, arguments) { misbehaves.withLock { $0 = false } }
      }
    }

    private func start(_ arguments: [String], in trial: Trial) throws -> ChildProcess {
      try .start(try #require(ChildProcess.stemma), arguments, in: trial.folder)
    }

    /// What comes after an interruption: no request, a sound cache, and a next run that goes on.
    private func expectToGoOn(
      _ trial: Trial,
      _ arguments: [String],
      _ behave: () -> Void
    ) async throws {
      let asked = trial.standIn.requests.count
      try await Task.sleep(for: .milliseconds(300))
      #expect(trial.standIn.requests.count == asked, "asked once more after the end")
      #expect(try trial.damage().filter { !$0.hasPrefix("edges that the closure lacks") } == [])
      behave()
      let next = try await start(arguments, in: trial).ending()
      #expect(next.status == 0, "\(next.errors)")
      #expect(next.output.contains(#""outcome":"complete""#))
      #expect(try trial.rows("SELECT count(*) FROM repo") == ["9"])
      #expect(try trial.rows("SELECT count(*) FROM harvest") == ["1"])
    }

    @Test(arguments: Misbehaviour.allCases, [SIGINT, SIGTERM])
    func aSignalEndsAWaitForTheHub(misbehaviour: Misbehaviour, signal: Int32) async throws {
      try await withHub(misbehaviour) { trial, arguments, behave in
        let process = try start(arguments, in: trial)
        let isLate = misbehaviour == .manyFaults ? 5 : 3
        while trial.standIn.requests.count < isLate {
          try await Task.sleep(for: .milliseconds(20))
        }
        // Long enough to be told of the wait, and for the reply to be written.
        try await Task.sleep(for: .milliseconds(500))
        let moment = ContinuousClock.now
        signal == SIGINT ? process.interrupt() : process.terminate()
        let ending = await process.ending()
        #expect(ContinuousClock.now - moment < .seconds(10))
        #expect(ending.status == 130, "\(ending)")
        #expect(ending.errors.contains("stopping"), "\(ending.errors)")
        if let words = misbehaviour.words {
          #expect(try ending.errors.contains(Regex(words)), "\(ending.errors)")
        }
        try await expectToGoOn(trial, arguments, behave)
      }
    }

    @Test(arguments: Misbehaviour.allCases)
    func theBoundOfAHarvestEndsAWaitForTheHub(misbehaviour: Misbehaviour) async throws {
      try await withHub(misbehaviour) { trial, arguments, behave in
        let moment = ContinuousClock.now
        let ending = try await start(arguments + ["--max-minutes", "0.03"], in: trial).ending()
        #expect(ContinuousClock.now - moment < .seconds(1.8 + 10))
        #expect(ending.status == 0, "\(ending)")
        #expect(ending.output.contains(#""outcome":"stopped""#), "\(ending)")
        try await expectToGoOn(trial, arguments, behave)
      }
    }

    /// Work that lasts for minutes, without the Hub.
    enum Work: String, CaseIterable, Sendable {
      case query, claim, claimOfAnalysis, report, export, lockOfAnalysis, lockOfDerivation

      /// Whether it lasts because another program holds the cache.
      var needsLock: Bool { self == .lockOfAnalysis || self == .lockOfDerivation }
    }

    @Test(arguments: Work.allCases, [SIGINT, SIGTERM])
    func aSignalEndsWork(work: Work, signal: Int32) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        let before = try trial.dump()
        let isOver = Locked(false)
        defer { isOver.withLock { $0 = true } }
        if work.needsLock { try hold(trial.path(), until: isOver) }
        let process = try start(work, on: trial)
        try await Task.sleep(for: .milliseconds(1500))
        let moment = ContinuousClock.now
        signal == SIGINT ? process.interrupt() : process.terminate()
        let ending = await process.ending()
        #expect(ContinuousClock.now - moment < .seconds(10))
        #expect(ending.status == 130, "\(work): \(ending)")
        #expect(ending.errors.contains("interrupted"))
        isOver.withLock { $0 = true }
        #expect(try trial.damage() == [])
        // A study that is loaded measures its projects first.
        if work != .claimOfAnalysis { #expect(try trial.dump() == before) }
      }
    }

    /// A file that an export was writing is taken back; what stood there before stays.
    @Test func nothingHalfWrittenIsLeft() async throws {
      let world = (0..<3000).map { #"{"model": {"id": "lab/m\#($0)"}}"# }
      try await Trial.of(try World(lines: world)) { trial in
        try await trial.harvest()
        let files = trial.folder.appending(path: "files")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        let target = files.appending(path: "graph.json").path
        func names() throws -> [String] {
          try FileManager.default.contentsOfDirectory(atPath: files.path).sorted()
        }
        try "before".write(toFile: target, atomically: true, encoding: .utf8)
        let arguments = ["export", "json", "-o", target, "--cache", trial.path()]
        // Stopped as soon as the draft is there; where the disk was faster, once more.
        for attempt in 1...20 {
          let process = try start(arguments, in: trial)
          // A process that has ended is one until it is waited for.
          let limit = ContinuousClock.now + .seconds(2)
          while try names() == ["graph.json"], ContinuousClock.now < limit { usleep(200) }
          process.interrupt()
          let ending = await process.ending()
          #expect(try names() == ["graph.json"])
          if ending.status == 130 { break }
          #expect(attempt < 20, "never in time: \(ending)")
          try "before".write(toFile: target, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "before")
      }
    }

    private static let endless = """
      SELECT count(*) AS value FROM (
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n
      )
      """

    private func start(_ work: Work, on trial: Trial) throws -> ChildProcess {
      let stemma = try #require(ChildProcess.stemma)
      func command(_ words: String..., environment: [String: String] = [:]) throws -> ChildProcess {
        try .start(
          stemma,
          words + ["--cache", trial.path()],
          environment: environment,
          in: trial.folder
        )
      }
      switch work {
      case .query: return try command("sql", Self.endless, "--timeout", "600")
      case .claim, .claimOfAnalysis, .report:
        let queries = try endlessClaim(in: trial.folder)
        let environment = ["STEMMA_QUERIES": queries.path]
        let study = queries.appending(path: "studies/slow.yaml").path
        if work == .report {
          let pages = trial.folder.appending(path: "pages").path
          return try command("report", "--study", study, "-o", pages, environment: environment)
        }
        if work == .claim {
          return try command("claims", "check", environment: environment)
        }
        return try command("study", "load", study, environment: environment)
      case .export:
        let pipe = trial.folder.appending(path: "pipe").path
        mkfifo(pipe, 0o600)
        return try command("export", "json", "-o", pipe)
      case .lockOfAnalysis: return try command("analyze")
      case .lockOfDerivation: return try command("derive")
      }
    }

    /// A folder of queries with a study, and a claim that is never judged.
    private func endlessClaim(in folder: URL) throws -> URL {
      let queries = folder.appending(path: "queries")
      func write(_ name: String, _ text: String) throws {
        let file = queries.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      try write(
        "studies/slow.yaml",
        """
        study: slow
        title: A slow study
        citation: None
        date: 2025-11-18
        sources:
          S1: Ours
        projects:
          - id: lab
            name: Lab
            role: case
            organizations:
              - {ids: lab, source: S1, status: confirmed}
        """
      )
      try write(
        "claims/X1.sql",
        """
        -- claim: X1
        -- title: Nobody lives to see it
        -- study: slow
        -- quote: "It takes a while"
        -- speaker: Lab
        -- source: S1
        -- version: 1
        -- stage: post-release
        -- entity: lab/*
        -- test: yes
        -- metric: numbers
        -- bound: at least one
        -- supported: >= 1
        -- window: any
        -- bias: none
        -- cannot see: the end
        """ + "\n" + Self.endless
      )
      return queries
    }

    /// Holds the cache for writing, as another program may, until it is told to let go.
    private func hold(_ path: String, until isOver: Locked<Bool>) throws {
      let cache = try Cache(path: path, access: .write)
      Thread.detachNewThread {
        try? cache.write { _ in
          while !isOver.withLock({ $0 }) { usleep(10_000) }
        }
      }
    }
  }
}
