import Foundation
import Stemma
import StemmaCore
import StemmaDuckDB
import StemmaHarvest
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// A lake that grows harvest by harvest, and lakes of several harvesters joined to one cache.
@Suite(
  .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
  .enabled(if: (try? DuckDB()) != nil, "needs DuckDB's program")
)
struct LakeTests {
  @Test func aLakeGrowsByTheChangeAndHoldsWhatTheCacheDoes() async throws {
    var living = LivingWorld(seed: 11, count: 20, on: "2026-03-01")
    try await Trial.of(try living.world) { trial in
      let lake = trial.folder.appending(path: "lake")
      for day in 1...4 {
        if day > 1 {
          living.pass(to: "2026-03-0\(day)")
          trial.standIn.serve(try living.world)
        }
        try await trial.sweep(on: "2026-03-0\(day)")
        let told = try await Self.export(trial, to: lake)
        #expect(told.status == 0 && told.errors.contains("harvest=\(day)"), "\(told.errors)")
      }
      let before = try Self.files(in: lake)
      let again = try await Self.export(trial, to: lake)
      #expect(again.status == 0 && again.errors.contains("nothing was added"), "\(again.errors)")
      #expect(try Self.files(in: lake) == before)
      // A thousand days of a Hub that stands still are of the same size as one.
      let rows = try Self.rows(of: "tag", in: lake)
      #expect(rows[1, default: 0] > 0 && rows.values.reduce(0, +) < 2 * rows[1, default: 0])
      // What the lake says now is what the cache says, row by row.
      try Self.compare(
        lake,
        with: trial,
        "edge",
        "child, parent",
        "relation, first_seen, last_seen"
      )
      try Self.compare(lake, with: trial, "repo", "id", "name, license, gone_since")
      try Self.compare(lake, with: trial, "counter", "id", "downloads, likes", from: "repo")
      try Self.compare(lake, with: trial, "repo_tag", "repo, tag, first_seen", "last_seen")
      for day in 1...4 {
        let asked = day % 2 == 0 ? "harvest = \(day)" : "day = '2026-03-0\(day)'"
        let found = try await Self.answer("largest-families", of: lake, as: asked)
        let expected = try Self.families(of: trial, on: "2026-03-0\(day)")
        #expect(found == expected && found.count > 3, "as of day \(day)")
      }
      let growth = try await Self.answer("growth", of: lake, as: "harvest = 3")
      for table in ["edge", "repo"] {
        let first = try trial.rows("SELECT count(*) FROM \(table) WHERE first_seen = 1")[0]
        #expect(growth.contains("1,\(table),\(first),0"), "\(growth)")
        let lines = growth.filter { $0.contains(",\(table),") }
        let counts: [[Int]] = lines.map { $0.split(separator: ",").compactMap { Int($0) } }
        let rows = try Self.rows(of: table, in: lake).filter { $0.key <= 3 }
        for count in counts {
          #expect(rows[count[0]] == count[1] + count[2], "\(table) of harvest \(count[0])")
        }
        #expect(counts.count == rows.count)
      }
      // Another cache has no part in it, and neither has an older state of this one.
      try await trial.sweep(on: "2026-03-05", into: "other")
      let refused = try await Self.export(trial, "other", to: lake)
      #expect(refused.status == 2 && refused.errors.contains("lake of another cache"))
    }
  }

  @Test func whereverAnExportIsKilledTheLakeIsSound() async throws {
    var living = LivingWorld(seed: 5, count: 12, on: "2026-03-01")
    try await Trial.of(try living.world) { trial in
      let lake = trial.folder.appending(path: "lake")
      try await trial.sweep(on: "2026-03-01")
      #expect(try await Self.export(trial, to: lake).status == 0)
      living.pass(to: "2026-03-02")
      trial.standIn.serve(try living.world)
      try await trial.sweep(on: "2026-03-02")
      let before = try Self.files(in: lake)
      for table in ["", "repo", "edge", "tag"] {
        let process = try ChildProcess.start(
          try #require(ChildProcess.stemma),
          ["export", "lake", "-o", lake.path, "--cache", trial.path()],
          in: trial.folder
        )
        // It is killed when DuckDB starts, writes this table, or has ended: the lake is the same or whole.
        let begun = lake.appending(path: ".harvest=2.part/\(table)/now").path
        let isThere = { FileManager.default.fileExists(atPath: $0) }
        for _ in 0..<4000 where !isThere(begun) && !isThere(lake.appending(path: "harvest=2").path)
        {
          if table.isEmpty, ChildProcess.others(than: process.id, of: lake.path).count > 0 { break }
          try await Task.sleep(for: .milliseconds(5))
        }
        process.end()
        _ = await process.ending()
        await expectNobody(goesOnWith: lake)
        if !isThere(lake.appending(path: "harvest=2").path) {
          #expect(try Self.files(in: lake) == before)
        }
      }
      #expect(try await Self.export(trial, to: lake).status == 0)
      #expect(try Lake(in: lake).partitions.map(\.harvest) == [1, 2])
      let names = try FileManager.default.contentsOfDirectory(atPath: lake.path)
      #expect(!names.contains { $0.hasSuffix(".part") })
      try Self.compare(
        lake,
        with: trial,
        "edge",
        "child, parent",
        "relation, first_seen, last_seen"
      )
    }
  }

