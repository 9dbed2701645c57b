import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStandIn
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Every table, view and named query of a cache in the programs that people open it in.
  @Suite(.timeLimit(.minutes(5))) struct OpenCacheTests {
    private static let queries = QueryFolder(of: Shared.package.appending(path: "queries"))

    /// What parameters without a value of their own are given.
    private static let parameters =
      #"{"model": "bigcode/starcoderbase", "owner": "bigcode", "dataset": "BAAI/Infinity-Instruct"}"#

    @Test(
      .enabled("needs sqlite3 and python3") {
        Tool.isThere("sqlite3") && Python.succeeds("import sqlite3")
      }
    )
    func inTheShell() async throws { try await open(in: ["sqlite3"], with: "python3") }

    @Test(
      .enabled("needs Scripts/setup --readers") { Reader.isThere("0.65") },
      arguments: ["pandas", "polars", "duckdb", "datasette"]
    )
    func inAProgram(name: String) async throws {
      try await open(in: [name], with: Reader.python("0.65"))
    }

    @Test(.enabled("needs Scripts/setup --readers") { Reader.isThere("1.0") })
    func inTheNextDatasette() async throws {
      try await open(in: ["datasette"], with: Reader.python("1.0"))
    }

    private func open(in programs: [String], with python: String) async throws {
      let queries = try Self.queries.queries()
      try await Trial.of(World.demo()) { trial in
        try await trial.sweep(on: "2026-09-01")
        try trial.loadTheStudy()
        let cache = try trial.settled()
        for file in DatasetteExport(database: "one", queries: queries).files {
          try Data(file.text.utf8).write(to: trial.folder.appending(path: file.name))
        }
        let count = TableDescriptions.ofThisVersion.entries.count
        for program in programs {
          let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "open_cache.py").path
          let ending = try await ChildProcess.start(
            URL(filePath: "/usr/bin/env"),
            [python, "-B", script, program, cache, trial.folder.path, Self.parameters],
            in: trial.folder
          ).ending(within: 240)
          // One more than is described: the list of layouts.
          #expect(
            ending.output == "\(count + queries.count + 1) opened\n",
            "\(ending.errors.suffix(2000))"
          )
        }
      }
    }
  }
}

/// The interpreters that `Scripts/setup --readers` installs.
private enum Reader {
  static func python(_ version: String) -> String {
    Shared.package.appending(path: ".build/readers/\(version)/bin/python").path
  }

  static func isThere(_ version: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: python(version))
  }
}

extension Trial {
  fileprivate func loadTheStudy() throws {
    let file = Shared.package.appending(path: "queries/studies/cartography-2025.yaml")
    try Pipeline(cachePath: path()).load(StudyFile(contentsOf: file))
  }

  /// The file with all that its log held: some programs open a file of another folder or user, which
  /// they cannot write to.
  fileprivate func settled() throws -> String {
    let copy = folder.appending(path: "copies").appending(path: "one.sqlite")
    try FileManager.default.createDirectory(
      at: copy.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(contentsOf: URL(filePath: path())).write(to: copy)
    return copy.path
  }
}
