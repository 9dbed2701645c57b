import Foundation
@testable import Stemma
@testable import StemmaOperations
import StemmaStandIn
import StemmaTrialSupport
import StemmaTestSupport
import Testing

extension EndToEnd {
  /// The command is killed without warning; its archive still tells all that the cache holds.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(4))
  )
  struct KilledReplays {
    @Test func giveWhatTheKilledRunLeft() async throws {
      var options = StandInOptions.withoutQuota
      options.latency = .milliseconds(4)
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        var kills = 0
        for delay in stride(from: 40, through: 400, by: 40) {
          let harvest = try start(trial)
          try await Task.sleep(for: .milliseconds(delay))
          kill(harvest.id, SIGKILL)
          if await harvest.ending().status == -SIGKILL { kills += 1 }
          guard FileManager.default.fileExists(atPath: trial.archive(of: 1)),
            try trial.rows("SELECT 1 FROM harvest WHERE archive_length > 0") == ["1"]
          else { continue }
          // A copy, since what is analyzed here is not by a run that is killed.
          try copy(trial, to: "left-\(delay)")
          try Pipeline(cachePath: trial.path("left-\(delay)")).analyze()
          let file = trial.folder.appending(path: "left-\(delay).warc.gz")
          var bytes: [UInt8] = []
          // Without what was on its way to the disk when the run was killed.
          _ = try WARCExport(cachePath: trial.path("left-\(delay)")).run { bytes += $0 }
          try Data(bytes).write(to: file)
          #expect(
            try trial.differencesAfterReplay(
              of: [file.path],
              from: "left-\(delay)",
              into: "again-\(delay)"
            ).filter { !$0.contains("lacks the end of a harvest") } == []
          )
        }
        #expect(kills > 3)
        let ending = try await start(trial).ending()
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(try trial.differencesAfterReplay() == [])
        #expect(try trial.damage("again") == [])
      }
    }

    private func start(_ trial: Trial) throws -> ChildProcess {
      try ChildProcess.start(
        try #require(ChildProcess.stemma),
        [
          "harvest", "--plan", "sweep", "--page-size", "3", "--endpoint",
          trial.address.absoluteString, "--cache", trial.path(),
        ],
        in: trial.folder
      )
    }

    private func copy(_ trial: Trial, to name: String) throws {
      for ending in ["", "-wal", "-shm"] {
        try? FileManager.default.copyItem(
          atPath: trial.path() + ending,
          toPath: trial.path(name) + ending
        )
      }
      try FileManager.default.copyItem(
        atPath: trial.archives(),
        toPath: trial.archives(of: name)
      )
    }

    private static let world = (0..<150).map { index in
      let card = index == 0 ? "" : #", "cardData": {"base_model": "lab/m\#(index / 3)"}"#
      return #"{"model": {"id": "lab/m\#(index)"\#(card)}}"#
    }
  }
}