  @Test func nobodyOutlivesAnExportToParquetThatIsKilled() async throws {
    try await Trial.of(World.demo()) { trial in
      try await trial.sweep(on: "2026-03-01")
      for table in ["model", "tag", "edge"] {
        let folder = trial.folder.appending(path: "parquet-\(table)")
        let process = try ChildProcess.start(
          try #require(ChildProcess.stemma),
          ["export", "parquet", "-o", folder.path, "--cache", trial.path()],
          in: trial.folder
        )
        let begun = folder.appending(path: table).path
        for _ in 0..<4000 where !FileManager.default.fileExists(atPath: begun) {
          try await Task.sleep(for: .milliseconds(5))
        }
        process.end()
        _ = await process.ending()
        await expectNobody(goesOnWith: folder)
      }
    }
  }

  /// Expects that all whose arguments name a folder are gone, or about to.
  private func expectNobody(goesOnWith folder: URL) async {
    for _ in 0..<1000 where ChildProcess.others(of: folder.path).count > 0 {
      try? await Task.sleep(for: .milliseconds(10))
    }
    #expect(ChildProcess.others(of: folder.path) == [])
  }

  @Test(
    .enabled("needs python3 with pyspark, and Java") {
      Python.canImport("pyspark") && Tool.isThere("java")
    }
  )
  func sparkSaysWhatDuckDBAndStemmaSay() async throws {
    try await Trial.of(World.demo()) { trial in
      let (lake, tables) = (
        trial.folder.appending(path: "lake"), trial.folder.appending(path: "tables")
      )
      try await trial.harvest(
        HarvestRequest(subjects: ["bigcode/starcoderbase", "meta-llama/Llama-3.1-8B"]),
        on: "2026-03-01"
      )
      #expect(try await Self.export(trial, to: lake).status == 0)
      try await trial.sweep(on: "2026-03-02")
      #expect(try await Self.export(trial, to: lake).status == 0)
      let export = try await ChildProcess.stemma(
        "export",
        "parquet",
        "-o",
        tables.path,
        "--cache",
        trial.path(),
        in: trial.folder
      )
      #expect(export.status == 0, "\(export.errors)")
      let names = [
        "descendants", "largest-families", "growth", "publishers", "reuse-windows",
        "license-steps",
      ]
      let past = ["--harvest 1", "--day 2026-03-01", "--day 2026-03-02"]
      let answers = try await Self.spark(
        names.map { "\(tables.path) --question \($0)" }
          + past.map { "\(lake.path) --lake \($0)" },
        in: trial.folder
      )
      #expect(answers.count == names.count + past.count)
      for (name, found) in zip(names, answers) {
        let query = Shared.package.appending(path: "queries/duckdb/\(name).sql")
        let expected = try await Self.duckDB(["-f", query.path], in: tables)
        #expect(found == expected && found.count > 3, "\(name)")
      }
      let days = ["2026-03-01", "2026-03-01", "2026-03-02"]
      for ((asked, day), found) in zip(zip(past, days), answers.dropFirst(names.count)) {
        #expect(try found == Self.families(of: trial, on: day) && found.count > 3, "\(asked)")
      }
      // Of each of the largest, what the command says.
      for line in answers[1] {
        let row = line.split(separator: ",").map(String.init)
        let family = try trial.answers().derivatives(of: row[0])
        #expect(row[1] == "\(family.all.total)" && row[2] == "\(family.publishers)", "\(row)")
      }
    }
  }

