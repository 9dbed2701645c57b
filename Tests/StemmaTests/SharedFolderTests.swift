import Foundation
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Runs of the command that meet each other in one folder.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(3))
  )
  struct SharedFolders {
    /// Both said that they were complete, and half of the time neither was.
    @Test func firstHarvestsOfTwoCachesAtOnceAreBothComplete() async throws {
      try await trial { trial in
        for number in 1...6 {
          let paths = ["sqlite", "bak", "v1"].map { trial.folder.path + "/try\(number).\($0)" }
          let runs = try paths.map { try harvest(trial, $0) }
          for run in runs {
            let ending = await run.ending()
            #expect(ending.status == 0, "\(ending.errors)")
          }
          for path in paths { try await expectSound(trial, path) }
        }
      }
    }

    @Test func firstHarvestsOfOneCacheByTwoNamesAtOnceAreOne() async throws {
      try await trial { trial in
        for number in 1...6 {
          let (file, link) = ("real\(number).sqlite", "link\(number).sqlite")
          let paths = [file, link].map { trial.folder.path + "/" + $0 }
          try FileManager.default.createSymbolicLink(atPath: paths[1], withDestinationPath: file)
          let runs = try (paths + [paths[0]]).map { try harvest(trial, $0) }
          var statuses: [Int32] = []
          for run in runs {
            let ending = await run.ending()
            statuses.append(ending.status)
            if ending.status != 0 {
              #expect(ending.errors.contains("Another process is writing"), "\(ending.errors)")
              #expect(ending.errors.split(separator: "\n").count == 1)
            }
          }
          // On a busy machine one may begin when another has ended.
          #expect(
            statuses.contains(0) && statuses.allSatisfy { [0, 2].contains($0) },
            "\(statuses)"
          )
          for path in paths { try await expectSound(trial, path) }
          #expect(!FileManager.default.fileExists(atPath: paths[1] + "-archive"))
          #expect(!FileManager.default.fileExists(atPath: paths[1] + ".lock"))
        }
      }
    }

    @Test(
      arguments: ["file:s.sqlite", "file:///tmp/s.sqlite?mode=ro", "https://hub/s", ":memory:"]
    )
    func anAddressIsNoCache(name: String) async throws {
      try await withScratchFolder { folder in
        let stemma = try #require(ChildProcess.stemma)
        for command in [
          ["status"], ["harvest", "x/y"], ["analyze"], ["cache", "verify"], ["cache", "compact"],
          ["cache", "info"], ["cache", "backup", "copy"],
        ] {
          let place = folder.appending(path: UUID().uuidString)
          try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
          let ending = try await ChildProcess.start(
            URL(filePath: "/bin/bash"),
            ["-c", #"cd "$0" && exec "$@""#, place.path, stemma.path] + command
              + ["--cache", name],
            in: folder
          ).ending()
          #expect(ending.status == 64, "\(command): \(ending.errors)")
          #expect(ending.errors.split(separator: "\n").count == 1, "\(ending.errors)")
          #expect(ending.output == "")
          #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == [])
        }
      }
    }

    @Test func whatThereIsNotIsNotMadeToBeCompacted() async throws {
      try await withScratchFolder { folder in
        let path = folder.appending(path: "none.sqlite").path
        let ending = try await ChildProcess.stemma("cache", "compact", "--cache", path, in: folder)
        #expect(ending.status == 2)
        #expect(ending.errors.contains("There is no cache"))
        #expect(!FileManager.default.fileExists(atPath: path))
      }
    }

    private func trial(_ body: (Trial) async throws -> Void) async throws {
      var options = StandInOptions.withoutQuota
      // So that runs that begin together meet.
      options.latency = .milliseconds(30)
      let lines = (0..<20).map { number in
        let card = number == 0 ? "" : #", "cardData": {"base_model": "lab/m\#(number / 3)"}"#
        return #"{"model": {"id": "lab/m\#(number)"\#(card)}}"#
      }
      try await Trial.of(try World(lines: lines), options: options, body)
    }

    private func harvest(_ trial: Trial, _ path: String) throws -> ChildProcess {
      try .start(
        try #require(ChildProcess.stemma),
        [
          "harvest", "--plan", "sweep", "--page-size", "2", "--quiet", "--endpoint",
          trial.address.absoluteString, "--cache", path,
        ],
        in: trial.folder
      )
    }

    private func expectSound(_ trial: Trial, _ path: String) async throws {
      let ending = try await ChildProcess.stemma(
        "cache",
        "verify",
        "--cache",
        path,
        in: trial.folder
      )
      #expect(ending.status == 0, "\(ending.output)")
    }
  }
}
