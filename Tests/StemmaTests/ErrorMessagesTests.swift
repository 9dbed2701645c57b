import Foundation
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What cannot be read or written is told in a person's words, whole.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(3))
  )
  struct ErrorMessages {
    /// A command, in whose words DIR is the folder and CACHE a cache, and what it says.
    private struct Case: Sendable {
      var command: String
      var says: String
      var environment: [String: String] = [:]

      init(_ command: String, _ says: String, _ environment: [String: String] = [:]) {
        (self.command, self.says, self.environment) = (command, says, environment)
      }

      var status: Int32 {
        command.hasPrefix("sql") ? 64 : command.contains("dates.csv") ? 1 : 2
      }
    }

    private static let noCache =
      "Create one with `stemma harvest` or `stemma demo`, or choose another with --cache."

    private static let cases: [Case] = [
      // A cache.
      .init(
        "status --cache DIR/folder",
        "DIR/folder is a folder, not a cache. Name a file with --cache."
      ),
      .init(
        "harvest x --cache DIR/folder",
        "DIR/folder is a folder, not a cache. Name a file with --cache."
      ),
      .init(
        "analyze --cache DIR/folder",
        "DIR/folder is a folder, not a cache. Name a file with --cache."
      ),
      .init(
        "study load cartography-2025 --cache DIR/folder",
        "DIR/folder is a folder, not a cache. Name a file with --cache."
      ),
      .init(
        "harvest x --cache /dev/null",
        "/dev/null is a device or a pipe, not a cache. Name a file with --cache."
      ),
      .init("status --cache DIR/none.sqlite", "There is no cache at DIR/none.sqlite. \(noCache)"),
      .init("analyze --cache DIR/none.sqlite", "There is no cache at DIR/none.sqlite. \(noCache)"),
      .init("derive --cache DIR/broken", "There is no cache at DIR/broken. \(noCache)"),
      .init("tree x --cache DIR/text.txt/x", "There is no cache at DIR/text.txt/x. \(noCache)"),
      .init(
        "harvest x --cache DIR/text.txt/x/y",
        "The folder DIR/text.txt/x cannot be made: a part of its path is a file, not a folder. "
          + "Choose another file with --cache."
      ),
      .init(
        "status --cache DIR/text.txt",
        "DIR/text.txt: The file is not a Stemma cache. Name another one with --cache, or move this "
          + "file away."
      ),
      // An output.
      .init(
        "export gexf -o DIR/folder --cache CACHE",
        "DIR/folder cannot be written: it is a folder. Name another place with -o."
      ),
      .init(
        "export gexf -o DIR/none/x --cache CACHE",
        "DIR/none/x cannot be written: there is no folder DIR/none. Name another place with -o."
      ),
      .init(
        "export gexf -o DIR/text.txt/x --cache CACHE",
        "DIR/text.txt/x cannot be written: a part of its path is a file, not a folder. "
          + "Name another place with -o."
      ),
      .init(
        "export jsonl -o /dev/full --cache CACHE",
        "/dev/full cannot be written: the disk is full. Name another place with -o."
      ),
      .init(
        "export warc -o /dev/full --cache CACHE",
        "/dev/full cannot be written: the disk is full. Name another place with -o."
      ),
      .init(
        "report --study cartography-2025 -o DIR/text.txt --cache CACHE",
        "DIR/text.txt cannot be written: a file of that name is in the way. "
          + "Name another place with -o."
      ),
      .init(
        "demo -o DIR/text.txt/x",
        "DIR/text.txt/x cannot be written: a part of its path is a file, not a folder. "
          + "Name another place with -o."
      ),
      // An import.
      .init(
        "import DIR/folder --cache DIR/n.sqlite",
        "DIR/folder cannot be read: it is a folder. Name a CSV or JSON file."
      ),
      .init(
        "import DIR/none.csv --cache DIR/n.sqlite",
        "DIR/none.csv cannot be read: there is no such file or folder. Name a CSV or JSON file."
      ),
      .init(
        "import DIR/broken --cache DIR/n.sqlite",
        "DIR/broken cannot be read: it is a symbolic link to what is not there. "
          + "Name a CSV or JSON file."
      ),
      .init(
        "import DIR/circle --cache DIR/n.sqlite",
        "DIR/circle cannot be read: its symbolic links lead in a circle. Name a CSV or JSON file."
      ),
      .init("import DIR/empty --cache DIR/n.sqlite", "DIR/empty is empty. Name a file with rows."),
      .init(
        "import DIR/dates.csv --cache DIR/n.sqlite",
        "DIR/dates.csv: nothing was imported: none of 2 rows could be read. First, line 2, column "
          + "day: “05/10/2024” may be 2024-10-05 or 2024-05-10 (bad-date). "
          + "See `stemma import --help`."
      ),
      // An archive.
      .init(
        "harvest --replay DIR/none --cache DIR/n.sqlite",
        "There is no archive at DIR/none. Check the name."
      ),
      .init(
        "harvest --replay DIR/text.txt --cache DIR/n.sqlite",
        "DIR/text.txt is not the archive of a harvest, or its beginning is damaged. "
          + "Give a file that `stemma harvest` or `stemma export warc` wrote."
      ),
      // A study.
      .init(
        "study show DIR/folder",
        "The study DIR/folder cannot be read: it is a folder. Name a file, or a study of "
          + "`stemma study ls`."
      ),
      .init(
        "study check DIR/none.yaml",
        "The study DIR/none.yaml cannot be read: there is no such file or folder. Name a file, or a "
          + "study of `stemma study ls`."
      ),
      .init(
        "study check DIR/broken",
        "The study DIR/broken cannot be read: it is a symbolic link to what is not there. Name a "
          + "file, or a study of `stemma study ls`."
      ),
      .init("study show none", "There is no study none. Name a file, or one of: cartography-2025."),
      .init(
        "derivatives l/base --curated none --cache CACHE",
        "No study none has edges in the cache. Harvest with a study that lists some."
      ),
      // The folder of queries.
      .init(
        "queries ls",
        "The folder DIR/none cannot be listed: there is no such file or folder. "
          + "Set STEMMA_QUERIES to the folder of queries, claims and studies.",
        ["STEMMA_QUERIES": "DIR/none"]
      ),
      .init(
        "claims ls",
        "The folder DIR/none cannot be listed: there is no such file or folder. "
          + "Set STEMMA_QUERIES to the folder of queries, claims and studies.",
        ["STEMMA_QUERIES": "DIR/none"]
      ),
      .init(
        "study ls",
        "The folder DIR/text.txt cannot be listed: it is a file, not a folder. "
          + "Set STEMMA_QUERIES to the folder of queries, claims and studies.",
        ["STEMMA_QUERIES": "DIR/text.txt"]
      ),
      .init(
        "queries run x",
        "The query DIR/odd/odd.sql cannot be read: it is a folder. Mend or remove it.",
        ["STEMMA_QUERIES": "DIR/odd"]
      ),
      .init(
        "queries run x",
        "There is no query x. `stemma queries ls` lists them.",
        ["STEMMA_QUERIES": "DIR/folder"]
      ),
      // A query.
      .init(
        "sql COMMIT --cache CACHE",
        "A query may only read, and change nothing: COMMIT is refused."
      ),
    ]

    @Test func areWholeSentencesWithAHint() async throws {
      try await withTrial { trial in
        for item in Self.cases {
          let said = try await run(item, trial)
          #expect(said == "stemma: \(item.says)\n", "\(item.command)")
        }
        // Nothing is left beside what was named wrongly.
        #expect(!FileManager.default.fileExists(atPath: trial.folder.path + "/folder.lock"))
        #expect(!FileManager.default.fileExists(atPath: "/dev/null.lock"))
      }
    }

    @Test(arguments: [
      "status --cache ", "tree ", "harvest ", "study show ", "export gexf -o ", "queries run ",
    ])
    func anEmptyArgumentIsTold(command: String) async throws {
      try await withTrial { trial in
        let words = command.split(separator: " ").map(String.init) + [""]
        let ending = try await ChildProcess.start(
          try #require(ChildProcess.stemma),
          words,
          in: trial.folder
        ).ending()
        #expect(ending.status == 64)
        let line = "Error: An argument is empty. Check the variable that it comes from."
        #expect(ending.errors.hasPrefix(line))
      }
    }

    /// What root may read, nobody else may.
    @Test(
      .enabled(if: getuid() != 0 || Tool.isThere("setpriv"), "needs setpriv where root runs it")
    )
    func ofWhatNobodyMayRead() async throws {
      try await withTrial { trial in
        let folder = trial.folder.path
        for name in ["unreadable.sqlite", "unreadable.csv", "unreadable.yaml"] {
          try "x".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
          chmod("\(folder)/\(name)", 0)
        }
        try FileManager.default.createDirectory(
          atPath: folder + "/closed",
          withIntermediateDirectories: true
        )
        chmod(folder + "/closed", 0)
        defer { chmod(folder + "/closed", 0o755) }
        let cases: [Case] = [
          .init(
            "status --cache DIR/unreadable.sqlite",
            "The cache DIR/unreadable.sqlite cannot be read: you have no permission. "
              + "Check its permissions, or choose another with --cache."
          ),
          .init(
            "analyze --cache DIR/unreadable.sqlite",
            "The cache DIR/unreadable.sqlite cannot be read: you have no permission. "
              + "Check its permissions, or choose another with --cache."
          ),
          .init(
            "status --cache DIR/closed/s.sqlite",
            "The cache DIR/closed/s.sqlite cannot be read: you have no permission. "
              + "Check the permissions of its folders, or choose another with --cache."
          ),
          .init(
            "export gexf -o DIR/closed/x --cache CACHE",
            "DIR/closed/x cannot be written: you have no permission. Name another place with -o."
          ),
          .init(
            "report --study cartography-2025 -o DIR/closed --cache CACHE",
            "DIR/closed cannot be written: you have no permission. Name another place with -o."
          ),
          .init(
            "import DIR/unreadable.csv --cache DIR/n.sqlite",
            "DIR/unreadable.csv cannot be read: you have no permission. Name a CSV or JSON file."
          ),
          .init(
            "study check DIR/unreadable.yaml",
            "The study DIR/unreadable.yaml cannot be read: you have no permission. Name a file, or "
              + "a study of `stemma study ls`."
          ),
        ]
        for item in cases {
          #expect(try await run(item, trial, isRootHeld: getuid() == 0) == "stemma: \(item.says)\n")
        }
      }
    }

    @Test func aFolderOfQueriesMayBeASymbolicLink() async throws {
      try await withTrial { trial in
        let link = trial.folder.appending(path: "link").path
        try FileManager.default.createSymbolicLink(
          atPath: link,
          withDestinationPath: Shared.package.appending(path: "queries").path
        )
        for command in ["queries", "claims", "study"] {
          let ending = try await ChildProcess.stemma(
            command,
            "ls",
            "--json",
            in: trial.folder,
            environment: ["STEMMA_QUERIES": link]
          )
          #expect(ending.status == 0)
          #expect(ending.output.count > 100, "\(command)")
        }
      }
    }

    private func withTrial(_ body: (Trial) async throws -> Void) async throws {
      try await Trial.of(World(lines: [#"{"model": {"id": "l/base"}}"#])) { trial in
        try await trial.harvest()
        let folder = trial.folder.path
        let manager = FileManager.default
        for name in ["folder", "odd/odd.sql"] {
          try manager.createDirectory(
            atPath: "\(folder)/\(name)",
            withIntermediateDirectories: true
          )
        }
        try Data("hello\n".utf8).write(to: URL(filePath: folder + "/text.txt"))
        try Data().write(to: URL(filePath: folder + "/empty"))
        try Data("id,day,likes\na/b,05/10/2024,1\na/b,,2\n".utf8)
          .write(to: URL(filePath: folder + "/dates.csv"))
        symlink("nowhere", folder + "/broken")
        symlink("circle", folder + "/circle")
        try await body(trial)
      }
    }

    private func run(
      _ item: Case,
      _ trial: Trial,
      isRootHeld: Bool = false
    ) async throws -> String {
      func filled(_ text: String) -> String {
        text.replacing("DIR", with: trial.folder.path).replacing("CACHE", with: trial.path())
      }
      let stemma = try #require(ChildProcess.stemma)
      let held = ["--bounding-set=-all", "--inh-caps=-all", stemma.path]
      let extra = item.command.contains("dates.csv") ? ["--date-column", "day"] : []
      let ending = try await ChildProcess.start(
        isRootHeld ? URL(filePath: "/usr/bin/setpriv") : stemma,
        (isRootHeld ? held : []) + item.command.split(separator: " ").map { filled(String($0)) }
          + extra,
        environment: [
          "HF_ENDPOINT": "http://127.0.0.1:9",
          "STEMMA_QUERIES": Shared.package.appending(path: "queries").path,
        ].merging(item.environment.mapValues(filled)) { $1 },
        in: trial.folder
      ).ending()
      #expect(ending.status == item.status, "\(item.command)")
      return ending.errors.replacing(trial.path(), with: "CACHE")
        .replacing(trial.folder.path, with: "DIR")
    }
  }
}