  @Test func threeHarvestersAreOneCache() async throws {
    try await Trial.of(World.demo()) { trial in
      // Names that a model gives to a dataset are asked for by whoever has both: here by none.
      func sweep(_ kinds: [RepoKind], into cache: String) async throws {
        var request = HarvestRequest(subjects: [], plan: .sweep, kinds: kinds)
        request.maxNames = 0
        try await trial.harvest(request, on: "2026-09-01", into: cache)
      }
      try await sweep(RepoKind.allCases, into: "one")
      var lakes: [String] = []
      for (name, kind) in [("models", RepoKind.model), ("datasets", .dataset), ("spaces", .space)] {
        try await sweep([kind], into: name)
        let lake = trial.folder.appending(path: "lake-\(name)")
        #expect(try await Self.export(trial, name, to: lake).status == 0)
        lakes.append(lake.path)
      }
      let pipeline = Pipeline(cachePath: trial.path("joined"))
      let summary = try pipeline.importLakes(lakes)
      #expect(summary.partitions == 3 && summary.older == 0, "\(summary)")
      let (found, expected) = try (Self.facts(trial, "joined"), Self.facts(trial, "one"))
      #expect(Set(found).symmetricDifference(expected).sorted() == [])
      #expect(try trial.damage("joined").isEmpty)
      let one = try trial.answers("one")
      let joined = try trial.answers("joined")
      for model in ["bigcode/starcoderbase", "EleutherAI/pythia-70m"] {
        #expect(try joined.derivatives(of: model).json == one.derivatives(of: model).json)
      }
      // Once more brings nothing.
      let again = try pipeline.importLakes(lakes)
      #expect(again.partitions == 0 && again.known == 3 && again.new + again.changed == 0)
      // What came from lakes is in no archive: it is not derived away.
      #expect(throws: ImportError.self) { try pipeline.derive() }
    }
  }

  @Test func theNewerObservationCounts() async throws {
    func world(_ license: String, _ parent: String) throws -> World {
      try World(lines: [
        #"{"model": {"id": "l/base"}}"#, #"{"model": {"id": "l/other"}}"#,
        #"{"model": {"id": "a/chat", "cardData": {"license": "\#(license)", "base_model": "\#(parent)"}}}"#,
      ])
    }
    try await Trial.of(try world("mit", "l/base")) { trial in
      try await trial.sweep(on: "2026-05-01", into: "early")
      trial.standIn.serve(try world("apache-2.0", "l/other"))
      try await trial.sweep(on: "2026-05-02", into: "late")
      var lakes: [String: String] = [:]
      for name in ["early", "late"] {
        let lake = trial.folder.appending(path: "lake-\(name)")
        #expect(try await Self.export(trial, name, to: lake).status == 0)
        lakes[name] = lake.path
      }
      let both = try ["late", "early"].map { try #require(lakes[$0]) }
      let together = try Pipeline(cachePath: trial.path("together")).importLakes(both)
      #expect(together.overruled == 1 && together.differing == ["a/chat"])
      // The late one first: the early one has nothing to say of what is known by then.
      let oneByOne = Pipeline(cachePath: trial.path("apart"))
      _ = try oneByOne.importLakes([both[0]])
      let second = try oneByOne.importLakes([both[1]])
      #expect(second.older == 3 && second.differing.contains("a/chat"))
      #expect(second.sentences.last?.contains("a/chat") == true)
      for cache in ["together", "apart"] {
        let standing = """
          SELECT node.name FROM edge JOIN node ON node.id = edge.parent WHERE edge.last_seen IS NULL
          """
        #expect(try trial.rows(standing, in: cache) == ["l/other"], "\(cache)")
        #expect(
          try trial.rows("SELECT license FROM repo WHERE name = 'a/chat'", in: cache)
            == ["apache-2.0"]
        )
      }
      // The earlier one is history.
      #expect(
        try trial.answers("together", asOf: "2026-05-01").derivatives(of: "l/base").all.total == 1
      )
    }
  }
}

extension LakeTests {
  private static func export(
    _ trial: Trial,
    _ cache: String = "one",
    to lake: URL
  ) async throws -> ChildProcess.Ending {
    try await ChildProcess.stemma(
      "export",
      "lake",
      "-o",
      lake.path,
      "--cache",
      trial.path(cache),
      in: trial.folder
    )
  }

