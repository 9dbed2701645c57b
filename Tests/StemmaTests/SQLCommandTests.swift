import Foundation
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What `stemma sql` takes and what it prints.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(3))
  )
  struct SQLCommand {
    /// Runs a line of the shell in which `$sql` asks a cache of two models.
    private func expect(_ cases: [(line: String, status: Int32, output: String, says: String)])
      async throws
    {
      let lines = [#"{"model": {"id": "l/base"}}"#, #"{"model": {"id": "a/chat", "likes": 3}}"#]
      try await Trial.of(try World(lines: lines)) { trial in
        try await trial.harvest()
        let stemma = try #require(ChildProcess.stemma).path
        for (line, status, output, says) in cases {
          let shell = try ChildProcess.start(
            URL(filePath: "/bin/bash"),
            [
              "-c",
              "cd '\(trial.folder.path)'; sql='\(stemma) sql --cache \(trial.path())'; \(line)",
            ],
            in: trial.folder
          )
          let ending = await shell.ending()
          #expect(ending.status == status, "\(line): \(ending.errors)")
          #expect(ending.output == output, "\(line)")
          #expect(
            says.isEmpty ? ending.errors.isEmpty : ending.errors.contains(says),
            "\(line): \(ending.errors)"
          )
        }
      }
    }

    private static let csv = "--format csv --header off"

    @Test func readsAFileOrStandardInput() async throws {
      let plain = "echo 'SELECT 1 AS n' > q.sql; mkfifo pipe;"
      try await expect([
        ("\(plain) $sql --file q.sql --format csv", 0, "\"n\"\n1\n", ""),
        ("$sql --file q.sql --format csv --crlf", 0, "\"n\"\r\n1\r\n", ""),
        ("$sql --file <(echo SELECT 2) \(Self.csv)", 2, "", "it is a pipe or a device"),
        ("$sql \(Self.csv) < q.sql", 0, "1\n", ""),
        ("echo SELECT 3 | $sql - --header off", 0, "3\n", ""),
        ("$sql --file pipe \(Self.csv)", 2, "", "it is a pipe or a device"),
        ("$sql", 2, "", "The query is empty"),
        ("$sql --file none.sql", 2, "", "there is no such file"),
        ("$sql --file .", 2, "", "it is a folder"),
        ("$sql --file /dev/zero", 2, "", "it is a pipe or a device"),
        ("yes | $sql", 2, "", "it has more than 1048576 bytes"),
        (#"printf 'SELECT 1\0; SELECT 2' | $sql"#, 2, "", "it is not UTF-8 text"),
        ("$sql 'SELECT 1' --file q.sql", 64, "", "Use either QUERY or --file, not both."),
        ("echo 'SELECT 1; SELECT 2' | $sql", 2, "", "Only one statement is allowed"),
      ])
    }

    @Test func takesCommentsFirstAndTypedParameters() async throws {
      let typed = #"""
        $'-- Which ones\n-- :n integer = 2\nSELECT typeof(:n), :n + 1'
        """#
      let name = #"'SELECT name FROM repo WHERE name = :name'"#
      try await expect([
        ("$sql \(typed) \(Self.csv)", 0, "integer,3\n", ""),
        ("$sql \(typed) --param n=6 \(Self.csv)", 0, "integer,7\n", ""),
        ("$sql \(typed) --param n=x", 64, "", "The parameter n is a whole number, not x."),
        (
          "printf '\\n\\r\\n-- :n text\\r\\nSELECT typeof(:n)' | $sql --param n=6 \(Self.csv)", 0,
          "text\n", ""
        ),
        (#"$sql $'--no blank\nSELECT 1' \#(Self.csv)"#, 0, "1\n", ""),
        (#"$sql $'/* a */ SELECT 1 -- b' \#(Self.csv)"#, 0, "1\n", ""),
        ("$sql \(name) --param name=a/chat \(Self.csv)", 0, "a/chat\n", ""),
        ("$sql \(name) --param :name=a/chat \(Self.csv)", 0, "a/chat\n", ""),
        ("$sql \(name)", 64, "", "The query needs --param name=VALUE."),
        ("$sql 'SELECT :a' --param a=1 --param a=2", 64, "", "--param a is given twice."),
        ("$sql 'SELECT 1' --param b=1", 64, "", "The query has no parameter b"),
        ("$sql 'SELECT 1' --frmat csv", 64, "", "--frmat"),
      ])
    }
  }
}
