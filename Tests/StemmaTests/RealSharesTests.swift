import Foundation
import StemmaTestSupport
import Testing

extension EndToEnd {
  /// What real records have, as Stemma reads them, against what others counted on the whole Hub.
  // Needs the reference material beside the project, and python3.
  @Suite(
    .timeLimit(.minutes(10)),
    .enabled(if: ChildProcess.stemma != nil, "needs the command"),
    .enabled(if: Shared.file("real-hub/known-answers.csv") != nil, "needs the reference material")
  )
  struct RealShares {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Scripts/real-hub.py").path

    private func python(_ words: [String]) async throws -> ChildProcess.Ending {
      try await withScratchFolder { folder in
        try await ChildProcess.start(
          URL(filePath: "/usr/bin/env"),
          ["python3", "-B"] + words,
          in: folder
        ).ending(within: 500)
      }
    }

    /// Pairs whose known difference is larger than the records' error stand in the same order.
    @Test func agreeInOrderWhereTheyCanBeCompared() async throws {
      let command = try #require(ChildProcess.stemma).path
      let ending = try await python([Self.script, "shares", "--stemma", command])
      #expect(ending.status == 0, "\(ending.output) \(ending.errors.suffix(1000))")
      for line in [
        "licenses: 11 of 45 pairs can be compared, 11 of them agree; 38 of all",
        "lessons: 1 of 3 pairs can be compared, 1 of them agree",
        "tasks: 0 of 45 pairs can be compared, 0 of them agree; 33 of all",
      ] {
        #expect(ending.output.contains(line), "\(line)")
      }
    }

    /// The comparison itself: sources that differ little, against other answers and against their own.
    @Test(arguments: [(#"{"a": 9, "b": 1}"#, "True"), (#"{"a": 1, "b": 9}"#, "False")])
    func areRefusedWhereTheyDisagree(answers: String, verdict: String) async throws {
      let program = """
        import importlib.util, sys
        from collections import Counter
        told = importlib.util.spec_from_file_location("real_hub_script", sys.argv[1])
        script = importlib.util.module_from_spec(told)
        told.loader.exec_module(script)
        sources = {str(n): Counter(a=900 + n, b=100 - n) for n in range(4)}
        print(script.compare("letters", sources, \(answers)))
        """
      let ending = try await python(["-c", program, Self.script])
      #expect(ending.output.contains("letters: 1 of 1 pairs can be compared"))
      #expect(ending.output.split(separator: "\n").last.map(String.init) == verdict)
    }
  }
}