  /// What a query of `queries/duckdb/lake` says of a lake, run as its pages tell.
  private static func answer(
    _ name: String,
    of lake: URL,
    as asked: String
  ) async throws -> [String] {
    let queries = Shared.package.appending(path: "queries/duckdb/lake")
    return try await duckDB(
      [
        "-cmd", "SET VARIABLE \(asked)", "-cmd", ".read '\(queries.path)/state.sql'",
        "-f", "\(queries.path)/\(name).sql",
      ],
      in: lake
    )
  }

  /// What DuckDB's program says in a folder, line by line.
  private static func duckDB(_ arguments: [String], in folder: URL) async throws -> [String] {
    let ending = try await ChildProcess.start(
      URL(filePath: "/bin/sh"),
      [
        "-c", #"cd "$0" && exec "$@""#, folder.path, try DuckDB().program.path, "-no-init", "-csv",
        "-noheader", "-nullvalue", "",
      ] + arguments,
      // Days are those of the Hub's clock, wherever the reader is.
      environment: ["TZ": "America/Los_Angeles"],
      in: folder.deletingLastPathComponent()
    ).ending()
    #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
    return ending.output.split(separator: "\n").map(String.init)
  }

  /// What `queries/spark/lineage.py` says to each question, line by line.
  private static func spark(_ questions: [String], in folder: URL) async throws -> [[String]] {
    let script = Shared.package.appending(path: "queries/spark/lineage.py")
    let said = try await Python.run("ask_spark.py", [script.path] + questions, in: folder)
    var answers: [[String]] = []
    for line in said.split(separator: "\n").map(String.init) {
      if line.hasPrefix("# ") {
        answers.append([])
      } else if let last = answers.indices.last {
        answers[last].append(line)
      }
    }
    // Behind the question stand the names of the columns.
    return answers.map { Array($0.dropFirst()) }
  }

  /// The largest families as Stemma counts them, now or on a day.
  private static func families(of trial: Trial, on day: String? = nil) throws -> [String] {
    try trial.answers(asOf: day).rows(of: families).rows.compactMap { $0.first?.string }
  }

  private static let families = """
    SELECT repo.name || ',' || family.all_total || ',' || family.publishers
    FROM family JOIN repo ON repo.id = family.model
    WHERE repo.kind = 'model' AND family.all_total > 0
    ORDER BY family.all_total DESC, repo.name LIMIT 20
    """

  /// Every file that readers see, with its length.
  private static func files(in lake: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: lake.path)
      .filter { $0.hasPrefix("harvest=") }
      .map { name in
        let length = try FileManager.default.attributesOfItem(atPath: lake.path + "/" + name)[.size]
        return "\(name) \(length ?? 0)"
      }
      .sorted()
  }

  private static func ask(_ query: String, in lake: URL) throws -> [String] {
    let answer = try DuckDB().answer(
      to: "COPY (\(query)) TO '/dev/stdout' (FORMAT csv, HEADER false, NULLSTR '-');",
      in: lake
    )
    return String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The rows of a table by the partition that brought them.
  private static func rows(of table: String, in lake: URL) throws -> [Int: Int] {
    let counts = try ask(
      "SELECT harvest, count(*) FROM read_parquet('harvest=*/\(table)/*.parquet', "
        + "hive_partitioning = true) GROUP BY harvest",
      in: lake
    )
    return Dictionary(
      uniqueKeysWithValues: counts.map { line in
        let numbers = line.split(separator: ",").compactMap { Int($0) }
        return (numbers[0], numbers[1])
      }
    )
  }

  /// Compares a table of the lake's newest state with the cache's.
  private static func compare(
    _ lake: URL,
    with trial: Trial,
    _ table: String,
    _ key: String,
    _ others: String,
    from source: String? = nil
  ) throws {
    let keys = key.split(separator: ", ").map(String.init)
    let state = try Lake(in: lake).state(of: table, key: keys, at: .max)
    let found = try ask("SELECT \(key), \(others) FROM \(state) ORDER BY \(key)", in: lake)
    let expected = try trial.rows(
      "SELECT \(key), \(others) FROM \(source ?? table) ORDER BY \(key)"
    ).map { $0.replacing(" | ", with: ",") }
    #expect(found == expected && !found.isEmpty, "\(table)")
  }

  /// What is known, whoever saw it when.
  private static func facts(_ trial: Trial, _ cache: String) throws -> [String] {
    try Cache(path: trial.path(cache), access: .read).read { connection in
      try Dump(
        of: connection,
        stages: [.link, .graph],
        without: ["first_seen", "last_seen", "harvest", "noticed_at"]
      ).lines
    }
  }
}
