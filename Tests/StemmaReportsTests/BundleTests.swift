import Foundation
import StemmaReports
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// One file to take away, checked where it arrives.
@Suite(
  .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
  .enabled(if: Tool.isThere("zip") && Tool.isThere("unzip"), "needs zip and unzip")
)
struct BundleTests {
  @Test func aBundleIsTheSameEachTimeAndAnyChangeOfItIsFound() async throws {
    try await Trial.of(World.demo()) { trial in
      try await trial.sweep(on: "2026-09-01")
      let environment = ["STEMMA_QUERIES": Shared.package.appending(path: "queries").path]
      func stemma(_ arguments: [String], path: String? = nil) async throws -> ChildProcess.Ending {
        let program = try #require(ChildProcess.stemma)
        let found = path.map { ["PATH": $0] } ?? [:]
        return try await ChildProcess.start(
          program,
          arguments,
          environment: environment.merging(found) { $1 },
          in: trial.folder
        ).ending()
      }
      let files = ["one.zip", "two.zip"].map { trial.folder.appending(path: $0) }
      for file in files {
        let made = try await stemma([
          "export", "bundle", "--study", "cartography-2025", "-o", file.path,
          "--cache", trial.path(),
        ])
        #expect(made.status == 0, "\(made.errors)")
      }
      let bytes = try Data(contentsOf: files[0])
      #expect(try bytes == Data(contentsOf: files[1]))
      let left = try FileManager.default.contentsOfDirectory(atPath: trial.folder.path)
      #expect(!left.contains { $0.contains(".part") }, "\(left)")
      // No cache is needed to check it.
      let sound = try await stemma(["cache", "verify", files[0].path, "--cache", "no/such/cache"])
      #expect(sound.status == 0, "\(sound.output)\(sound.errors)")
      try expectChangesToBeFound(bytes, in: trial.folder)
      try await expectReadersToTakeIt(files[0], in: trial.folder)
      // It is cited as the study that it was made with, which the cache does not hold.
      for (form, beginning) in ["bibtex": "@misc{", "cff": "cff-version: 1.2.0\n"] {
        let cited = try await stemma([
          "cite", files[0].path, "--format", form, "--cache", "no/such/cache",
        ])
        let known = try await stemma([
          "cite", "--format", form, "--cache", trial.path(),
        ])
        #expect(cited.status == 0 && cited.errors.isEmpty, "\(cited.errors)")
        #expect(cited.output.hasPrefix(beginning) && known.output.hasPrefix(beginning))
        #expect(cited.output != known.output)
      }
      let cut = trial.folder.appending(path: "cut.zip")
      try bytes.dropLast(1000).write(to: cut)
      #expect(try await stemma(["cache", "verify", cut.path]).status == 1)
      #expect(try await stemma(["cite", cut.path]).status == 2)
      #expect(try await stemma(["cache", "verify", "absent.zip"]).status == 2)
      let poor = try await stemma(
        ["export", "bundle", "-o", files[1].path, "--cache", trial.path()],
        path: "/nowhere"
      )
      #expect(poor.status == 2)
      #expect(try bytes == Data(contentsOf: files[1]), "what failed left the other as it was")
    }
  }

  /// Every place of the end, where ZIP checks little, and places of chance elsewhere.
  private func expectChangesToBeFound(_ bytes: Data, in folder: URL) throws {
    let file = folder.appending(path: "changed.zip")
    var chance = SplitMix64(state: seeds(1, of: "flipped bytes").first { _ in true } ?? 1)
    let places =
      Array(bytes.indices.suffix(100))
      + (0..<40).map { _ in Int.random(in: bytes.indices, using: &chance) }
    for place in places {
      var changed = bytes
      changed[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &chance)
      try changed.write(to: file)
      #expect(try !BundleArchive(file.path).isWhole(), "byte \(place) of \(bytes.count)")
    }
    // In the middle of a file, it is named.
    var changed = bytes
    changed[bytes.count / 2] ^= 1
    try changed.write(to: file)
    let faults = try BundleArchive(file.path).faults()
    #expect(faults.count >= 2 && faults.contains { $0.hasSuffix(" was changed.") }, "\(faults)")
  }

  private func expectReadersToTakeIt(_ file: URL, in folder: URL) async throws {
    let place = folder.appending(path: "unpacked")
    let unpacked = try await ChildProcess.start(
      URL(filePath: "/usr/bin/unzip"),
      ["-q", file.path, "-d", place.path],
      in: folder
    ).ending()
    #expect(unpacked.status == 0, "\(unpacked.errors)")
    for name in ["cache.sqlite", "claims.json", "csv/model.csv", "graph/family.gexf"] {
      #expect(FileManager.default.fileExists(atPath: place.appending(path: name).path), "\(name)")
    }
    // The cache in it is one.
    let count = try await ChildProcess.stemma(
      "sql",
      "SELECT count(*) > 0 FROM verdict",
      "--header",
      "off",
      "--cache",
      place.appending(path: "cache.sqlite").path,
      in: folder
    )
    #expect(count.status == 0, "\(count.errors)")
    for log in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(at: place.appending(path: "cache.sqlite" + log))
    }
    guard Python.canImport("mlcroissant, rocrate_validator") else { return }
    let read = try await Python.run("read_bundle.py", [place.path], in: folder)
    #expect(read.split(separator: "\n").count == 5 && read.hasSuffix("crate valid\n"), "\(read)")
  }
}
