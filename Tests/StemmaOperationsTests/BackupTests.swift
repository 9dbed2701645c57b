import Foundation
@testable import Stemma
import StemmaCore
import StemmaHarvest
@testable import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A copy of a cache lives on its own, and never at the cost of the first.
  @Suite(.timeLimit(.minutes(3))) struct Backups {
    /// How a copy is made, and what it is called.
    static let ways = ["backup", "cp"].flatMap { way in
      ["one.bak", "one.v1", "one.sqlite.bak", "copy.sqlite"].map { (way, $0) }
    }

    /// It cut the archive of the first when it was taken up, and removed it when it was compacted.
    @Test(arguments: ways)
    func beneathTheCacheChangeNothingOfIt(way: String, name: String) async throws {
      try await harvested { trial in
        let copy = trial.folder.path + "/" + name
        try make(way, trial, copy)
        let archives = try Trial.files(in: trial.archives())
        let upkeep = Maintenance(cachePath: copy)
        #expect(try upkeep.faults() == [])
        #expect(try upkeep.sizes().inheritedFolders == [trial.archives()])
        #expect(try upkeep.sizes().archives.map(\.bytes).allSatisfy { $0 > 0 })

        let reason = try upkeep.compact(.keeping(0)).reason
        #expect(reason?.contains(trial.archives()) == true)
        #expect(try upkeep.faults() == [])

        try await harvest(trial, copy)
        #expect(try upkeep.faults() == [])
        #expect(try upkeep.sizes().archives.map(\.outcome) == ["complete", "complete"])
        // Only what was taken up was copied.
        #expect(try Trial.files(in: copy + "-archive").keys.sorted() == ["harvest-000002.warc.gz"])
        let rows = try Trial.contents(ofCacheAt: copy, without: Self.records)
        _ = try Pipeline(cachePath: copy).derive()
        #expect(try upkeep.compact(.keeping(0)).through == 2)
        _ = try Pipeline(cachePath: copy).derive()
        #expect(
          try differences(rows, Trial.contents(ofCacheAt: copy, without: Self.records)) == []
        )
        #expect(try upkeep.faults() == [])

        #expect(try Trial.files(in: trial.archives()) == archives)
        #expect(try trial.damage() == [])
        #expect(try await trial.harvest(pageSize: 2).outcome == .complete)
        #expect(try trial.damage() == [])
        #expect(try upkeep.faults() == [])
        try FileManager.default.copyItem(atPath: copy, toPath: trial.path("last"))
        #expect(differences(try trial.dump(), try trial.dump("last")) == [])
      }
    }

    /// A copy that is made, and a check that is run, while a harvest writes.
    @Test func areWholeWhileAHarvestWrites() async throws {
      let found = Locked<[(copy: String, faults: [String])]>([])
      let cache = Locked("")
      var options = StandInOptions.withoutQuota
      options.intercept = { number, _ in
        guard [12, 18, 24].contains(number) else { return nil }
        let path = cache.withLock { $0 }
        let copy = path + ".copy\(number)"
        do {
          let upkeep = Maintenance(cachePath: path)
          try upkeep.backup(to: copy)
          let faults = try upkeep.faults() + Maintenance(cachePath: copy).faults()
          found.withLock { $0.append((copy, faults)) }
        } catch {
          found.withLock { $0.append((copy, ["\(error)"])) }
        }
        return nil
      }
      let lines = (0..<120).map { number in
        #"{"model": {"id": "lab/m\#(number)", "cardData": {"base_model": "lab/m\#(number / 3)"}}}"#
      }
      try await Trial.of(try World(lines: lines), options: options) { trial throws in
        cache.withLock { $0 = trial.path() }
        #expect(try await trial.harvest(pageSize: 5).outcome == .complete)
        let copies = found.withLock { $0 }
        #expect(copies.count == 3)
        #expect(copies.flatMap { $0.faults } == [])
        for (copy, _) in copies {
          // What was copied in the middle goes on by itself, and comes to the same.
          #expect(try Pipeline(cachePath: copy).derive().damage == [])
          #expect(try Maintenance(cachePath: copy).faults() == [])
        }
        #expect(try trial.damage() == [])
      }
    }

    @Test func areReadInAnotherFolderAndMovedWithTheCache() async throws {
      try await harvested { trial in
        let far = trial.folder.appending(path: "far/deep")
        try FileManager.default.createDirectory(at: far, withIntermediateDirectories: true)
        let (first, second) = (far.path + "/one.sqlite", far.path + "/two")
        try Maintenance(cachePath: trial.path()).backup(to: first)
        // A copy of a copy looks where the first has its archives, though the other is gone.
        try Maintenance(cachePath: first).backup(to: second)
        try FileManager.default.removeItem(atPath: first)
        #expect(try Maintenance(cachePath: second).faults() == [])
        var records = 0
        _ = try WARCExport(cachePath: second).run { _ in records += 1 }
        #expect(records > 10)
        for (from, to) in [
          (trial.path(), "one.sqlite"), (trial.archives(), "one.sqlite-archive"),
        ] {
          try FileManager.default.moveItem(atPath: from, toPath: far.path + "/" + to)
        }
        #expect(try Maintenance(cachePath: second).faults() == [])
      }
    }

    /// What the lost cache had brought since stays in its archive.
    @Test func inThePlaceOfTheCacheGoOnAndKeepWhatCameSince() async throws {
      try await harvested { trial in
        let copy = trial.path("copy")
        try Maintenance(cachePath: trial.path()).backup(to: copy)
        try await trial.harvest(pageSize: 2)
        let later = try trial.contents()
        let archive = try Data(contentsOf: URL(filePath: trial.archive(of: 2)))
        try FileManager.default.removeItem(atPath: trial.path())
        try FileManager.default.moveItem(atPath: copy, toPath: trial.path())
        #expect(try trial.damage() == [])

        #expect(try await trial.harvest(pageSize: 2).outcome == .complete)
        #expect(try trial.damage() == [])
        let aside = trial.archive(of: 2) + ".aside-1"
        #expect(try Data(contentsOf: URL(filePath: aside)) == archive)
        #expect(
          try trial.rows("SELECT subject FROM finding WHERE code = 'archive-set-aside'")
            == ["harvest-000002.warc.gz.aside-1"]
        )
        #expect(
          try await trial.harvest(pageSize: 2, maxRequests: 1).harvest == 3
        )
        #expect(!FileManager.default.fileExists(atPath: trial.archive(of: 2) + ".aside-2"))
        _ = try Pipeline(cachePath: trial.path("again")).replay([trial.archive(of: 1), aside])
        #expect(try differences(later, trial.contents("again")) == [])
      }
    }

    @Test(.enabled(if: SmallDisk.canBeMounted, "needs the right to mount a small disk"))
    func onADiskThatIsFullLeaveNothing() async throws {
      try await harvested { trial in
        let disk = try await SmallDisk.mounted(
          at: trial.folder.appending(path: "disk"),
          megabytes: 3
        )
        do {
          let copy = disk.folder.path + "/copy.sqlite"
          for room in [0, 200_000, 600_000] {
            try disk.fill()
            let ballast = disk.folder.path + "/ballast"
            let size = try FileManager.default.attributesOfItem(atPath: ballast)[.size] as? Int
            truncate(ballast, (size ?? 0) - room)
            let error = #expect(throws: CacheError.self) {
              try Maintenance(cachePath: trial.path()).backup(to: copy)
            }
            #expect(error?.code == .full, "\(room) bytes")
            #expect(
              error?.message
                == "\(copy) cannot be written, for the disk is full: nothing of the copy is left."
            )
            // A copy of what a restored one takes the place of goes another way.
            let aside = #expect(throws: CacheError.self) {
              try Cache.copy(trial.path(), to: copy)
            }
            #expect(aside?.code == .full, "\(room) bytes")
            #expect(
              try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == ["ballast"]
            )
            disk.free()
          }
          try Maintenance(cachePath: trial.path()).backup(to: copy)
          #expect(try Maintenance(cachePath: copy).faults() == [])
        } catch {
          await disk.unmount()
          throw error
        }
        await disk.unmount()
      }
    }

    @Test(.enabled(if: ChildProcess.stemma != nil, "needs the command"))
    func ofAFileThatMayNotGrowLeaveNothing() async throws {
      try await harvested { trial in
        let stemma = try #require(ChildProcess.stemma)
        let ending = try await ChildProcess.start(
          URL(filePath: "/bin/bash"),
          [
            "-c", #"ulimit -f 300 && exec "$0" "$@""#, stemma.path, "cache", "backup",
            trial.path("copy"), "--cache", trial.path(),
          ],
          in: trial.folder
        ).ending()
        #expect(ending.status == 2, "\(ending.errors)")
        #expect(ending.errors.split(separator: "\n").count == 1)
        let left = try FileManager.default.contentsOfDirectory(atPath: trial.folder.path)
        #expect(left.filter { $0.hasPrefix("copy") } == [])
      }
    }

    private static let records: Set = [
      "harvest", "step", "forecast", "response", "harvest_finding", "archive_mark",
    ]

    /// A harvest that is complete, and one that was stopped.
    private func harvested(_ body: (Trial) async throws -> Void) async throws {
      // Large enough that facts take less room than replies.
      let lines = (0..<60).map { number in
        let card = number == 0 ? "" : #", "cardData": {"base_model": "lab/m\#(number / 3)"}"#
        return #"{"model": {"id": "lab/m\#(number)"\#(card)}}"#
      }
      try await Trial.of(try World(lines: lines)) { trial in
        try await trial.harvest(pageSize: 2)
        try await trial.harvest(pageSize: 2, maxRequests: 4)
        try await body(trial)
      }
    }

    private func make(_ way: String, _ trial: Trial, _ copy: String) throws {
      if way == "cp" { return try trial.copyFile(to: copy) }
      try Maintenance(cachePath: trial.path()).backup(to: copy)
    }

    private func harvest(_ trial: Trial, _ path: String) async throws {
      var request = HarvestRequest(subjects: [], plan: .sweep)
      request.pageSize = 2
      let hub = try HubSettings(
        endpoint: trial.address.absoluteString,
        token: nil,
        environment: [:]
      )
      _ = try await Pipeline(cachePath: path).harvest(request, from: hub)
    }
  }
}
