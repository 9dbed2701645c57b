import Foundation
import Stemma
import StemmaCore
import StemmaHub
import StemmaOperations
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The command is killed at one moment after another, without any warning, or its disk fills up.
  ///
  /// After each the cache is sound, and the next run brings what an undisturbed one brings.
  @Suite(.timeLimit(.minutes(20)), .enabled(if: ChildProcess.stemma != nil, "needs the command"))
  struct Kill {
    private static let world = (0..<9).map { index in
      let parent = index / 3
      let card =
        index == 0 ? "" : #", "cardData": {"base_model": "lab/m\#(parent)", "license": "mit"}"#
      return
        #"{"model": {"id": "lab/m\#(index)", "createdAt": "2024-01-0\#(index + 1)T00:00:00.000Z"\#(card)}}"#
    }

    /// The one who is to be killed, and at which of his requests.
    private struct Victim: Sendable {
      var process: ChildProcess?
      var request: Int?
      var seen = 0
    }

    /// The process that a request kills: nobody but the stand-in knows when it comes.
    @Test func atEveryRequest() async throws {
      let victim = Locked(Victim())
      var options = StandInOptions.withoutQuota
      options.intercept = { _, _ in
        // The process is known a moment after it was started.
        while victim.withLock({ $0.process == nil }) {
          try? await Task.sleep(for: .milliseconds(1))
        }
        victim.withLock { victim in
          victim.seen += 1
          if victim.seen == victim.request, let process = victim.process { process.end() }
        }
        return nil
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        func harvest(_ cache: String, killedAt request: Int? = nil) async throws -> Int32 {
          victim.withLock { $0 = Victim(request: request) }
          let process = try start(trial, cache)
          victim.withLock { $0.process = process }
          return await process.ending().status
        }
        #expect(try await harvest("whole") == 0)
        let count = victim.withLock { $0.seen }
        #expect(count >= 5)
        let whole = try state(trial, "whole")
        for number in 1...count {
          let cache = "killed\(number)"
          #expect(try await harvest(cache, killedAt: number) == -SIGKILL)
          try expectSound(trial, cache)
          #expect(try await harvest(cache) == 0)
          #expect(differences(whole, try state(trial, cache)) == [], "killed at \(number)")
          #expect(try trial.damage(cache) == [])
        }
      }
    }

    /// What becomes of the n-th write to a file.
    enum Ending: String, CaseIterable, Sendable {
      /// The process is killed in it.
      case killed = "signal=SIGKILL"
      /// The disk is full from then on.
      case full = "error=ENOSPC"
      /// Reading and writing fail from then on.
      case broken = "error=EIO"
    }

    @Test(.enabled(if: Tracer.works, "needs strace"), arguments: Ending.allCases)
    func atEveryWrite(ending: Ending) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        let undisturbed = try await start(trial, "whole").ending()
        #expect(undisturbed.status == 0)
        let whole = try state(trial, "whole")
        var (number, failures) = (1, 0)
        // A failure that lasts is met again at the next moment: those lie ever further apart.
        while true {
          let cache = "\(ending)\(number)"
          let when = ending == .killed ? "\(number)" : "\(number)+"
          let run = try await start(trial, cache, tampering: "\(ending.rawValue):when=\(when)")
            .ending()
          let status = run.status
          if status == 0 { break }
          failures += 1
          #expect(status == (ending == .killed ? -SIGKILL : 2), "\(ending) at \(number)")
          if ending == .full {
            #expect(
              run.errors.lowercased().hasSuffix(
                "the disk is full. free some room and run the command again.\n"
              ),
              "at \(number): \(run.errors)"
            )
          }
          try expectSound(trial, cache)
          let next = try await start(trial, cache).ending()
          #expect(next.status == 0, "\(ending) at \(number): \(next.errors)")
          #expect(differences(whole, try state(trial, cache)) == [], "\(ending) at \(number)")
          #expect(try trial.damage(cache) == [])
          number += ending == .killed ? 1 : 1 + number / 12
        }
        #expect(failures > 20)
      }
    }

    /// A copy brings the archive home of the harvest it takes up; the first one's stays as it is.
    @Test(.enabled(if: Tracer.works, "needs strace"), arguments: Ending.allCases)
    func atEveryWriteOfACopyThatGoesOn(ending: Ending) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        #expect(try await start(trial, "whole").ending().status == 0)
        let whole = try state(trial, "whole")
        #expect(try await start(trial, "first", maxRequests: 3).ending().status == 0)
        let archives = try Trial.files(in: trial.archives(of: "first"))
        var (number, failures) = (1, 0)
        while true {
          let cache = "\(ending)\(number)"
          try Maintenance(cachePath: trial.path("first")).backup(to: trial.path(cache))
          let when = ending == .killed ? "\(number)" : "\(number)+"
          let status = try await start(trial, cache, tampering: "\(ending.rawValue):when=\(when)")
            .ending().status
          #expect(try Trial.files(in: trial.archives(of: "first")) == archives)
          if status == 0 { break }
          failures += 1
          #expect(status == (ending == .killed ? -SIGKILL : 2), "\(ending) at \(number)")
          try expectSound(trial, cache)
          let next = try await start(trial, cache).ending()
          #expect(next.status == 0, "\(ending) at \(number): \(next.errors)")
          #expect(differences(whole, try state(trial, cache)) == [], "\(ending) at \(number)")
          #expect(try trial.damage(cache) == [])
          // One that was complete when it was killed is followed by another; no draft is left.
          let names = try Trial.files(in: trial.archives(of: cache)).keys
          #expect(names.allSatisfy { $0.hasSuffix(".warc.gz") }, "\(names)")
          number += 1 + number / 12
        }
        #expect(failures > 10)
        #expect(try trial.damage("first") == [])
      }
    }

    /// A chain, a ladder, a star and a cycle that hang together.
    private static let oddWorld =
      [(0, []), (1, [0]), (2, [1]), (3, [2]), (4, [0]), (5, [3, 4]), (6, [3, 4]), (7, [5, 6])]
      .map { odd($0.0, $0.1) } + [odd(8, [10, 7]), odd(9, [8]), odd(10, [9])]
      + (11..<20).map { odd($0, [10]) }

    private static func odd(_ number: Int, _ parents: [Int]) -> String {
      let names = parents.map { "\"lab/m\($0)\"" }.joined(separator: ", ")
      return
        #"{"model": {"id": "lab/m\#(number)", "cardData": {"license": "mit", "base_model": [\#(names)]}}}"#
    }

    /// The closure is made anew, by itself and with all tables before it: whole or not at all.
    @Test(
      .enabled(if: Tracer.works, "needs strace"),
      arguments: Ending.allCases,
      ["analyze", "derive"]
    )
    func atEveryWriteOfTheClosure(ending: Ending, command: String) async throws {
      try await Trial.of(try World(lines: Self.oddWorld)) { trial in
        #expect(try await start(trial, "first").ending().status == 0)
        let rows = try facts(trial, "first")
        var (number, failures) = (1, 0)
        while true {
          let cache = "\(ending)\(number)"
          try trial.copyFile("first", to: trial.path(cache))
          try FileManager.default.copyItem(
            atPath: trial.archives(of: "first"),
            toPath: trial.path(cache) + "-archive"
          )
          let when = ending == .killed ? "\(number)" : "\(number)+"
          let status = try await ChildProcess.start(
            URL(filePath: Tracer.path),
            Tracer.arguments(
              "\(ending.rawValue):when=\(when)",
              to: Tracer.writes,
              of: files(of: trial.path(cache))
            ) + [try #require(ChildProcess.stemma).path, command, "--cache", trial.path(cache)],
            in: trial.folder
          ).ending().status
          #expect(try trial.damage(cache) == [], "\(ending) at \(number)")
          #expect(differences(rows, try facts(trial, cache)) == [], "\(ending) at \(number)")
          if status == 0 { break }
          failures += 1
          #expect(status == (ending == .killed ? -SIGKILL : 2), "\(ending) at \(number)")
          let again = Pipeline(cachePath: trial.path(cache))
          if command == "derive" { _ = try again.derive() } else { try again.analyze() }
          #expect(try trial.damage(cache) == [], "\(ending) at \(number)")
          #expect(differences(rows, try facts(trial, cache)) == [], "\(ending) at \(number)")
          number += 1 + number / 12
        }
        #expect(failures > 5)
      }
    }

    /// Before an archive goes, what stands for it is on the disk and in the cache.
    @Test(.enabled(if: Tracer.works, "needs strace"), arguments: Ending.allCases)
    func atEveryWriteOfACompaction(ending: Ending) async throws {
      try await Trial.of(try World(lines: Self.largeWorld)) { trial in
        for _ in 1...3 {
          #expect(try await start(trial, "first").ending().status == 0)
        }
        let rows = try facts(trial, "first")
        var (number, failures) = (1, 0)
        while true {
          let cache = "\(ending)\(number)"
          try trial.copyFile("first", to: trial.path(cache))
          try FileManager.default.copyItem(
            atPath: trial.archives(of: "first"),
            toPath: trial.path(cache) + "-archive"
          )
          let before = try Trial.files(in: trial.archives(of: cache))
          let when = ending == .killed ? "\(number)" : "\(number)+"
          let status = try await compact(trial, cache, "\(ending.rawValue):when=\(when)")
            .ending().status
          #expect(try trial.damage(cache) == [], "\(ending) at \(number)")
          #expect(differences(rows, try facts(trial, cache)) == [], "\(ending) at \(number)")
          if status == 0 { break }
          failures += 1
          #expect(status == (ending == .killed ? -SIGKILL : 2), "\(ending) at \(number)")
          if ending != .killed {
            #expect(try Trial.files(in: trial.archives(of: cache)) == before)
          }
          _ = try Pipeline(cachePath: trial.path(cache)).derive()
          #expect(differences(rows, try facts(trial, cache)) == [], "\(ending) at \(number)")
          _ = try Maintenance(cachePath: trial.path(cache)).compact(.keeping(0))
          #expect(try trial.damage(cache) == [])
          #expect(
            try Trial.files(in: trial.archives(of: cache)).keys.sorted()
              == ["derived-000003.sqlite.gz"],
            "\(ending) at \(number)"
          )
          number += 1 + number / 6
        }
        #expect(failures > 5)
        #expect(try trial.damage("first") == [])
      }
    }

    /// A name that is being forgotten stands everywhere or nowhere, and every reply is found.
    @Test(.enabled(if: Tracer.works, "needs strace"), arguments: Ending.allCases)
    func atEveryWriteOfAForgetting(ending: Ending) async throws {
      try await Trial.of(try World(lines: Self.largeWorld)) { trial in
        for _ in 1...2 { #expect(try await start(trial, "first").ending().status == 0) }
        let (name, pseudonym) = ("lab", "forgotten-%")
        let before = try facts(trial, "first")
        var (number, failures, after) = (1, 0, [String]())
        while true {
          let cache = "\(ending)\(number)"
          try trial.copyFile("first", to: trial.path(cache))
          try FileManager.default.copyItem(
            atPath: trial.archives(of: "first"),
            toPath: trial.path(cache) + "-archive"
          )
          let when = ending == .killed ? "\(number)" : "\(number)+"
          let status = try await forget(name, trial, cache, "\(ending.rawValue):when=\(when)")
            .ending().status
          #expect(try trial.damage(cache) == [], "\(ending) at \(number)")
          let named = try trial.rows(
            "SELECT count(*) FROM repo WHERE name LIKE '\(name)/%' OR name LIKE '\(pseudonym)/%'",
            in: cache
          )
          #expect(named == ["40"])
          let kept = try trial.rows("SELECT count(*) FROM owner WHERE name = '\(name)'", in: cache)
          #expect((try facts(trial, cache) == before) == (kept == ["1"]), "\(ending) at \(number)")
          if status == 0 { break }
          failures += 1
          #expect(status == (ending == .killed ? -SIGKILL : 2), "\(ending) at \(number)")
          _ = try Maintenance(cachePath: trial.path(cache)).forget(name, withRepositories: true)
          #expect(try trial.damage(cache) == [], "\(ending) at \(number)")
          let rows = try facts(trial, cache)
          _ = try Pipeline(cachePath: trial.path(cache)).derive()
          #expect(differences(rows, try facts(trial, cache)) == [], "\(ending) at \(number)")
          if after.isEmpty { after = rows }
          #expect(differences(after, rows) == [], "\(ending) at \(number)")
          let files = try Trial.files(in: trial.archives(of: cache)).keys.sorted()
          #expect(files == ["harvest-000001.warc.gz", "harvest-000002.warc.gz"])
          number += 1 + number / 2
        }
        #expect(failures > 5)
      }
    }

    private func forget(
      _ name: String,
      _ trial: Trial,
      _ cache: String,
      _ tampering: String
    ) throws -> ChildProcess {
      let archives = (1...2).map { trial.archive(of: $0, in: cache) }
      let files =
        ["", "-wal"].map { trial.path(cache) + $0 } + archives + archives.map { $0 + ".forget" }
      let calls = Tracer.writes + (tampering.hasPrefix("signal") ? ",rename,unlink,unlinkat" : "")
      return try .start(
        URL(filePath: Tracer.path),
        Tracer.arguments(tampering, to: calls, of: files) + [
          try #require(ChildProcess.stemma).path, "cache", "forget", name, "--repositories",
          "--cache", trial.path(cache),
        ],
        in: trial.folder
      )
    }

    private static let largeWorld = (0..<40).map { index in
      let card = index == 0 ? "" : #", "cardData": {"base_model": "lab/m\#(index / 3)"}"#
      return #"{"model": {"id": "lab/m\#(index)"\#(card)}}"#
    }

    /// What follows from replies.
    private func facts(_ trial: Trial, _ cache: String) throws -> [String] {
      try Trial.contents(
        ofCacheAt: trial.path(cache),
        without: [
          "harvest", "step", "forecast", "response", "harvest_finding", "archive_mark", "forgotten",
        ]
      )
    }

    private func compact(
      _ trial: Trial,
      _ cache: String,
      _ tampering: String
    ) throws -> ChildProcess {
      let base = trial.archives(of: cache) + "/derived-000003.sqlite.gz"
      let files =
        ["", ".scratch", ".scratch-wal", ".plain", ".plain-journal", ".part"].map { base + $0 }
        + (1...3).map { trial.archive(of: $0, in: cache) }
      // What takes a name away can be stopped, and fails on no full disk.
      let calls = Tracer.writes + (tampering.hasPrefix("signal") ? ",rename,unlink,unlinkat" : "")
      return try .start(
        URL(filePath: Tracer.path),
        Tracer.arguments(tampering, to: calls, of: files) + [
          try #require(ChildProcess.stemma).path, "cache", "compact", "--keep", "0", "--cache",
          trial.path(cache),
        ],
        in: trial.folder
      )
    }

    private func start(
      _ trial: Trial,
      _ cache: String,
      tampering: String? = nil,
      maxRequests: Int? = nil
    ) throws -> ChildProcess {
      let stemma = try #require(ChildProcess.stemma)
      let arguments =
        [
          "harvest", "--plan", "sweep", "--page-size", "3", "--quiet",
          "--endpoint", trial.address.absoluteString, "--cache", trial.path(cache),
        ] + (maxRequests.map { ["--max-requests", "\($0)"] } ?? [])
      guard let tampering else { return try .start(stemma, arguments, in: trial.folder) }
      return try .start(
        URL(filePath: Tracer.path),
        Tracer.arguments(tampering, to: Tracer.writes, of: files(of: trial.path(cache)))
          + [stemma.path] + arguments,
        // One thread for all tasks, so that its writes are counted as they come.
        environment: ["LIBDISPATCH_COOPERATIVE_POOL_STRICT": "1"],
        in: trial.folder
      )
    }

    private func files(of cache: String) -> [String] {
      ["", "-wal", "-shm", "-journal"].map { cache + $0 }
        + ["", ".part"].map { cache + "-archive/harvest-000001.warc.gz" + $0 }
    }

    /// Until a harvest has come to its end, nothing is linked that could be wrong.
    private func expectSound(_ trial: Trial, _ cache: String) throws {
      guard FileManager.default.fileExists(atPath: trial.path(cache)) else { return }
      do {
        let faults = try trial.damage(cache)
        #expect(faults.filter { !$0.hasPrefix("rows in which the closure differs") }.isEmpty)
      } catch let error as CacheError where error.code == .absent {
        // Killed before the tables were made.
      }
    }

    /// What the harvests came to, whichever of them brought it.
    ///
    /// One that was cut short after its last reply is complete: the next one meets all again.
    private func state(_ trial: Trial, _ cache: String) throws -> [String] {
      try Cache(path: trial.path(cache), access: .read).read { connection in
        try Dump(
          of: connection,
          without: ["noticed_at", "first_seen", "counters_since", "harvest"]
        ).lines.filter { !$0.hasPrefix("sighting:") }
      }
    }
  }

  /// The system's tracer, which lets calls of a program fail.
  private enum Tracer {
    static let path = "/usr/bin/strace"

    static let writes = "pwrite64,write,ftruncate,fsync,fdatasync"

    /// Counts by thread; of them, one at a time writes to these files.
    static func arguments(
      _ tampering: String,
      to calls: String,
      of files: [String]
    ) -> [String] {
      ["-f", "-qqq", "-o", "/dev/null"] + files.flatMap { ["-P", $0] }
        + ["-e", "trace=\(calls)", "-e", "inject=\(calls):\(tampering)"]
    }

    /// Whether it is there and may trace.
    static let works: Bool = {
      guard FileManager.default.isExecutableFile(atPath: path) else { return false }
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = ["-qqq", "-o", "/dev/null", "-e", "trace=none", "true"]
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }()
  }
}
