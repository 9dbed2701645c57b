import Foundation
import Stemma
import StemmaCore
import StemmaDuckDB
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// The cache as Parquet, by the command, beside the readers that people have.
@Suite(
  .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
  .enabled(if: (try? DuckDB()) != nil, "needs DuckDB's program")
)
struct ParquetExportTests {
  @Test(
    .enabled(if: Python.canImport("pyarrow, polars, pandas, duckdb"), "needs readers of Parquet")
  )
  func everyReaderSeesTheTablesOfTheCache() async throws {
    try await Trial.of(World.demo()) { trial in
      try await trial.sweep(on: "2026-09-01")
      let cache = trial.path()
      let study = Shared.package.appending(path: "queries/studies/cartography-2025.yaml").path
      let loaded = try await ChildProcess.stemma(
        "study",
        "load",
        study,
        "--cache",
        cache,
        in: trial.folder
      )
      #expect(loaded.status == 0, "\(loaded.errors)")
      let folder = trial.folder.appending(path: "parquet")
      // What an export of more files left is gone afterwards.
      let left = folder.appending(path: "model/00002-of-00003.parquet")
      try FileManager.default.createDirectory(
        at: left.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data().write(to: left)
      let export = try await ChildProcess.stemma(
        "export",
        "parquet",
        "-o",
        folder.path,
        "--shards",
        "2",
        "--cache",
        cache,
        in: trial.folder
      )
      #expect(export.status == 0, "\(export.errors)")
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { $0.contains("/") }
      #expect(names.allSatisfy { $0.hasSuffix("-of-00002.parquet") }, "\(names)")
      #expect(export.errors.contains("\(names.count) files"))
      let seen = try await Python.run("read_tables.py", [cache, folder.path], in: trial.folder)
      let count = names.count / 2
      #expect(
        seen == """
          with_pyarrow \(count) tables
          with_polars \(count) tables
          with_duckdb \(count) tables
          with_pandas \(count) tables
          types bool, date32[day], double, int64, list<element: string>, string, timestamp[us, tz=UTC]

          """
      )
      try await Self.questions(in: folder, of: cache)
      try await Self.answers(of: cache, in: trial.folder)
    }
  }

  /// The questions of `queries/duckdb`: the largest families are those that Stemma counts.
  private static func questions(in folder: URL, of cache: String) async throws {
    let queries = Shared.package.appending(path: "queries/duckdb")
    let names = try FileManager.default.contentsOfDirectory(atPath: queries.path)
      .filter { $0.hasSuffix(".sql") }.sorted()
    #expect(names.count >= 6)
    var rows: [String: [[String]]] = [:]
    for name in names {
      let script = "cd '\(folder.path)' && '\(try DuckDB().program.path)' -csv -noheader -no-init "
      let ending = try await ChildProcess.start(
        URL(filePath: "/bin/sh"),
        ["-c", script + "-f '\(queries.appending(path: name).path)'"],
        in: folder.deletingLastPathComponent()
      ).ending()
      #expect(ending.status == 0 && ending.errors.isEmpty, "\(name): \(ending.errors)")
      rows[name] = ending.output.split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      #expect(rows[name]?.isEmpty == false, "\(name)")
    }
    let answers = try Answers(cachePath: cache)
    for row in rows["largest-families.sql"] ?? [] {
      let family = try answers.derivatives(of: row[0])
      #expect(row[1] == "\(family.all.total)" && row[2] == "\(family.publishers)", "\(row)")
    }
    let closure = try answers.rows(
      of:
        "SELECT ancestor, descendant, distance FROM lineage ORDER BY ancestor, distance, descendant"
    )
    let expected = closure.rows.map { $0.map(\.text) }
    #expect(rows["descendants.sql"] == expected)
  }

  /// Answers that become a file each.
  private static func answers(of cache: String, in folder: URL) async throws {
    let commands = [
      ["sql", "SELECT name, created_at, likes, substr(created_at, 1, 10) AS day FROM repo"],
      ["queries", "run", "largest-families"],
      ["derivatives", "bigcode/starcoderbase", "--list"],
      ["reuse", "BAAI/Infinity-Instruct"],
    ]
    let file = folder.appending(path: "answer.parquet").path
    let environment = ["STEMMA_QUERIES": Shared.package.appending(path: "queries").path]
    for command in commands {
      func run(_ options: String...) async throws -> ChildProcess.Ending {
        let stemma = try #require(ChildProcess.stemma)
        return try await ChildProcess.start(
          stemma,
          command + ["--cache", cache] + options,
          environment: environment,
          in: folder
        ).ending()
      }
      let written = try await run("--format", "parquet", "-o", file)
      #expect(written.status == 0 && written.output.isEmpty, "\(command): \(written.errors)")
      let rows = try await run("--format", "jsonl").output.split(separator: "\n").count
      let reading = try DuckDB().start(
        "COPY (SELECT count(*) FROM '\(file)') TO '/dev/stdout' (FORMAT csv, HEADER false)"
      )
      let count = String(decoding: try reading.output.readToEnd() ?? Data(), as: UTF8.self)
      try reading.finish()
      #expect(rows > 0 && count == "\(rows)\n", "\(command)")
      #expect(try await run("--format", "parquet").status == 64, "\(command)")
    }
    let absent = try await ChildProcess.stemma(
      "sql",
      "SELECT 1",
      "--format",
      "parquet",
      "-o",
      file,
      "--cache",
      cache,
      in: folder,
      environment: ["PATH": "/nowhere"]
    )
    #expect(absent.status == 2)
    #expect(absent.errors.contains("Scripts/setup --with-duckdb"), "\(absent.errors)")
  }

  @Test(.enabled(if: SmallDisk.canBeMounted, "needs the right to mount a small disk"))
  func aFullDiskLeavesNothingAndIsSaid() async throws {
    try await withScratchFolder { folder in
      let disk = try await SmallDisk.mounted(at: folder.appending(path: "disk"), megabytes: 1)
      let file = disk.folder.appending(path: "a.parquet").path
      // Digits of chance pack to a half: far more than a megabyte.
      var chance = SplitMix64(state: 7)
      let rows = (0..<60_000).map { _ in "\(chance.next())\(chance.next())\(chance.next())" }
      do {
        let parquet = try ParquetFile(file, [.init("text", .text)], by: try DuckDB())
        let error = #expect(throws: DuckDBError.self) {
          for row in rows {
            parquet.add(row)
            try parquet.endRow()
          }
          try parquet.finish()
        }
        #expect(
          error?.description
            == "\(file) cannot be written. The disk is full. Free some room and run the command again."
        )
        parquet.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path).isEmpty)
      } catch {
        await disk.unmount()
        throw error
      }
      await disk.unmount()
    }
  }
}
