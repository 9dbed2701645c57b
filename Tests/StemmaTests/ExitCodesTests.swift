import Foundation
import StemmaCore
import StemmaHarvest
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Every row of the article "Exit codes", by a run of the command.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(5))
  )
  struct ExitCodes {
    /// A cache with two harvests, a cache of each fault, and a Hub that obeys the trial.
    private struct Desk: Sendable {
      let trial: Trial
      var environment: [String: String] = [:]

      var folder: URL { trial.folder }

      func file(_ name: String, _ text: String) throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        return file.path
      }

      func run(_ arguments: String..., cache: String = "one") async throws -> Int32 {
        try await run(arguments + ["--cache", trial.path(cache)])
      }

      func run(_ arguments: [String]) async throws -> Int32 {
        let ending = try await ChildProcess.start(
          try #require(ChildProcess.stemma),
          arguments,
          environment: environment,
          in: folder
        ).ending()
        // Whatever is not done is explained in one line, or by the parser in three.
        if ending.status > 1 { #expect(!ending.errors.isEmpty, "\(arguments)") }
        return ending.status
      }

      func harvest(_ arguments: String..., cache: String) async throws -> Int32 {
        try await run(
          ["harvest", "--endpoint", trial.address.absoluteString, "--cache", trial.path(cache)]
            + arguments
        )
      }

      /// A second sweep of a Hub whose listing was far longer in the first.
      func shrinking(_ cache: String) async throws -> Int32 {
        #expect(try await harvest("--plan", "sweep", cache: cache) == 0)
        #expect(try await run("status", "--max-age", "26h", cache: cache) == 0)
        try OtherDatabase.run(
          "UPDATE step SET row_count = 1000 WHERE purpose = 'listing' AND kind = 'model'",
          at: trial.path(cache)
        )
        return try await harvest("--plan", "sweep", cache: cache)
      }

      /// A copy of the cache and its archives under another name.
      func copy(to name: String) throws {
        let manager = FileManager.default
        try OtherDatabase.run("VACUUM INTO '\(trial.path(name))'", at: trial.path())
        try manager.copyItem(atPath: trial.archives(), toPath: trial.archives(of: name))
      }
    }

    private typealias Situation = @Sendable (Desk) async throws -> [Int32]

    private static let world = [
      #"{"model": {"id": "l/base", "createdAt": "2024-01-01T00:00:00.000Z", "cardData": {"license": "cc-by-nc-4.0"}}}"#,
      #"{"model": {"id": "a/chat", "cardData": {"base_model": "l/base", "license": "mit"}}}"#,
      #"{"model": {"id": "a/next", "cardData": {"base_model": "a/chat"}}}"#,
      #"{"model": {"id": "b/alone"}}"#,
    ]

    private static func claim(_ test: String) -> String {
      """
      -- claim: A1
      -- title: Models
      -- study: none
      -- quote: "Models"
      -- speaker: the authors
      -- source: S1
      -- version: talk
      -- stage: context
      -- entity: the Hub
      -- test: \(test)
      -- metric: models
      -- bound: some
      -- supported: >= 1000
      -- contradicted: < 1000
      -- window: any
      -- bias: none
      -- cannot see: nothing
      SELECT count(*) AS value FROM repo
      """
    }

    /// What the Hub does with a request; the trial's situations change it.
    private enum Mood: Sendable { case fair, refusingLaterPages, slow, odd }

    private static let done: [String: Situation] = [
      "`mcp`: its input ended, and every call is answered": { [try await $0.run("mcp")] },
      "an answer was printed": {
        [try await $0.run("status"), try await $0.run("tree", "l/base")]
      },
      "a list, a table or a set of rows is empty": {
        [
          try await $0.run("sql", "SELECT 1 WHERE 0"), try await $0.run("siblings", "b/alone"),
          try await $0.run("families", "--limit", "0"),
        ]
      },
      "a harvest is complete": { [try await $0.harvest(cache: "new")] },
      "a harvest stopped at `--max-requests` or `--max-minutes`": {
        [try await $0.harvest("--max-requests", "1", "--page-size", "2", cache: "bound")]
      },
      "an export was written whole": {
        [
          try await $0.run("export", "csv-nodes"),
          try await $0.run("export", "warc", "-o", $0.folder.path + "/all.warc.gz"),
        ]
      },
      "an import took some rows, or the file is known already": { desk in
        let file = try desk.file("some.csv", "id,date,likes\na/b,2024-10-30,1\na/b,May,1\n")
        return [try await desk.run("import", file), try await desk.run("import", file)]
      },
      "a pipe that reads the output was closed": { desk in
        let stemma = try #require(ChildProcess.stemma).path
        let shell = try ChildProcess.start(
          URL(filePath: "/bin/bash"),
          ["-c", "'\(stemma)' claims ls | true; exit ${PIPESTATUS[0]}"],
          in: desk.folder
        )
        return [await shell.ending().status]
      },
    ]

    private static let no: [String: Situation] = [
      "`claims check`: a claim is contradicted": { desk in
        _ = try desk.file("q/claims/A1.sql", claim("yes"))
        var desk = desk
        desk.environment["STEMMA_QUERIES"] = desk.folder.path + "/q"
        return [try await desk.run("claims", "check")]
      },
      "`harvest`: a complete listing is so much shorter than the one before that it is an alarm": {
        [try await $0.shrinking("shrinking")]
      },
      "`status --max-age`: the cache is older, a harvest or a scheduled run failed, or a listing shrank":
        { desk in
          try desk.copy(to: "stalecache")
          try OtherDatabase.run(
            "UPDATE harvest SET finished_at = '2020-01-01T00:00:00Z'",
            at: desk.trial.path("stalecache")
          )
          _ = try await desk.shrinking("shrunk")
          return [
            try await desk.run("status", "--max-age", "26h", cache: "stalecache"),
            try await desk.run("status", "--max-age", "26h", cache: "shrunk"),
          ]
        },
      "`path`: the two models share no ancestor": {
        [try await $0.run("path", "l/base", "b/alone")]
      },
      "`policy check`: a rule is broken": { desk in
        let file = try desk.file("p.yaml", "policy: p\nlicenses: {allow: [mit]}\n")
        return [try await desk.run("policy", "check", "a/chat", "--policy", file)]
      },
      "`licenses --fail`: a declared license is looser than inherited": {
        [
          try await $0.run("licenses", "a/chat", "--fail"),
          try await $0.run("licenses", "l/base", "--down", "--fail"),
        ]
      },
      "`watch run`: there is news": { desk in
        try desk.copy(to: "watching")
        #expect(try await desk.run("watch", "add", "l/base", cache: "watching") == 0)
        try OtherDatabase.run("UPDATE watch SET digested = 0", at: desk.trial.path("watching"))
        return [try await desk.run("watch", "run", cache: "watching")]
      },
      "`watch rm`: a name is not on the list": { [try await $0.run("watch", "rm", "l/none")] },
      "`cache verify`: something is damaged or missing": { desk in
        try desk.copy(to: "verified")
        try OtherDatabase.run("DELETE FROM lineage_span", at: desk.trial.path("verified"))
        return [try await desk.run("cache", "verify", cache: "verified")]
      },
      "`cache verify FILE`: the bundle is not as it was written": { desk in
        [try await desk.run("cache", "verify", try desk.file("other.zip", "no bundle"))]
      },
      "`derive`: a reply cannot be read, and everything was kept as it was": { desk in
        try desk.copy(to: "derived")
        try cut(desk.trial.archive(of: 1, in: "derived"), to: 0.5)
        return [try await desk.run("derive", cache: "derived")]
      },
      "`harvest --replay`: something in an archive is damaged, and the rest was done": { desk in
        let copy = desk.folder.path + "/cut.warc.gz"
        try FileManager.default.copyItem(atPath: desk.trial.archive(of: 1), toPath: copy)
        try cut(copy, to: 0.7)
        return [try await desk.run("harvest", "--replay", copy, cache: "replayed")]
      },
      "`harvest --replay`: a file of a folder cannot be read, and the others were": { desk in
        _ = try desk.file("mixed/noise.warc", "no records")
        try FileManager.default.copyItem(
          atPath: desk.trial.archive(of: 1),
          toPath: desk.folder.appending(path: "mixed/sound.warc.gz").path
        )
        let folder = desk.folder.appending(path: "mixed").path
        return [try await desk.run("harvest", "--replay", folder, cache: "mixed-replay")]
      },
      "`harvest --replay`: an archive ends before its harvest does, and the rest was done": {
        desk in
        let copy = desk.folder.path + "/ended.warc.gz"
        try FileManager.default.copyItem(atPath: desk.trial.archive(of: 1), toPath: copy)
        // Cut between two records, where what is left reads well.
        let end = try desk.trial.rows(
          "SELECT max(archive_offset) FROM response WHERE harvest = 1"
        )
        #expect(truncate(copy, off_t(try #require(end.first.flatMap { Int64($0) }))) == 0)
        return [try await desk.run("harvest", "--replay", copy, cache: "ended")]
      },
      "`export warc`: an archive is missing, cut or damaged, and the rest was written": { desk in
        try desk.copy(to: "exported")
        let archive = desk.trial.archive(of: 1, in: "exported")
        var codes: [Int32] = []
        func export() async throws {
          let file = desk.folder.path + "/exported.warc.gz"
          codes.append(try await desk.run("export", "warc", "-o", file, cache: "exported"))
          #expect(FileManager.default.fileExists(atPath: file))
        }
        // Cut between two records, where what is left reads well.
        let end = try desk.trial.rows(
          "SELECT max(archive_offset) FROM response WHERE harvest = 1",
          in: "exported"
        )
        #expect(truncate(archive, off_t(try #require(end.first.flatMap { Int64($0) }))) == 0)
        try await export()
        try cut(archive, to: 0.5)
        try await export()
        #expect(try await desk.harvest(cache: "lost") == 0)
        try FileManager.default.removeItem(atPath: desk.trial.archive(of: 1, in: "lost"))
        let lost = desk.folder.appending(path: "lost.warc.gz").path
        codes.append(
          try await desk.run(
            "export",
            "warc",
            "-o",
            lost,
            cache: "lost"
          )
        )
        #expect(!FileManager.default.fileExists(atPath: lost))
        return codes
      },
      "`import`: no row of a file could be read": { desk in
        let file = try desk.file("none.csv", "id,date,likes\na/b,May,1\n")
        let empty = try desk.file("header.csv", "id,date,likes\n")
        return [
          try await desk.run("import", file), try await desk.run("import", file),
          try await desk.run("import", empty),
        ]
      },
      "`doctor --sweep`: a figure is further from what others counted than chance or method explain":
        { desk in
          try desk.copy(to: "public")
          try OtherDatabase.run(
            "UPDATE harvest SET endpoint = 'https://huggingface.co'",
            at: desk.trial.path("public")
          )
          return [try await desk.run("doctor", "--sweep", cache: "public")]
        },
      "`schedule due`: it is not time yet": { [try await $0.run("schedule", "due", "sweep")] },
    ]

    private static let failed: [String: Situation] = [
      "there is no cache, or it is none of Stemma's": { desk in
        let text = try desk.file("text.sqlite", "These are my notes.")
        var codes: [Int32] = []
        for command in [["status"], ["analyze"], ["derive"], ["tree", "a/b"], ["export", "gexf"]] {
          codes.append(try await desk.run(command + ["--cache", desk.trial.path("missing")]))
          codes.append(try await desk.run(command + ["--cache", text]))
          codes.append(try await desk.run(command + ["--cache", desk.folder.path]))
        }
        #expect(!FileManager.default.fileExists(atPath: desk.trial.path("missing")))
        return codes
      },
      "`doctor --sweep`: the cache has no complete listing of the public Hub": {
        [try await $0.run("doctor", "--sweep")]
      },
      "the cache has the layout of another version, and the command only reads": { desk in
        try desk.copy(to: "old")
        try OtherDatabase.run(
          "UPDATE grdb_migrations SET identifier = '1'",
          at: desk.trial.path("old")
        )
        return [try await desk.run("status", cache: "old")]
      },
      "the cache has the layout of a newer version": { desk in
        try desk.copy(to: "laterlayout")
        try OtherDatabase.run(
          "UPDATE grdb_migrations SET identifier = '9 later'",
          at: desk.trial.path("laterlayout")
        )
        return [
          try await desk.run("status", cache: "laterlayout"),
          try await desk.run("analyze", cache: "laterlayout"),
          try await desk.run("cache", "upgrade", cache: "laterlayout"),
        ]
      },
      "another process writes the cache or its archive": { desk in
        let lock = try WriterLock(cachePath: desk.trial.path(), startedAt: "today")
        let archiveLock = try WriterLock(
          archive: desk.trial.archives(of: "held"),
          cachePath: desk.trial.path("held"),
          startedAt: "today"
        )
        defer { withExtendedLifetime((lock, archiveLock)) {} }
        return [
          try await desk.run("analyze"), try await desk.harvest(cache: "one"),
          try await desk.harvest(cache: "held"),
        ]
      },
      "an archive is of another cache": { desk in
        #expect(try await desk.harvest(cache: "foreign") == 0)
        let archive = desk.trial.archive(of: 1, in: "foreign")
        try FileManager.default.removeItem(atPath: archive)
        try FileManager.default.copyItem(atPath: desk.trial.archive(of: 1), toPath: archive)
        return [try await desk.run("derive", cache: "foreign")]
      },
      "a backup cannot be written whole: nothing is left of it": { desk in
        let stemma = try #require(ChildProcess.stemma).path
        let backup = desk.trial.path("backup")
        let shell = try ChildProcess.start(
          URL(filePath: "/bin/bash"),
          [
            "-c",
            "ulimit -f 16; exec '\(stemma)' cache backup '\(backup)' --cache "
              + "'\(desk.trial.path())'",
          ],
          in: desk.folder
        )
        let status = await shell.ending().status
        #expect(!FileManager.default.fileExists(atPath: backup))
        return [status]
      },
      "a proxy does not let a request through": { desk in
        var desk = desk
        desk.environment["http_proxy"] = try ClosedPort().address
        let address = "http://hub.invalid"
        return [try await desk.run("harvest", "--endpoint", address, cache: "proxied")]
      },
      "`HF_HUB_OFFLINE` is set, and the command would ask the Hub": { desk in
        var desk = desk
        desk.environment["HF_HUB_OFFLINE"] = "1"
        return [try await desk.harvest(cache: "offline")]
      },
      """
      `HF_TOKEN`, `--token` or the token's file holds no token; the file of authorities cannot be read
      """: { desk in
        var other = desk
        other.environment["HF_TOKEN"] = "hf_one\nhf_two"
        return [
          try await other.harvest(cache: "token"),
          try await desk.harvest("--ca-file", "none.pem", cache: "token"),
        ]
      },
      "the model, dataset, query, metric, claim or study is unknown": {
        [
          try await $0.run("tree", "x/y"), try await $0.run("reuse", "x/y"),
          try await $0.run("queries", "run", "nope"),
          try await $0.run(["metrics", "show", "nope"]),
          try await $0.run("claims", "show", "nope"), try await $0.run(["study", "show", "nope"]),
          try await $0.run("study", "methods", "nope"),
          try await $0.run("derivatives", "l/base", "--curated", "nope"),
          try await $0.run("reuse", "x/y", "--study", "nope"),
          try await $0.run("report", "--study", "nope", "-o", $0.folder.path + "/pages"),
        ]
      },
      "the Hub cannot be reached, refuses the token or gives no answer": { desk in
        let closed = try ClosedPort()
        return [try await desk.run("harvest", "--endpoint", closed.address, cache: "unreached")]
      },
      "the Hub shows none of the models that were named": {
        [try await $0.harvest("x/none", cache: "nameless")]
      },
      "`study check`: the file has faults": { desk in
        [try await desk.run("study", "check", try desk.file("s.yaml", "study: 7\n"))]
      },
      "`diff`: there is no such harvest, or none before it": {
        [try await $0.run("diff", "7", "9"), try await $0.run("diff", "1")]
      },
      "a policy has faults": { desk in
        let file = try desk.file("faults.yaml", "policy: p\ngates: refuse\n")
        return [try await desk.run("policy", "check", "a/chat", "--policy", file)]
      },
      "the command of `watch run --command` fails": { desk in
        try desk.copy(to: "telling")
        #expect(try await desk.run("watch", "add", "l/base", cache: "telling") == 0)
        try OtherDatabase.run("UPDATE watch SET digested = 0", at: desk.trial.path("telling"))
        return [try await desk.run("watch", "run", "--command", "exit 7", cache: "telling")]
      },
      "a file cannot be read or written": {
        [
          try await $0.run("export", "csv-nodes", "-o", $0.folder.path),
          try await $0.run("export", "csv-nodes", "-o", "/dev/full"),
          try await $0.run("import", $0.folder.path), try await $0.run("import", "none.csv"),
          try await $0.run("study", "check", $0.folder.path + "/none.yaml"),
        ]
      },
      "Parquet is asked for, and DuckDB's program is not there or fails": { desk in
        var desk = desk
        desk.environment["STEMMA_DUCKDB"] = "/nowhere/duckdb"
        let file = desk.folder.path + "/a.parquet"
        return [
          try await desk.run("export", "parquet", "-o", desk.folder.path + "/parquet"),
          try await desk.run("sql", "SELECT 1", "--format", "parquet", "-o", file),
          try await desk.run("import", try desk.file("in.parquet", "PAR1")),
        ]
      },
      "a file is packed by zstd, or a bundle is wanted or checked, and the program for it is not there":
        { desk in
          var desk = desk
          desk.environment["PATH"] = "/nowhere"
          return [
            try await desk.run("export", "bundle", "-o", desk.folder.path + "/b.zip"),
            try await desk.run("import", try desk.file("in.csv.zst", "packed")),
          ]
        },
      "a claim file or its query is broken": { desk in
        _ = try desk.file("broken/claims/A1.sql", claim("tset"))
        var desk = desk
        desk.environment["STEMMA_QUERIES"] = desk.folder.path + "/broken"
        return [try await desk.run("claims", "check")]
      },
      "`claims check`: a query fails, and the other claims were checked": { desk in
        let query = claim("yes")
        _ = try desk.file("failing/claims/A1.sql", query)
        _ = try desk.file(
          "failing/claims/A2.sql",
          query.replacing("claim: A1", with: "claim: A2").replacing("repo", with: "nowhere")
        )
        var desk = desk
        desk.environment["STEMMA_QUERIES"] = desk.folder.path + "/failing"
        return [try await desk.run("claims", "check")]
      },
      "a pipe or a device stands where a file is read": { desk in
        var desk = desk
        for folder in ["pipes/claims", "pipes/studies"] { _ = try desk.file("\(folder)/x", "") }
        let pipes = ["pipes/a.sql", "pipes/claims/a.sql", "pipes/studies/a.yaml", "pipe"].map {
          desk.folder.path + "/" + $0
        }
        for pipe in pipes { #expect(mkfifo(pipe, 0o600) == 0) }
        desk.environment = ["STEMMA_QUERIES": desk.folder.path + "/pipes"]
        var token = desk
        token.environment["HF_TOKEN_PATH"] = pipes[3]
        return [
          try await desk.run(["study", "check", pipes[3]]),
          try await desk.run(["study", "check", "a"]),
          try await desk.run("study", "load", pipes[3]),
          try await desk.run("report", "--study", pipes[3], "-o", desk.folder.path + "/out"),
          try await desk.harvest("--study", pipes[3], cache: "piped"),
          try await desk.harvest("--ca-file", pipes[3], cache: "piped"),
          try await token.harvest(cache: "piped"),
          try await desk.run("harvest", "--replay", pipes[3], cache: "piped"),
          try await desk.run("import", pipes[3]), try await desk.run("import", "/dev/zero"),
          try await desk.run(["queries", "ls"]), try await desk.run(["claims", "ls"]),
          try await desk.run("claims", "check"),
          try await desk.run(["stand-in", "--world", pipes[3]]),
        ]
      },
      "a query was stopped at its time limit": {
        let endless = """
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n
          """
        return [try await $0.run("sql", endless, "--timeout", "0.05")]
      },
    ]

    private static let misuse: [String: Situation] = [
      "an unknown command, option or value": {
        [
          try await $0.run(["wander"]), try await $0.run("status", "--wander"),
          try await $0.run("harvest", "--plan", "wander"),
          try await $0.run("queries", "run", "derivatives"),
          try await $0.run("queries", "run", "licenses", "--param", "count=some"),
        ]
      },
      "options that exclude each other": {
        [
          try await $0.run("tree", "l/base", "--up", "--down"),
          try await $0.run("derivatives", "l/base", "--by", "owner", "--timing"),
        ]
      },
      "a number that is negative, too large or not a number": {
        [
          try await $0.run("tree", "l/base", "--depth", "-1"),
          try await $0.run("sql", "SELECT 1", "--timeout", "1e308"),
          try await $0.run("sql", "SELECT 1", "--timeout", "nan"),
          try await $0.run("harvest", "--resolve", "9223372036854775807"),
        ]
      },
      "`--cache` is an address such as `file:cache.sqlite`, or empty": {
        [
          try await $0.run(["status", "--cache", "file:cache.sqlite"]),
          try await $0.run(["status", "--cache="]),
          try await $0.run(["cache", "path", "--cache", "file:cache.sqlite"]),
        ]
      },
      "an empty argument": {
        [
          try await $0.run(["status", "--cache", ""]), try await $0.run("tree", ""),
          try await $0.run("harvest", "l/base", "--endpoint", ""),
        ]
      },
      "a query that would change something": { [try await $0.run("sql", "DELETE FROM repo")] },
      "`diff`: the earlier harvest is not the earlier one": {
        [try await $0.run("diff", "2", "1"), try await $0.run("diff", "1", "1")]
      },
    ]

    private static func cut(_ path: String, to share: Double) throws {
      let size = try FileHandle(forReadingFrom: URL(filePath: path)).seekToEnd()
      #expect(truncate(path, off_t(Double(size) * share)) == 0)
    }

    @Test func areAsTheArticleSays() async throws {
      let mood = Locked(Mood.fair)
      var options = StandInOptions()
      options.quota = nil
      options.intercept = { _, request in
        switch mood.withLock({ $0 }) {
        case .fair: nil
        case .refusingLaterPages:
          request.query.contains("cursor") ? Fault(.reply(.error(403, "No"))) : nil
        case .slow: Fault(.none, delay: .seconds(20))
        case .odd:
          request.query.contains("sort=nonsense") ? Fault(.reply(.json([]))) : nil
        }
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        for _ in 1...2 { try await trial.harvest() }
        let desk = Desk(trial: trial)
        var expected = try Self.rows()
        func check(_ name: String, _ codes: [Int32]) {
          let code = expected.removeValue(forKey: name)
          #expect(code != nil, "no row of the article: \(name)")
          for seen in codes { #expect(seen == code, "\(name): \(codes)") }
        }
        for situations in [Self.done, Self.no, Self.failed, Self.misuse] {
          for (name, run) in situations.sorted(by: { $0.key < $1.key }) {
            check(name, try await run(desk))
          }
        }
        mood.withLock { $0 = .refusingLaterPages }
        check(
          "a harvest tried steps and could not finish them",
          [try await desk.harvest("--page-size", "2", cache: "broken")]
        )
        mood.withLock { $0 = .odd }
        check(
          "`doctor`: the Hub differs from what Stemma expects",
          [try await desk.run("doctor", "--endpoint", trial.address.absoluteString, cache: "none")]
        )
        mood.withLock { $0 = .slow }
        check("Ctrl-C or SIGTERM", [try await interrupted(trial)])
        #expect(expected.keys.sorted() == [])
      }
    }

    private func interrupted(_ trial: Trial) async throws -> Int32 {
      let process = try ChildProcess.start(
        try #require(ChildProcess.stemma),
        ["harvest", "--endpoint", trial.address.absoluteString, "--cache", trial.path("stopped")],
        in: trial.folder
      )
      while !FileManager.default.fileExists(atPath: trial.archive(of: 1, in: "stopped")) {
        try await Task.sleep(for: .milliseconds(20))
      }
      process.interrupt()
      return await process.ending().status
    }

    /// The article's table of situations.
    private static func rows() throws -> [String: Int32] {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Stemma/Stemma.docc/ExitCodes.md").standardizedFileURL
      let text = try String(contentsOf: file, encoding: .utf8)
      let table = try #require(text.components(separatedBy: "## By situation").last)
      let rows = table.split(separator: "\n").compactMap { line -> (String, Int32)? in
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 2, let code = Int32(cells[1]) else { return nil }
        return (cells[0], code)
      }
      #expect(rows.count > 30)
      return Dictionary(uniqueKeysWithValues: rows)
    }
  }
}
