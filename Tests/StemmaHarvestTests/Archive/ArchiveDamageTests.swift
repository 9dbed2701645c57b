import Foundation
@testable import Stemma
@testable import StemmaHarvest
@testable import StemmaHub
@testable import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// An archive that is cut short, changed or gone.
  @Suite(.timeLimit(.minutes(2))) struct ArchiveDamages {
    @Test func atATailThatNobodyCountsOnIsCutOff() async throws {
      try await harvested { trial throws in
        try Self.append(Array("half a rec".utf8), to: trial.archive(of: 1))
        #expect(try trial.damage() == [])
        #expect(try trial.differencesAfterReplay(of: [try Self.export(trial)]) == [])
        try await trial.harvest(pageSize: 2)
        #expect(try trial.damage() == [])
      }
    }

    @Test func ofOneBitIsToldByItsRecord() async throws {
      try await harvested { trial throws in
        let before = try trial.dump()
        let (offset, url) = try Self.page(of: trial)
        try Self.flipBit(at: offset + 200, of: trial.archive(of: 1))
        let faults = try trial.damage()
        #expect(faults.count == 2)
        #expect(faults.contains { $0.contains("damaged at byte \(offset)") }, "\(faults)")
        #expect(faults.contains { $0.contains(url.prefix(100)) }, "\(faults)")

        let (_, damage) = try Pipeline(cachePath: trial.path()).derive()
        #expect(damage.count == 1)
        #expect(
          try trial.rows("SELECT code, subject FROM derive_finding") == [
            "unreadable-reply | \(url)"
          ]
        )
        #expect(try Self.lost(before, of: trial) == [])
      }
    }

    @Test(arguments: Harm.allCases)
    func takesNothingFromWhatWasDerived(harm: Harm) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        for date in ["2026-01-01", "2026-01-02"] { try await trial.sweep(on: date) }
        let before = try trial.dump()
        let archive = try Data(contentsOf: URL(filePath: trial.archive(of: 1)))
        try harm.done(to: trial.archive(of: 1))
        let pipeline = Pipeline(cachePath: trial.path())
        // A second try says the same, and finds nothing twice.
        for _ in 1...2 {
          if harm == .gone {
            #expect(throws: ArchiveDamage.self) { try pipeline.derive() }
            continue
          }
          let damage = try pipeline.derive().damage
          #expect(damage.count == 1, "\(damage)")
          #expect(damage.first?.contains(trial.archive(of: 1)) ?? false)
          let findings = try trial.rows(
            "SELECT count(*) > 0, count(*) = count(DISTINCT subject || detail) FROM derive_finding "
              + "WHERE code = 'unreadable-reply'"
          )
          #expect(findings == ["1 | 1"])
        }
        #expect(try Self.lost(before, of: trial) == [])

        try archive.write(to: URL(filePath: trial.archive(of: 1)))
        #expect(try pipeline.derive().damage == [])
        #expect(differences(before, try trial.dump()) == [])
        #expect(try trial.damage() == [])
      }
    }

    /// A reply that an earlier version took, and this one's reader refuses.
    @Test func aReplyThatTheReaderRefusesKeepsWhatWasDerivedFromIt() async throws {
      try await harvested { trial throws in
        let before = try trial.dump()
        let bodies = ["<html>not JSON</html>", "{}"]
        for body in bodies {
          try Self.replacePage(of: trial, by: body)
          let (_, damage) = try Pipeline(cachePath: trial.path()).derive()
          #expect(damage.count == 1)
          #expect(damage.first?.hasPrefix("This version cannot read the reply") ?? false)
          #expect(
            try trial.rows("SELECT code FROM derive_finding WHERE code = 'unreadable-reply'").count
              == 1
          )
          #expect(try Self.lost(before, of: trial) == [])
        }
      }
    }

    /// Reported: a page of which one record could not be read any more took that repository away.
    @Test func aRecordThatTheReaderRefusesKeepsWhatWasDerivedFromIt() async throws {
      try await harvested { trial throws in
        let before = try trial.dump()
        let record = try Self.body(of: trial).replacing(
          "\"id\":\"",
          with: "\"id\":7,\"was\":\"",
          maxReplacements: 1
        )
        try Self.replacePage(of: trial, by: record)
        for _ in 1...2 {
          let (_, damage) = try Pipeline(cachePath: trial.path()).derive()
          #expect(damage.count == 1)
          #expect(damage.first?.contains("a record that could be read") == true, "\(damage)")
          #expect(try Self.lost(before, of: trial) == [])
        }
      }
    }

    /// A record that could not be read when it came is none that is lost.
    @Test func aRecordThatNobodyCouldReadStopsNothing() async throws {
      try await harvested { trial throws in
        let record = try Self.body(of: trial).replacing(
          "[{",
          with: "[{\"id\":7},{",
          maxReplacements: 1
        )
        try Self.replacePage(of: trial, by: record)
        try Cache(path: trial.path(), access: .write).tamper { connection in
          try connection.run(
            "INSERT INTO derive_finding (harvest, code, detail) VALUES (1, 'broken-record', 'in old words')"
          )
        }
        let before = try trial.rows("SELECT name FROM repo ORDER BY name")
        #expect(try Pipeline(cachePath: trial.path()).derive().damage == [])
        #expect(try trial.rows("SELECT name FROM repo ORDER BY name") == before)
        #expect(try Pipeline(cachePath: trial.path()).derive().damage == [])
      }
    }

    /// The body of the page that ``replacePage(of:by:)`` replaces.
    private static func body(of trial: Trial) throws -> String {
      let (offset, _) = try page(of: trial)
      let scan = try ArchiveScan(path: trial.archive(of: 1), from: offset)
      guard case .record(let record, _) = try scan.next(), let reply = record.response else {
        throw ArchiveDamage(path: trial.archive(of: 1), offset: offset, reason: "no reply")
      }
      return String(decoding: try reply.decodedBody(limit: 1 << 20), as: UTF8.self)
    }

    /// Puts a reply with another body in the place of a page that was accepted.
    private static func replacePage(of trial: Trial, by body: String) throws {
      let (offset, url) = try page(of: trial)
      var reply = HTTPResponse(url: url, status: 200, headers: ["Content-Type": "application/json"])
      reply.wireBody = Array(body.utf8)
      let member = WARCRecord(reply).member
      let file = try #require(FileHandle(forUpdatingAtPath: trial.archive(of: 1)))
      let end = try file.seekToEnd()
      try file.write(contentsOf: Data(member))
      try file.close()
      try Cache(path: trial.path(), access: .write).tamper { connection in
        try connection.run(
          "UPDATE response SET archive_offset = ?, archive_length = ? WHERE archive_offset = ?",
          Int64(end),
          Int64(member.count),
          offset
        )
        try connection.run(
          "UPDATE harvest SET archive_length = ?",
          Int64(end) + Int64(member.count)
        )
      }
    }

    /// What may happen to an archive.
    enum Harm: CaseIterable {
      case emptied, cut, gone

      fileprivate func done(to path: String) throws {
        if self == .gone { return try FileManager.default.removeItem(atPath: path) }
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.truncate(atOffset: self == .cut ? file.seekToEnd() / 2 : 0)
        try file.close()
      }
    }

    /// What differs from `before`, but for the findings of what cannot be read.
    private static func lost(_ before: [String], of trial: Trial) throws -> [String] {
      differences(before, try trial.dump()).filter { !$0.contains("unreadable-reply") }
    }

    @Test func ofOneReplyLeavesAStepThatTheHubCanComplete() async throws {
      try await harvested { trial throws in
        let (offset, url) = try Self.page(of: trial)
        try Self.flipBit(at: offset + 200, of: trial.archive(of: 1))
        let summary = try Pipeline(cachePath: trial.path("again")).replay([trial.archives()])
        #expect(summary.damage.count == 1)
        #expect(summary.harvests.map(\.outcome) == [.stopped])
        #expect(
          try trial.rows(
            "SELECT state, reason FROM step WHERE kind = 'model' AND purpose = 'listing'",
            in: "again"
          ) == ["incomplete | the archive has no reply to it"]
        )
        #expect(
          try trial.rows("SELECT subject FROM harvest_finding", in: "again")
            .contains { url.hasSuffix($0) || $0 == url }
        )
        #expect(try trial.damage("again") == [])
        let mended = try await trial.harvest(into: "again", pageSize: 2)
        #expect(mended.harvest == 1)
        #expect(mended.outcome == .complete)
        let (whole, again) = (try trial.dump(), try trial.dump("again"))
        // What the replay lacked led nowhere, and was asked for by its name, which tells its children.
        let told = differences(whole, again).filter { line in
          !line.contains("sighting") && !line.contains("name=b/mix ")
        }
        #expect(told == [])
      }
    }

    @Test func thatLosesItAllChangesNothing() async throws {
      try await harvested { trial throws in
        let before = try trial.contents()
        try FileManager.default.removeItem(atPath: trial.archive(of: 1))
        #expect(throws: ArchiveDamage.self) { try Pipeline(cachePath: trial.path()).derive() }
        #expect(try trial.contents() == before)
        let faults = try trial.damage()
        #expect(faults.count == 1)
        #expect(faults.first?.contains("missing") ?? false)
        let summary = try WARCExport(cachePath: trial.path()).run { _ in }
        #expect(summary.records == 0)
        #expect(summary.damage.count == 1)
        #expect(throws: ArchiveDamage.self) {
          try Maintenance(cachePath: trial.path()).compact(.keeping(0))
        }
        #expect(try trial.contents() == before)
      }
    }

    @Test func thatCutsItShortIsTold() async throws {
      try await harvested { trial throws in
        let file = try #require(FileHandle(forUpdatingAtPath: trial.archive(of: 1)))
        let size = try file.seekToEnd()
        try file.truncate(atOffset: size * 2 / 3)
        try file.close()
        #expect(try trial.damage().count > 2)
        let summary = try Pipeline(cachePath: trial.path("again")).replay([trial.archives()])
        #expect(summary.damage.count == 1)
        #expect(try trial.rows("SELECT count(*) > 0 FROM repo", in: "again") == ["1"])
        let mended = try await trial.harvest(into: "again", pageSize: 2)
        #expect(mended.harvest == 1)
        #expect(differences(try trial.dump(), try trial.dump("again")) == [])
      }
    }

    private func harvested(_ body: (Trial) async throws -> Void) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(pageSize: 2)
        try await body(trial)
      }
    }

    /// A page in the middle of the models.
    private static func page(of trial: Trial) throws -> (offset: Int64, url: String) {
      let row = try trial.rows(
        """
        SELECT archive_offset, response.url FROM response JOIN step ON step.id = step
        WHERE step.kind = 'model' AND step.purpose = 'listing' AND response.url LIKE '%cursor%'
        ORDER BY response.id LIMIT 1
        """
      )[0].split(separator: " | ")
      return (Int64(row[0]) ?? 0, String(row[1]))
    }

    private static func export(_ trial: Trial) throws -> String {
      var bytes: [UInt8] = []
      _ = try WARCExport(cachePath: trial.path()).run { bytes += $0 }
      let file = trial.folder.appending(path: "export.warc.gz")
      try Data(bytes).write(to: file)
      return file.path
    }

    private static func append(_ bytes: [UInt8], to path: String) throws {
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data(bytes))
      try file.close()
    }

    private static func flipBit(at offset: Int64, of path: String) throws {
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      try file.seek(toOffset: UInt64(offset))
      let byte = try #require(try file.read(upToCount: 1)?.first)
      try file.seek(toOffset: UInt64(offset))
      try file.write(contentsOf: Data([byte ^ 4]))
      try file.close()
    }
  }
}
