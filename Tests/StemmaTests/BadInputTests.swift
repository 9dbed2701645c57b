import Foundation
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What cannot be done is said in one line that tells what to do, and does no harm.
  // Needs the command beside the tests.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(3))
  )
  struct BadInput {
    private static let world = [
      #"{"model": {"id": "l/base"}}"#,
      #"{"model": {"id": "a/chat", "cardData": {"base_model": "l/base"}}}"#,
    ]

    /// Expects one line that begins and goes on as said, and nothing else.
    private func expect(
      _ ending: ChildProcess.Ending,
      status: Int32 = 2,
      says parts: String...,
      at location: SourceLocation = #_sourceLocation
    ) {
      #expect(ending.status == status, "\(ending.errors)", sourceLocation: location)
      #expect(ending.output == "", sourceLocation: location)
      let lines = ending.errors.split(separator: "\n")
      #expect(lines.count == 1, "\(ending.errors)", sourceLocation: location)
      #expect(ending.errors.hasPrefix("stemma: "), "\(ending.errors)", sourceLocation: location)
      for part in parts {
        #expect(ending.errors.contains(part), "\(ending.errors)", sourceLocation: location)
      }
    }

    @Test func anIDThatTheHubDoesNotShow() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest("l/base")
        let before = try trial.edges()
        let ending = try await ChildProcess.stemma(
          "harvest",
          "no/such",
          "--endpoint",
          trial.address.absoluteString,
          "--cache",
          trial.path(),
          in: trial.folder
        )
        expect(ending, says: "no/such", "Check the spelling")
        #expect(try trial.damage() == [])
        #expect(try trial.edges() == before)
      }
    }

    @Test func anEndpointThatIsDown() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest("l/base")
        let before = try trial.edges()
        let closed = try ClosedPort()
        for ids in [[], ["l/base"]] {
          let ending = try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            ["harvest"] + ids
              + ["--endpoint", closed.address, "--cache", trial.path()],
            in: trial.folder
          ).ending()
          expect(ending, says: "cannot be reached", "after 3 requests", "HF_ENDPOINT")
        }
        #expect(try trial.damage() == [])
        #expect(try trial.edges() == before)
      }
    }

    @Test func anEndpointThatIsNoHub() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, _ in
        Fault(
          .reply(
            Reply(
              status: 200,
              headers: ["Content-Type": "text/html"],
              body: Array("<html><title>Welcome</title></html>".utf8)
            )
          )
        )
      }
      try await Trial.of(try World(lines: []), options: options) { trial in
        for ids in [[], ["l/base"]] {
          let ending = try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            ["harvest"] + ids
              + ["--endpoint", trial.address.absoluteString, "--cache", trial.path()],
            in: trial.folder
          ).ending()
          expect(ending, says: "not the JSON", "Check that HF_ENDPOINT is a Hub")
          // Three requests for each of the listings of a sweep.
          #expect(trial.standIn.requests.count <= (ids.isEmpty ? 9 : 3))
          trial.standIn.forgetRequests()
        }
        #expect(try trial.damage() == [])
      }
    }

    @Test(arguments: [
      ["status"], ["tree", "l/base"], ["sql", "SELECT 1"], ["analyze"], ["harvest", "x"],
    ])
    func aFileThatIsNotSQLite(command: [String]) async throws {
      try await withScratchFolder { folder in
        let file = folder.appending(path: "notes.txt")
        let text = String(repeating: "These are my notes. ", count: 200)
        try text.write(to: file, atomically: true, encoding: .utf8)
        let ending = try await run(command, on: file, in: folder)
        expect(ending, says: "not a Stemma cache", "--cache")
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
      }
    }

    @Test(arguments: [["status"], ["analyze"], ["derive"], ["harvest", "x"]])
    func aDatabaseOfAnotherProgram(command: [String]) async throws {
      try await withScratchFolder { folder in
        let file = folder.appending(path: "other.sqlite")
        try OtherDatabase.make(at: file.path)
        let before = try Data(contentsOf: file)
        let ending = try await run(command, on: file, in: folder)
        expect(ending, says: "not a Stemma cache", "--cache")
        #expect(try Data(contentsOf: file) == before)
      }
    }

    @Test(arguments: [
      (["status"], "1", "stemma cache upgrade"), (["tree", "l/base"], "1", "stemma cache upgrade"),
      (["status"], "9 later", "layout 9"), (["analyze"], "9 later", "layout 9"),
      (["derive"], "9 later", "layout 9"), (["harvest", "x"], "9 later", "layout 9"),
      (["cache", "upgrade"], "9 later", "layout 9"),
    ])
    func aCacheOfAnotherLayout(command: [String], layout: String, says: String) async throws {
      try await withScratchFolder { folder in
        let file = folder.appending(path: "old.sqlite")
        _ = try Cache(path: file.path, access: .write)
        try OtherDatabase.run("UPDATE grdb_migrations SET identifier = '\(layout)'", at: file.path)
        let ending = try await run(command, on: file, in: folder)
        expect(ending, says: "version of Stemma", says)
        let applied = "SELECT 1 FROM grdb_migrations WHERE identifier = '\(layout)'"
        #expect(try OtherDatabase.run(applied, at: file.path) == 1)
      }
    }

    @Test(arguments: [["status"], ["tree", "l/base"], ["harvest", "x"], ["analyze"]])
    func aFolderThatCannotBe(command: [String]) async throws {
      try await withScratchFolder { folder in
        let file = folder.appending(path: "file")
        try "".write(to: file, atomically: true, encoding: .utf8)
        let ending = try await run(command, on: file.appending(path: "s.sqlite"), in: folder)
        expect(ending, says: "--cache")
      }
    }

    // Root may write everywhere, unless that right is taken from it.
    @Test(
      .enabled(if: getuid() != 0 || Tool.isThere("setpriv"), "needs setpriv where root runs it"),
      arguments: [["harvest", "x"], ["study", "load", "cartography-2025"]]
    )
    func aFolderThatIsReadOnly(command: [String]) async throws {
      try await withScratchFolder { folder in
        let closed = folder.appending(path: "closed")
        try FileManager.default.createDirectory(at: closed, withIntermediateDirectories: false)
        chmod(closed.path, 0o555)
        defer { chmod(closed.path, 0o755) }
        let ending = try await run(
          command,
          on: closed.appending(path: "s.sqlite"),
          in: folder,
          isRootHeld: getuid() == 0
        )
        expect(ending, says: "Check the folder's permissions", "--cache")
      }
    }

    @Test(
      arguments: [
        (["tree", "l/bas"], 2, "Did you mean l/base?"), (["tree", "x/y"], 2, "stemma harvest x/y"),
        (["derivatives", "x/y"], 2, "stemma harvest x/y"), (["models", "info", "x/y"], 2, "x/y"),
        (["path", "l/base", "x/y"], 2, "x/y"),
        (["path", "l/base", "b/alone"], 1, "no common ancestor"),
        (["tree", "l/base", "--as-of", "yesterday"], 64, "Write it as 2025-11-18"),
        (["tree", "l/base", "--as-of", "2025-02-30"], 64, "Write it as 2025-11-18"),
        (["tree", "l/base", "--as-of", "1999-01-01"], 2, "the first harvest began"),
        (["sql", "DELETE FROM repo"], 64, "change nothing"),
        (["sql", "SELEKT"], 2, "syntax error"),
        (["sql", ""], 2, "query is empty"),
      ] as [([String], Int32, String)]
    )
    func aQuestionThatHasNoAnswer(command: [String], status: Int32, says: String) async throws {
      try await Trial.of(
        try World(lines: Self.world + [#"{"model": {"id": "b/alone"}}"#])
      ) { trial in
        try await trial.harvest()
        let ending = try await run(command, on: URL(filePath: trial.path()), in: trial.folder)
        expect(ending, status: status, says: says)
        #expect(try trial.damage() == [])
      }
    }

    @Test(arguments: [
      ["tree"], ["harvest", "--plan", "wander"], ["harvest", "--plan", "walk"],
      ["harvest", "--page-size", "0"], ["tree", "x", "--format", "docx"], ["no-such-verb"],
      ["tree", "x", "--depth", "-1"], ["harvest", "--token", "two words"],
      ["harvest", "--endpoint", "nonsense://x"],
    ])
    func misuse(command: [String]) async throws {
      try await withScratchFolder { folder in
        let ending = try await run(command, on: folder.appending(path: "s.sqlite"), in: folder)
        #expect(ending.status == 64 || ending.status == 2)
        #expect(ending.output == "")
        #expect(!ending.errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "s.sqlite").path))
      }
    }

    @Test func aReaderThatGoesAwayEndsItQuietly() async throws {
      let many = (0..<3000).map {
        #"{"model": {"id": "many/m\#($0)", "cardData": {"base_model": "l/base"}}}"#
      }
      try await Trial.of(try World(lines: Self.world + many)) { trial in
        try await trial.harvest(maxNames: 0)
        let stemma = try #require(ChildProcess.stemma).path
        let ending = try await ChildProcess.start(
          URL(filePath: "/bin/bash"),
          [
            "-c",
            "'\(stemma)' tree l/base --format jsonl --cache '\(trial.path())' | head -1; "
              + "exit ${PIPESTATUS[0]}",
          ],
          in: trial.folder
        ).ending()
        #expect(ending.status == 0)
        #expect(ending.errors == "")
        #expect(ending.output.split(separator: "\n").count == 1)
      }
    }

    private func run(
      _ command: [String],
      on cache: URL,
      in folder: URL,
      isRootHeld: Bool = false
    ) async throws -> ChildProcess.Ending {
      let stemma = try #require(ChildProcess.stemma)
      let arguments = command + (command == ["no-such-verb"] ? [] : ["--cache", cache.path])
      let held = ["--bounding-set=-dac_override", "--inh-caps=-dac_override", stemma.path]
      return try await ChildProcess.start(
        isRootHeld ? URL(filePath: "/usr/bin/setpriv") : stemma,
        (isRootHeld ? held : []) + arguments,
        // A closed port: nothing may be asked of the real Hub.
        environment: ["HF_ENDPOINT": "http://127.0.0.1:9"],
        in: folder
      ).ending()
    }
  }
}
