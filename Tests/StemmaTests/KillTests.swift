import Foundation
import StemmaCore
import StemmaHub
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
          let status = try await start(trial, cache, tampering: "\(ending.rawValue):when=\(when)")
            .ending().status
          if status == 0 { break }
          failures += 1
          #expect(status == (ending == .killed ? -SIGKILL : 2), "\(ending) at \(number)")
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

    private func start(
      _ trial: Trial,
      _ cache: String,
      tampering: String? = nil
    ) throws -> ChildProcess {
      let stemma = try #require(ChildProcess.stemma)
      let arguments = [
        "harvest", "--plan", "sweep", "--page-size", "3", "--quiet",
        "--endpoint", trial.address.absoluteString, "--cache", trial.path(cache),
      ]
      guard let tampering else { return try .start(stemma, arguments, in: trial.folder) }
      return try .start(
        URL(filePath: Tracer.path),
        Tracer.arguments(tampering, writingTo: files(of: trial.path(cache)))
          + [stemma.path] + arguments,
        // One thread for all tasks, so that its writes are counted as they come.
        environment: ["LIBDISPATCH_COOPERATIVE_POOL_STRICT": "1"],
        in: trial.folder
      )
    }

    private func files(of cache: String) -> [String] {
      ["", "-wal", "-shm", "-journal"].map { cache + $0 }
        + [cache + "-archive/harvest-000001.warc.gz"]
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

    /// Counts by thread; of them, one at a time writes to these files.
    static func arguments(_ tampering: String, writingTo files: [String]) -> [String] {
      let calls = "pwrite64,write,ftruncate,fsync,fdatasync"
      return ["-f", "-qqq", "-o", "/dev/null"] + files.flatMap { ["-P", $0] }
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
