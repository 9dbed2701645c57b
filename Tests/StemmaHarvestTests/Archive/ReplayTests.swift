import Foundation
@testable import Stemma
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
import StemmaStandIn
@testable import StemmaStore
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A harvest run again from its archive writes every row of every table as it was.
  @Suite(.timeLimit(.minutes(3))) struct Replays {
    @Test(arguments: [[], ["old/base"], ["l/base", "x/none", "b/mix-GGUF"]], [1, 2, 1000])
    func giveTheSameCacheRowForRow(subjects: [String], pageSize: Int) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(subjects, pageSize: pageSize)
        let asked = trial.standIn.requests.count
        #expect(try trial.differencesAfterReplay() == [])
        #expect(trial.standIn.requests.count == asked, "nothing is asked of the network")
        #expect(try trial.damage("again") == [])
      }
    }

    @Test(arguments: [[], ["old/base"]], [1, 2, 3])
    func goThroughTheSameSittings(subjects: [String], requests: Int) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        var last: HarvestSummary
        repeat {
          last = try await trial.harvest(subjects, pageSize: 2, maxRequests: requests)
          #expect(try trial.differencesAfterReplay(into: "after-\(last.tally.steps)") == [])
          try? FileManager.default.removeItem(atPath: trial.path("after-\(last.tally.steps)"))
          try? FileManager.default.removeItem(
            atPath: trial.archives(of: "after-\(last.tally.steps)")
          )
        } while last.outcome == .stopped
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    @Test func keepToTheNamesThatASittingMayAskFor() async throws {
      let lines = (1...6).map {
        #"{"model": {"id": "a/m\#($0)", "cardData": {"base_model": "gone/b\#($0)"}}}"#
      }
      try await Trial.of(try World(lines: lines)) { trial in
        for requests in [3, 4, 5, 50] {
          try await trial.harvest(maxRequests: requests, maxNames: 2)
        }
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    /// One file of a folder that could not be read kept all the others out.
    @Test(.timeLimit(.minutes(1)))
    func readTheSoundFilesOfAFolderAndNameTheOthers() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        for day in 1...2 { try await trial.sweep(on: "2026-01-0\(day)") }
        let folder = trial.folder.appending(path: "copies")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for harvest in 1...2 {
          try FileManager.default.copyItem(
            atPath: trial.archive(of: Int64(harvest)),
            toPath: folder.appending(path: "harvest-\(harvest).warc.gz").path
          )
        }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: trial.archive(of: 1))))
        var plain: [UInt8] = []
        let scan = try ArchiveScan(path: trial.archive(of: 1))
        while case .record(_, let position)? = try scan.next() {
          plain += try Gzip.inflate(scan.bytes(at: position), limit: 1 << 20)
        }
        let files = [
          "cut.warc.gz": Array(bytes.dropFirst(40)), "empty.warc.gz": [],
          "noise.warc": Array("no records\n".utf8), "whole.warc.gz": Gzip.deflate(plain),
        ]
        for (name, content) in files {
          try Data(content).write(to: folder.appending(path: name))
        }
        #expect(mkfifo(folder.appending(path: "pipe.warc").path, 0o600) == 0)

        let summary = try Pipeline(cachePath: trial.path("again")).replay([folder.path])
        #expect(summary.harvests.map(\.outcome) == [.complete, .complete])
        let named = ["cut.warc.gz", "noise.warc", "pipe.warc", "whole.warc.gz"]
        #expect(summary.damage.count == named.count, "\(summary.damage)")
        for (sentence, name) in zip(summary.damage, named) {
          #expect(sentence.contains("/\(name) "), "\(sentence)")
        }
        let count = "SELECT count(*) FROM repo"
        #expect(try trial.rows(count, in: "again") == trial.rows(count))

        for harvest in 1...2 {
          let file = folder.appending(path: "harvest-\(harvest).warc.gz")
          try FileManager.default.removeItem(at: file)
        }
        let error = #expect(throws: HarvestError.self) { try ReplayFiles([folder.path]) }
        #expect(error?.description.contains("whole.warc.gz is packed as a whole") == true)
      }
    }

    @Test func goThroughTheSameHistory() async throws {
      let base = #"{"model": {"id": "lab/base", "likes": 1}}"#
      let chat = #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}}"#
      let liked = #"{"model": {"id": "lab/base", "likes": 7, "cardData": {"license": "mit"}}}"#
      let id = #""_id": "65f000000000000000000001""#
      let days = try [
        [base, chat, #"{"model": {"id": "old/name", \#(id)}}"#],
        [base, #"{"model": {"id": "old/name", \#(id)}}"#],
        [
          liked, #"{"model": {"id": "new/name", \#(id)}}"#,
          #"{"rename": {"from": "old/name", "to": "new/name"}}"#,
        ],
        [liked, chat],
      ].map { try World(lines: $0) }
      try await Trial.of(days[0]) { trial in
        for (day, world) in days.enumerated() {
          trial.standIn.serve(world)
          try await trial.sweep(on: "2026-01-0\(day + 1)")
          try await trial.harvestAtOnce(
            HarvestRequest(subjects: ["lab/base"]),
            on: "2026-01-0\(day + 1)"
          )
        }
        #expect(try trial.rows("SELECT count(*) FROM harvest") == ["8"])
        #expect(try trial.rows("SELECT count(*) > 0 FROM repo_history") == ["1"])
        #expect(try trial.differencesAfterReplay() == [])
        // One archive after the other, the oldest first whatever their order.
        let files = (1...8).reversed().map { trial.archive(of: $0) }
        #expect(try trial.differencesAfterReplay(of: files, into: "named") == [])
        for (number, file) in files.reversed().enumerated() {
          let summary = try Pipeline(cachePath: trial.path("each")).replay([file])
          #expect(summary.harvests.map(\.harvest) == [Int64(number + 1)])
        }
        #expect(try differences(trial.contents(), trial.contents("each")) == [])
      }
    }

    @Test func goThroughTheSameDetails() async throws {
      var cohort = Cohort()
      try await Trial.of(try World(lines: cohort.lines)) { trial in
        try await trial.details(of: "lab/base", "datasets/lab/data", maxRequests: 4)
        try await trial.details(of: "lab/base", "datasets/lab/data")
        cohort.commits.insert(Cohort.commit("4", "Fix", "2024-04-01", by: "ann"), at: 0)
        cohort.likers.append("cy")
        trial.standIn.serve(try World(lines: cohort.lines))
        try await trial.details(of: "lab/base", plan: .auto, .all, on: "2026-01-02")
        #expect(try trial.rows("SELECT count(*) > 4 FROM discussion_event") == ["1"])
        #expect(try trial.differencesAfterReplay() == [])
        _ = try Pipeline(cachePath: trial.path("again")).derive()
        #expect(try differences(trial.contents(), trial.contents("again")) == [])
      }
    }

    /// A reply that goes wrong on the way.
    enum Trouble: String, CaseIterable, Sendable {
      case fault503, tooMany, page, cutOff, truncatedGzip, brokenJSON, expiredCursor
      case forbidden, badGateway500, refused

      func fault(_ request: HubRequest) -> Fault? {
        switch self {
        case .fault503: .init(.reply(.error(503, "Sorry")))
        case .tooMany: .init(.reply(.error(429, "We had to rate limit you")))
        case .page: .init(.reply(Reply(status: 200, body: Array("<html>".utf8))))
        case .cutOff: .init(.drop(after: 20))
        case .truncatedGzip: .init(.truncatedGzip(keeping: 30))
        case .brokenJSON: .init(.reply(Reply(status: 200, body: Array("[{\"id\":".utf8))))
        case .expiredCursor:
          request.uri.contains("cursor=") ? .init(.reply(.error(400, "Invalid cursor"))) : nil
        case .forbidden: .init(.reply(.error(403, "Forbidden")))
        case .badGateway500: .init(.reply(.error(500, "Internal error")))
        case .refused:
          .init(.reply(.error(400, #""expand" must be one of [author, cardData, tags]"#)))
        }
      }
    }

    @Test(arguments: Trouble.allCases, [2, 5])
    func meetTheSameTrouble(_ trouble: Trouble, at number: Int) async throws {
      var options = StandInOptions.withoutQuota
      let isOver = Locked(false)
      options.intercept = { count, request in
        guard (number...30).contains(count), !isOver.withLock({ $0 }) else { return nil }
        // Now and again, and for one address for good.
        return count % 4 == number % 4 || request.path.contains("other")
          ? trouble.fault(request) : nil
      }
      try await Trial.of(try World(lines: Trial.family), options: options) { trial in
        var request = HarvestRequest(subjects: [], kinds: [.model])
        request.pageSize = 2
        _ = try? await trial.harvestAtOnce(request)
        #expect(try trial.differencesAfterReplay() == [])
        isOver.withLock { $0 = true }
        try await trial.harvestAtOnce(request, on: "2026-01-03")
        #expect(try trial.differencesAfterReplay(into: "later") == [])
      }
    }

    @Test func ofAHarvestWithATokenThatWasRefusedDoTheSame() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        request.headers["authorization"] != nil && request.path.hasSuffix("l/base")
          ? Fault(.reply(.error(401, "Invalid username or password."))) : nil
      }
      try await Trial.of(try World(lines: Trial.family), options: options) { trial in
        try await trial.harvestAtOnce(
          HarvestRequest(subjects: ["l/base", "no/where"]),
          token: "hf_abc"
        )
        #expect(
          try trial.rows("SELECT count(*) FROM response WHERE status = 401 AND NOT is_applied")
            != ["0"]
        )
        #expect(try trial.differencesAfterReplay() == [])
      }
    }

    @Test func andTheStagesInAnyOrderGiveTheSame() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.sweep(on: "2026-01-01")
        try await trial.sweep(on: "2026-01-02")
        let expected = try trial.contents()
        let pipeline = Pipeline(cachePath: trial.path())
        let stages: [() throws -> Void] = [
          { _ = try pipeline.derive() }, { try pipeline.analyze() },
          { _ = try pipeline.replay([trial.archives()]) },
        ]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
          for stage in order { try stages[stage]() }
          #expect(try differences(expected, trial.contents()) == [])
        }
        let again = Pipeline(cachePath: trial.path("again"))
        _ = try again.replay([trial.archive(of: 1)])
        _ = try again.derive()
        _ = try again.replay([trial.archive(of: 2)])
        try again.analyze()
        #expect(try differences(expected, trial.contents("again")) == [])
      }
    }

    @Test func ofAHarvestThatTheCacheHoldsAreLeftOut() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        let summary = try Pipeline(cachePath: trial.path()).replay([trial.archives()])
        #expect(summary.harvests == [])
        #expect(summary.known.count == 1)
        #expect(try trial.rows("SELECT count(*) FROM harvest") == ["1"])
      }
    }

    @Test func rebuildALostCacheFromItsOwnArchives() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.sweep(on: "2026-01-01")
        try await trial.harvest("l/base")
        let (expected, first) = (try trial.contents(), try Data(contentsOf: file(1, trial)))
        for ending in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: trial.path() + ending)
        }
        // A new harvest would write over what is left.
        await #expect(throws: HarvestError.self) { try await trial.harvest() }
        #expect(try Data(contentsOf: file(1, trial)) == first)
        #expect(try trial.rows("SELECT count(*) FROM harvest") == ["0"])
        let summary = try Pipeline(cachePath: trial.path()).replay([trial.archives()])
        #expect(summary.harvests.map(\.harvest) == [1, 2])
        #expect(try differences(expected, trial.contents()) == [])
        #expect(try Data(contentsOf: file(1, trial)) == first)
        #expect(try trial.damage() == [])
        #expect(try await trial.harvest("a/chat").harvest == 3)
      }
    }

    private func file(_ harvest: Int64, _ trial: Trial) -> URL {
      URL(filePath: trial.archive(of: harvest))
    }

    /// What an archive may tell of its harvest, and whether that stops the replay.
    private static let absurdities:
      [(isStopped: Bool, change: @Sendable (inout ArchiveNote) -> Void)] =
        [
          (true, { $0.session?.request["page-size"] = "0" }),
          (true, { $0.session?.request["page-size"] = "9223372036854775807" }),
          (true, { $0.session?.request["page-size"] = "-9223372036854775808" }),
          (true, { $0.session?.request["page-size"] = "abc" }),
          (true, { $0.session?.request["page-size"] = "99999999999999999999" }),
          (true, { $0.session?.request["max-names"] = "" }),
          (true, { $0.session?.request["census"] = "sometimes" }),
          (true, { $0.session?.request["kinds"] = "model cat" }),
          (true, { $0.session?.request["subjects"] = "l/base%" }),
          (true, { $0.session?.request["adapter-bases"] = "maybe" }),
          (true, { $0.session?.harvestStartedAt = "99999999999999-01-01T00:00:00Z" }),
          (true, { $0.session?.harvestStartedAt = "9999-12-31T23:59:59Z" }),
          (true, { $0.session?.harvestStartedAt = "yesterday" }),
          (true, { $0.session?.harvestStartedAt = "1969-12-31T23:59:59Z" }),
          (false, { $0.closing?.finishedAt = "99999999999999-01-01T00:00:00Z" }),
          (true, { $0.session?.request["max-names"] = "9223372036854775807" }),
          (true, { $0.session?.request["max-names"] = "-1" }),
          (true, { $0.session?.beganAt = 1e19 }), (true, { $0.session?.beganAt = -1e19 }),
          (false, { $0.closing?.apiRequests = .max }), (false, { $0.closing?.rowCount = .min }),
          (false, { $0.closing?.seconds = 1e308 }), (false, { $0.closing?.waitedSeconds = -1e308 }),
        ]

    /// Writes a copy of an archive that tells something else.
    private static func write(
      _ archive: String,
      to file: URL,
      _ change: (inout ArchiveNote) -> Void
    ) throws {
      var bytes: [UInt8] = []
      let scan = try ArchiveScan(path: archive)
      while let piece = try scan.next() {
        guard case .record(var record, _) = piece else { continue }
        if var note = record.note {
          change(&note)
          record = try WARCRecord(note, at: record.time, of: Provenance(record.head))
        }
        bytes += record.member
      }
      try Data(bytes).write(to: file)
    }

    @Test func ofAFolderGoOnPastHarvestsThatCannotBeReplayed() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest("l/base")
        try await trial.sweep(on: "2026-01-01")
        let folder = trial.folder.appending(path: "mixed")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let absurd = Self.absurdities.filter(\.isStopped)
        for (index, (_, change)) in absurd.enumerated() {
          let file = folder.appending(path: "\(index).warc.gz")
          try Self.write(trial.archive(of: 1), to: file, change)
        }
        let sound = folder.appending(path: "sound.warc.gz")
        try FileManager.default.copyItem(at: URL(filePath: trial.archive(of: 2)), to: sound)
        let summary = try Pipeline(cachePath: trial.path("again")).replay([folder.path])
        #expect(summary.harvests.count == 1 && summary.known == [])
        // Each is named with its reason.
        for index in absurd.indices {
          let told = summary.damage.filter { $0.contains("/\(index).warc.gz was not replayed") }
          #expect(told.count == 1 && told.first?.contains("cannot be") == true, "\(index)")
        }
        #expect(summary.damage.count == absurd.count)
        let names = "SELECT name FROM repo ORDER BY name"
        #expect(try trial.rows(names, in: "again") == trial.rows(names))
        #expect(try trial.damage("again") == [])
      }
    }

    @Test(arguments: absurdities.indices)
    func areNotEndedByAbsurdNumbers(index: Int) async throws {
      let (isStopped, change) = Self.absurdities[index]
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(pageSize: 2)
        let file = trial.folder.appending(path: "absurd.warc.gz")
        try Self.write(trial.archive(of: 1), to: file, change)
        let pipeline = Pipeline(cachePath: trial.path("again"))
        if isStopped {
          let error = #expect(throws: HarvestError.self) { try pipeline.replay([file.path]) }
          #expect(error?.description.contains("cannot be") == true)
        } else {
          let summary = try pipeline.replay([file.path])
          #expect(summary.harvests.count == 1)
          let names = "SELECT name FROM repo ORDER BY name"
          #expect(try trial.rows(names, in: "again") == trial.rows(names))
        }
      }
    }

    @Test(arguments: [
      ("Stemma-Part: 1/1", "Stemma-Part: 9223372036854775807/9223372036854775807"),
      ("Content-Length: ", "Content-Length: 922337203685477"),
      ("WARC-Date: 2", "WARC-Date: 99999999999999999999"),
    ])
    func areNotEndedByAbsurdHeads(told: String, instead: String) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(pageSize: 2)
        var bytes: [UInt8] = []
        let scan = try ArchiveScan(path: trial.archive(of: 1))
        var count = 0
        while let piece = try scan.next() {
          guard case .record(let record, _) = piece else { continue }
          count += 1
          let text = String(decoding: record.bytes, as: UTF8.self)
          let isReply = record.kind == .response && count > 4
          let changed = isReply ? text.replacing(told, with: instead, maxReplacements: 1) : text
          bytes += isReply ? Gzip.deflate(Array(changed.utf8)) : record.member
        }
        let file = trial.folder.appending(path: "absurd.warc.gz")
        try Data(bytes).write(to: file)
        let summary = try Pipeline(cachePath: trial.path("again")).replay([file.path])
        #expect(summary.harvests.count == 1)
      }
    }

    /// Reported: a shortened export was replayed with exit 0, "stopped" and nothing but zeros.
    @Test func sayWhatIsCut() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(pageSize: 2)
        let scan = try ArchiveScan(path: trial.archive(of: 1))
        var ends: [Int64] = []
        while case .record(let record, let place)? = try scan.next() {
          ends.append(place.offset + place.length)
          if case .session? = record.note { ends.removeAll() }
        }
        let whole = try Data(contentsOf: file(1, trial))
        for (number, end) in ends.dropLast().enumerated() {
          let cut = trial.folder.appending(path: "cut\(number).warc.gz")
          try whole.prefix(Int(end)).write(to: cut)
          let summary = try Pipeline(cachePath: trial.path("cut\(number)")).replay([cut.path])
          #expect(summary.damage.count == 1, "\(summary.damage)")
          #expect(
            summary.damage.first?.hasPrefix(
              "The archive \(cut.path) lacks the end of a harvest, which is number 1 here"
            ) == true
          )
          let replies = try trial.rows("SELECT count(*) FROM response", in: "cut\(number)")
          #expect(summary.harvests.map { String($0.tally.requests.total) } == replies)
        }
        // All but the record of its end: nothing else is lost.
        let last = "cut\(ends.count - 2)"
        let names = "SELECT name FROM repo ORDER BY name"
        #expect(try trial.rows(names, in: last) == trial.rows(names))
        let summary = try Pipeline(cachePath: trial.path("whole")).replay([trial.archives()])
        #expect(summary.damage.isEmpty)
      }
    }

    @Test func sayWhatAFileThatIsNoArchiveIs() async throws {
      try await Trial.of(try World(lines: [])) { trial in
        let file = trial.folder.appending(path: "notes.warc").path
        try "no archive".write(toFile: file, atomically: true, encoding: .utf8)
        let pipeline = Pipeline(cachePath: trial.path())
        #expect(throws: HarvestError.self) { try pipeline.replay([file]) }
        #expect(throws: HarvestError.self) { try pipeline.replay([file + ".none"]) }
        #expect(throws: HarvestError.self) { try pipeline.replay([trial.folder.path + "/empty"]) }
        #expect(!FileManager.default.fileExists(atPath: trial.path()))
      }
    }
  }
}

extension ArchiveNote {
  fileprivate var session: Session? {
    get {
      guard case .session(let session) = self else { return nil }
      return session
    }
    set { if let newValue { self = .session(newValue) } }
  }

  fileprivate var closing: Closing? {
    get {
      guard case .close(let closing) = self else { return nil }
      return closing
    }
    set { if let newValue { self = .close(newValue) } }
  }
}
