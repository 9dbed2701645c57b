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
    private func status(of path: String, in folder: URL) async throws -> ChildProcess.Ending {
      try await ChildProcess.start(
        URL(filePath: "/usr/bin/setpriv"),
        [
          "--reuid=65534", "--regid=65534", "--clear-groups",
          try #require(ChildProcess.stemma).path, "status", "--json", "--cache", path,
        ],
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
          let ending = try await status(of: path, in: trial.folder)
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
        let ending = try await status(of: killed, in: trial.folder)
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.output.contains(#""models":0"#))
        #expect(!FileManager.default.fileExists(atPath: killed + "-shm"))
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
