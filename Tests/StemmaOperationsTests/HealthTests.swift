import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
@testable import StemmaOperations
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

@Suite struct HealthTests {
  @Test(
    arguments: [
      ("90m", 5400), ("26h", 93_600), ("2d", 172_800), ("1w", 604_800), ("26", nil), ("h", nil),
      ("-1h", nil), ("0h", nil), ("1y", nil),
    ] as [(String, Double?)]
  )
  func agesAreReadStrictly(text: String, seconds: Double?) {
    #expect(Age(text)?.seconds == seconds)
  }

  @Test func aCacheGrowsOldAndItsArchivesLarge() async throws {
    try await Trial.of(#"{"model": {"id": "a/one"}}"#) { trial in
      let days = ["2026-01-01T03:00:00Z", "2026-01-05T03:00:00Z", "2026-01-09T03:00:00Z"]
      for day in days { try await trial.sweep(on: day) }
      func health(_ time: String, _ age: String?) throws -> CacheHealth {
        try CacheHealth(
          of: trial.path(),
          maxAge: age.flatMap { Age($0)?.seconds },
          at: Double(Timestamp.secondsSince1970(in: time) ?? 0)
        )
      }
      #expect(try health("2026-01-10T04:00:00Z", "26h").problems == [])
      #expect(try health("2026-01-11T04:00:00Z", nil).problems == [])
      let old = try health("2026-01-11T04:00:00Z", "26h")
      #expect(old.problems.count == 1)
      #expect(old.problems.first?.contains("49 hours ago: more than 26 hours") == true)
      // Two harvests behind the first, in eight days: of the archive of a year they are 8/365.
      let bytes = try trial.rows("SELECT sum(archive_length) FROM harvest WHERE id > 1")
      let growth = try #require(try health("2026-01-13T03:00:00Z", nil).archiveBytesPerYear)
      #expect(abs(Double(growth) - (Double(bytes[0]) ?? 0) / 8 * 365) < 2)
      #expect(try health("2026-01-06T03:00:00Z", nil).archiveBytesPerYear == nil)
      #expect(old.writer == nil)
      let lock = try WriterLock(cachePath: trial.path(), startedAt: "2026-01-11T04:00:00Z")
      let held = try health("2026-01-11T04:00:00Z", nil)
      #expect(held.writer == "process \(getpid()), since 2026-01-11T04:00:00Z")
      withExtendedLifetime(lock) {}

      let watched = WatchedStatus(try Answers(cachePath: trial.path()).status(), held)
      #expect(watched.text.hasPrefix("A command is writing to the cache: process"))
      // Each line is a comment, or a name with its labels and a number.
      let lines = watched.prometheus.split(separator: "\n")
      let shape = /stemma_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?\d+/
      let odd = lines.filter { !$0.hasPrefix("# ") && $0.wholeMatch(of: shape) == nil }
      #expect(odd == [])
      #expect(lines.contains("stemma_models 1"))
      #expect(lines.contains("stemma_writing 1"))
      let ended = Timestamp.secondsSince1970(in: try #require(held.newest)) ?? 0
      #expect(lines.contains("stemma_last_complete_harvest_timestamp_seconds \(ended)"))
    }
  }

  @Test(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
  func whoReadsDuringAHarvestIsTold() async throws {
    try await Trial.of(#"{"model": {"id": "a/one"}}"#) { trial in
      try await trial.sweep(on: "2026-01-01")
      func errors(_ more: String...) async throws -> String {
        let arguments = ["models", "info", "a/one", "--cache", trial.path()] + more
        let command = try #require(ChildProcess.stemma)
        let ending = try await ChildProcess.start(command, arguments, in: trial.folder).ending()
        #expect(ending.status == 0)
        return ending.errors
      }
      #expect(try await errors() == "")
      let lock = try WriterLock(cachePath: trial.path(), startedAt: "2026-01-11T04:00:00Z")
      #expect(
        try await errors().hasPrefix(
          "A command is writing to the cache (process \(getpid()), since 2026-01-11T04:00:00Z)"
        )
      )
      #expect(try await errors("--quiet") == "")
      withExtendedLifetime(lock) {}
    }
  }
}
