import Foundation
import Stemma
import StemmaCore
@testable import StemmaOperations
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Caches read by somebody who may not write them, and brought back from a copy.
  @Suite(.timeLimit(.minutes(2))) struct OtherUsers {
    /// Asks as a user who owns nothing.
    private func ask(
      _ question: [String] = ["status"],
      of path: String,
      in folder: URL
    ) async throws -> ChildProcess.Ending {
      try await ChildProcess.start(
        URL(filePath: "/usr/bin/setpriv"),
        [
          "--reuid=65534", "--regid=65534", "--clear-groups",
          try #require(ChildProcess.stemma).path,
        ] + question + ["--json", "--cache", path],
        environment: ["TMPDIR": "/tmp"],
        in: folder
      ).ending()
    }

    // Needs root, to become another user.
    @Test(
      .enabled(
        if: getuid() == 0 && Tool.isThere("setpriv") && ChildProcess.stemma != nil,
        "needs root, setpriv and the command beside the tests"
      )
    )
    func readWhatTheyMayAndLeaveNothing() async throws {
      try await Trial.of(#"{"model": {"id": "a/one"}}"#) { trial in
        try await trial.harvest()
        let place = URL(filePath: "/tmp/stemma-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        let path = place.appending(path: "it's 100%?.sqlite").path
        try trial.copyFile(to: path)
        chmod(path, 0o644)
        for mode in [0o755, 0o777] as [mode_t] {
          chmod(place.path, mode)
          let before = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
          let ending = try await ask(of: path, in: trial.folder)
          #expect(ending.status == 0, "\(ending.errors)")
          #expect(ending.output.contains(#""models":1"#))
          let after = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
          #expect(after == before)
        }
        chmod(place.path, 0o755)
        // A log that the owner's program did not write back, being killed.
        let owner = try Cache(path: path, access: .write)
        try owner.write(as: .derive) { try $0.run("UPDATE repo SET gone_since = 1") }
        let killed = place.appending(path: "killed.sqlite").path
        for ending in ["", "-wal"] {
          try FileManager.default.copyItem(atPath: path + ending, toPath: killed + ending)
          chmod(killed + ending, 0o644)
        }
        withExtendedLifetime(owner) {}
        let question = ["sql", "SELECT gone_since FROM repo"]
        let ending = try await ask(question, of: killed, in: trial.folder)
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.output.contains(#""gone_since":1"#), "\(ending.output)")
        #expect(!FileManager.default.fileExists(atPath: killed + "-shm"))
      }
    }

    /// Starts the command as a member of the group 4244 whose mask leaves the group its rights.
    private func start(
      as user: Int,
      _ arguments: [String],
      in folder: URL
    ) throws -> ChildProcess {
      try ChildProcess.start(
        URL(filePath: "/usr/bin/setpriv"),
        [
          "--reuid=\(user)", "--regid=4244", "--clear-groups",
          "/bin/sh", "-c", #"umask 002; exec "$0" "$@""#, try #require(ChildProcess.stemma).path,
        ] + arguments,
        environment: ["TMPDIR": "/tmp", "HOME": "/nonexistent"],
        in: folder
      )
    }

    @Test(
      .enabled(
        if: getuid() == 0 && Tool.isThere("setpriv") && ChildProcess.stemma != nil,
        "needs root, setpriv and the command beside the tests"
      )
    )
    func membersOfAGroupWriteByTurns() async throws {
      let isHeld = Locked(false)
      var options = StandInOptions.withoutQuota
      options.intercept = { _, _ in
        while isHeld.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(1)) }
        return nil
      }
      let world = try World(lines: (0..<9).map { #"{"model": {"id": "a/m\#($0)"}}"# })
      try await Trial.of(world, options: options) { trial in
        let place = URL(filePath: "/tmp/stemma-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        chown(place.path, 4242, 4244)
        chmod(place.path, 0o2770)
        let path = place.appending(path: "shared.sqlite").path
        func harvest(as user: Int) throws -> ChildProcess {
          let arguments = ["--plan", "sweep", "--page-size", "3", "--quiet", "--cache", path]
          let hub = ["--endpoint", trial.address.absoluteString]
          return try start(as: user, ["harvest"] + arguments + hub, in: trial.folder)
        }
        func expectStatus(as user: Int, models: Int) async throws {
          let ending = try await start(
            as: user,
            ["status", "--json", "--cache", path],
            in: trial.folder
          ).ending()
          #expect(ending.status == 0, "\(ending.errors)")
          #expect(ending.output.contains("\"models\":\(models)"), "\(ending.output)")
        }
        let first = try await harvest(as: 4242).ending()
        #expect(first.status == 0, "\(first.errors)")
        try expectSharedFiles(in: place)
        try await expectStatus(as: 4243, models: 9)
        // The one is killed while the other reads, and the other goes on.
        isHeld.withLock { $0 = true }
        let asked = trial.standIn.requests.count
        let killed = try harvest(as: 4242)
        for _ in 0..<9000 where trial.standIn.requests.count == asked {
          try await Task.sleep(for: .milliseconds(1))
        }
        try await expectStatus(as: 4243, models: 9)
        #expect(FileManager.default.fileExists(atPath: path + "-wal"))
        try expectSharedFiles(in: place)
        killed.end()
        #expect(await killed.ending().status == -SIGKILL)
        isHeld.withLock { $0 = false }
        for user in [4243, 4242] {
          let ending = try await harvest(as: user).ending()
          #expect(ending.status == 0, "\(ending.errors)")
          try await expectStatus(as: user == 4243 ? 4242 : 4243, models: 9)
        }
        try expectSharedFiles(in: place)
        #expect(try Maintenance(cachePath: path).faults() == [])
      }
    }

    /// Expects that the group may read and write whatever is there.
    private func expectSharedFiles(in folder: URL) throws {
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      #expect(names.contains { $0.hasSuffix(".warc.gz") || $0.hasSuffix(".part") }, "\(names)")
      for name in names {
        var status = stat()
        #expect(stat(folder.appending(path: name).path, &status) == 0)
        #expect(status.st_gid == 4244, "\(name)")
        #expect(
          status.st_mode & 0o060 == 0o060,
          "\(name) has mode \(String(status.st_mode, radix: 8))"
        )
      }
    }

    /// Names that lead nowhere are asked about last, and who looks does not wait for them.
    @Test func familiesAreThereBeforeNamesThatLeadNowhereAreLookedUp() async throws {
      let look = Locked((isAsked: false, isHeld: true))
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.uri.contains("nowhere") else { return nil }
        look.withLock { $0.isAsked = true }
        while look.withLock({ $0.isHeld }) { try? await Task.sleep(for: .milliseconds(1)) }
        return nil
      }
      let lines =
        [
          #"{"model": {"id": "a/base"}}"#,
          #"{"model": {"id": "b/tuned", "cardData": {"base_model": "a/base"}}}"#,
        ]
        // So many that it would take its time.
        + (0..<60).map {
          #"{"model": {"id": "c/lost\#($0)", "cardData": {"base_model": "x/nowhere\#($0)"}}}"#
        }
      try await Trial.of(World(lines: lines), options: options) { trial in
        async let harvest = trial.harvest()
        for _ in 0..<9000 where !look.withLock({ $0.isAsked }) {
          try await Task.sleep(for: .milliseconds(1))
        }
        #expect(look.withLock { $0.isAsked })
        let during = Result {
          (
            edges: try trial.edges(),
            total: try trial.answers().derivatives(of: "a/base").all.total,
            writer: try CacheHealth(of: trial.path(), at: 0).writer
          )
        }
        look.withLock { $0.isHeld = false }
        #expect(try await harvest.outcome == .complete)
        let told = try during.get()
        #expect(told.edges.contains { $0.hasPrefix("b/tuned <- a/base") }, "\(told.edges)")
        #expect(told.total == 1)
        #expect(told.writer?.hasPrefix("process \(getpid()), since ") == true)
        #expect(try CacheHealth(of: trial.path(), at: 0).writer == nil)
        let ghosts = try trial.rows("SELECT reason, count(*) FROM ghost GROUP BY reason")
        #expect(ghosts.count == 1 && ghosts[0].hasSuffix(" | 60"), "\(ghosts)")
      }
    }

    @Test func aCopyIsPutBack() async throws {
      try await Trial.of(#"{"model": {"id": "a/one"}}"#) { trial in
        try await trial.sweep(on: "2026-01-01T03:00:00Z")
        let upkeep = Maintenance(cachePath: trial.path())
        let copy = trial.folder.appending(path: "copy.sqlite").path
        try upkeep.backup(to: copy)
        let identity = try trial.rows("SELECT cache, home FROM identity")
        try await trial.sweep(on: "2026-01-02T03:00:00Z")
        let before = try #require(try upkeep.restore(from: copy))
        #expect(try trial.rows("SELECT count(*) FROM harvest") == ["1"])
        #expect(try trial.rows("SELECT cache, home FROM identity") == identity)
        let kept = try Cache(path: before, access: .read)
        #expect(try kept.read { try $0.count("SELECT count(*) FROM harvest") } == 2)
        #expect(throws: CacheError.self) { try upkeep.restore(from: trial.path()) }
        #expect(throws: CacheError.self) { try upkeep.restore(from: trial.folder.path + "/none") }
        // Where there is none it is made.
        let fresh = trial.folder.path + "/fresh.sqlite"
        #expect(try Maintenance(cachePath: fresh).restore(from: copy) == nil)
        #expect(try Maintenance(cachePath: fresh).faults() == [])
      }
    }
  }
}
