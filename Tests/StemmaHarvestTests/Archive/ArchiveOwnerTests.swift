import Foundation
@testable import Stemma
@testable import StemmaHarvest
import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// One cache, one archive: nobody writes, cuts or removes what is another's.
  @Suite(.timeLimit(.minutes(3))) struct ArchiveOwners {
    /// They shared one folder, and cut each other's archives.
    @Test func cachesThatDifferByTheirExtensionAloneStandApart() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        let paths = ["a.sqlite", "a.bak", "a.v1", "a"].map { trial.folder.path + "/" + $0 }
        for requests in [1, 3, nil] {
          for path in paths { try await harvest(trial, path, maxRequests: requests) }
        }
        for path in paths {
          #expect(try Maintenance(cachePath: path).faults() == [])
          #expect(ArchivePath(cache: path).folder == path + "-archive")
          _ = try Maintenance(cachePath: path).compact(.keeping(0))
          _ = try Pipeline(cachePath: path).derive()
        }
        for path in paths { #expect(try Maintenance(cachePath: path).faults() == []) }
      }
    }

    @Test func aCacheOfAnEarlierVersionGoesOnInItsFolder() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        try await trial.harvest(pageSize: 2, maxRequests: 3)
        try trial.makeOlder()
        let older = trial.folder.path + "/one-archive"
        let before = try Trial.files(in: older)
        #expect(try trial.damage() == [])
        #expect(trial.archives() == older)
        // The stopped one is taken up, and a new one follows.
        #expect(try await trial.harvest(pageSize: 2).harvest == 2)
        #expect(try await trial.harvest("l/base").harvest == 3)
        let after = try Trial.files(in: older)
        #expect(Set(after.keys) == Set((1...3).map { ArchivePath.name(of: $0) }))
        for (name, bytes) in before { #expect(after[name]?.starts(with: bytes) == true) }
        #expect(try trial.damage() == [])
        #expect(try trial.differencesAfterReplay() == [])
        #expect(try Maintenance(cachePath: trial.path()).compact(.keeping(1)).through == 2)
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(try trial.damage() == [])
        #expect(!FileManager.default.fileExists(atPath: trial.path() + "-archive"))
      }
    }

    /// Whose the folder is, nothing told: either may be the copy.
    @Test(arguments: ["one.bak", "one.v1.sqlite"])
    func twoCachesThatMayMeanOneFolderLeaveItAlone(copy: String) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        try await trial.harvest(pageSize: 2, maxRequests: 3)
        try trial.makeOlder()
        let other = trial.folder.path + "/" + copy
        try trial.copyFile(to: other)
        let older = trial.folder.path + "/one-archive"
        // The old name of one.v1.sqlite is another.
        if copy == "one.v1.sqlite" {
          try FileManager.default.copyItem(
            atPath: older,
            toPath: trial.folder.path + "/one.v1-archive"
          )
        }
        let before = try Trial.files(in: older)
        for path in [other, trial.path()] {
          #expect(try Maintenance(cachePath: path).faults() == [])
          try await harvest(trial, path)
          _ = try Maintenance(cachePath: path).compact(.keeping(0))
          _ = try Pipeline(cachePath: path).derive()
          #expect(try Maintenance(cachePath: path).faults() == [])
          if copy == "one.bak" { #expect(try Trial.files(in: older) == before) }
        }
        #expect(try Maintenance(cachePath: other).faults() == [])
      }
    }

    /// The new name of one folder is the old name of the other.
    @Test func aFolderThatTwoNamesMeanIsLeftAloneUntilItIsSettled() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        try await trial.harvest(pageSize: 2, maxRequests: 3)
        try trial.makeOlder()
        let other = trial.folder.path + "/one"
        try trial.copyFile(to: other)
        let before = try Trial.files(in: other + "-archive")
        for _ in 1...2 {
          let error = await #expect(throws: HarvestError.self) { try await harvest(trial, other) }
          #expect(error?.description.contains(trial.path() + "-archive") == true)
          #expect(throws: HarvestError.self) {
            try Maintenance(cachePath: other).compact(.keeping(0))
          }
          #expect(try Maintenance(cachePath: other).faults() == [])
        }
        try await harvest(trial, trial.path())
        #expect(try trial.damage() == [])
        #expect(try Trial.files(in: other + "-archive") == before)
        // The first has a folder now: what is left is the other's.
        try await harvest(trial, other)
        #expect(try Maintenance(cachePath: other).faults() == [])
        #expect(try trial.damage() == [])
      }
    }

    /// What the archive of one cache says in the place of another's.
    @Test func anArchiveOfAnotherCacheIsRefusedByName() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        for cache in ["one", "two"] {
          try await trial.harvest(into: cache)
          try await trial.harvest(into: cache, pageSize: 2, maxRequests: 3)
        }
        try trial.swap("one", "two")
        let (before, rows) = (try Trial.files(in: trial.archives()), try trial.contents())
        let ids = try ["one", "two"].map { try trial.identity($0) }
        let pipeline = Pipeline(cachePath: trial.path())
        func expectRefusal(_ body: () async throws -> Void) async {
          let error = await #expect(throws: HarvestError.self) { try await body() }
          for id in ids { #expect(error?.description.contains(id) == true) }
        }
        await expectRefusal { try await trial.harvest(pageSize: 2) }
        await expectRefusal { _ = try pipeline.derive() }
        await expectRefusal { _ = try WARCExport(cachePath: trial.path()).run { _ in } }
        await expectRefusal {
          _ = try Maintenance(cachePath: trial.path()).compact(.keeping(0))
        }
        let faults = try trial.damage()
        #expect(faults.count == 2)
        for id in ids { #expect(faults.allSatisfy { $0.contains(id) }) }
        #expect(try Trial.files(in: trial.archives()) == before)
        #expect(try differences(rows, trial.contents()) == [])
        try trial.swap("one", "two")
        #expect(try trial.damage() == [])
        #expect(try await trial.harvest(pageSize: 2).outcome == .complete)
      }
    }

    /// Copies have one id: an archive is told from another of the same cache, too.
    @Test func anotherArchiveOfTheSameCacheIsRefused() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        try trial.copyFile(to: trial.path("two"))
        for cache in ["one", "two"] {
          try await trial.harvest(into: cache, pageSize: 2, maxRequests: 3)
        }
        #expect(try trial.identity("one") == trial.identity("two"))
        // As when the copy is put in the place of the first, and its archives are not.
        try FileManager.default.removeItem(atPath: trial.path())
        try FileManager.default.moveItem(atPath: trial.path("two"), toPath: trial.path())
        let before = try Trial.files(in: trial.archives())
        await #expect(throws: HarvestError.self) { try await trial.harvest(pageSize: 2) }
        #expect(try trial.damage().count == 1)
        #expect(try Trial.files(in: trial.archives()) == before)
      }
    }

    @Test func aNewCacheBeginsInNoFolderOfAnother() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        try await trial.harvest("l/base")
        let id = try trial.identity()
        try FileManager.default.removeItem(atPath: trial.path())
        // Not even where the numbers leave room.
        for _ in 1...2 {
          let before = try Trial.files(in: trial.archives())
          let error = await #expect(throws: HarvestError.self) { try await trial.harvest() }
          #expect(error?.description.contains(id) == true)
          #expect(try Trial.files(in: trial.archives()) == before)
          try? FileManager.default.removeItem(atPath: trial.archive(of: 1))
        }
      }
    }

    @Test func oneWriterHoldsTheFolder() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        let before = try Trial.files(in: trial.archives())
        let lock = try WriterLock(
          archive: trial.archives(),
          cachePath: "/there/x.sqlite",
          startedAt: "today"
        )
        func expectHeld(_ body: () async throws -> Void) async {
          let error = await #expect(throws: CacheError.self) { try await body() }
          #expect(error?.code == .held)
          #expect(error?.message.contains("/there/x.sqlite") == true)
        }
        await expectHeld { try await trial.harvest() }
        await expectHeld { _ = try Pipeline(cachePath: trial.path()).replay([trial.archives()]) }
        await expectHeld { _ = try Maintenance(cachePath: trial.path()).compact(.keeping(0)) }
        #expect(try Trial.files(in: trial.archives()) == before)
        #expect(try trial.rows("SELECT count(*) FROM harvest") == ["1"])
        #expect(try trial.damage() == [])
        withExtendedLifetime(lock) {}
      }
    }

    /// Nobody can tell whose it is then; a run that was killed in its first record left nothing else.
    @Test func anArchiveWhoseFirstRecordIsLostIsNotCut() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(pageSize: 2, maxRequests: 3)
        var bytes = try Data(contentsOf: URL(filePath: trial.archive(of: 1)))
        let whole = bytes
        bytes[40] ^= 1
        try bytes.write(to: URL(filePath: trial.archive(of: 1)))
        await #expect(throws: ArchiveDamage.self) { try await trial.harvest(pageSize: 2) }
        #expect(throws: ArchiveDamage.self) {
          try Cache(path: trial.path(), access: .read).read {
            try ArchivePath(cache: trial.path()).requireOwn(1, in: $0)
          }
        }
        #expect(try Data(contentsOf: URL(filePath: trial.archive(of: 1))) == bytes)

        try whole.write(to: URL(filePath: trial.archive(of: 1)))
        #expect(try await trial.harvest(pageSize: 2).outcome == .complete)
        #expect(try trial.damage() == [])

        try Cache(path: trial.path("two"), access: .write).tamper { _ in }
        try await trial.harvest(into: "two", maxRequests: 1)
        try Cache(path: trial.path("two"), access: .write).tamper {
          try $0.execute(
            """
            UPDATE harvest SET archive_length = 0; DELETE FROM response; DELETE FROM archive_mark;
            UPDATE step SET state = 'waiting', page_count = 0;
            """
          )
        }
        try whole.prefix(90).write(to: URL(filePath: trial.archive(of: 1, in: "two")))
        #expect(try await trial.harvest(into: "two").outcome == .complete)
        #expect(try trial.damage("two") == [])
      }
    }

    private func harvest(_ trial: Trial, _ path: String, maxRequests: Int? = nil) async throws {
      var request = HarvestRequest(subjects: [], plan: .sweep, maxRequests: maxRequests)
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

extension Trial {
  fileprivate func identity(_ cache: String = "one") throws -> String {
    try rows("SELECT cache FROM identity", in: cache)[0]
  }

  /// Puts the archives of two caches in each other's place.
  fileprivate func swap(_ one: String, _ other: String) throws {
    let spare = folder.path + "/spare"
    for (from, to) in [
      (archives(of: one), spare), (archives(of: other), archives(of: one)),
      (spare, archives(of: other)),
    ] {
      try FileManager.default.moveItem(atPath: from, toPath: to)
    }
  }
}
