import Foundation
import StemmaTestSupport
import Testing

/// The article "Five jobs" has scripts that run as they stand.
@Suite(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
struct JobsDocumentTests {
  @Test func everyJobIsShortAndRuns() async throws {
    try await withScratchFolder { folder in
      let command = try #require(ChildProcess.stemma)
      let hub = try ChildProcess.start(command, ["stand-in", "--no-quota"], in: folder)
      defer { hub.end() }
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      let environment = [
        "HF_ENDPOINT": try await hub.firstLine(),
        "STEMMA_CACHE": folder.appending(path: "s.sqlite").path,
        "STEMMA_QUERIES": Shared.package.appending(path: "queries").path,
        "PATH": command.deletingLastPathComponent().path + ":" + path,
      ]
      for _ in 1...2 {
        let harvest = try await ChildProcess.start(
          command,
          ["harvest", "--plan", "sweep", "-q"],
          environment: environment,
          in: folder
        ).ending(within: 120)
        #expect(harvest.status == 0, "\(harvest.errors)")
      }
      let jobs = try Self.jobs()
      #expect(jobs.count == 5)
      for (name, script) in jobs {
        #expect(script.split(separator: "\n").count < 10, "\(name)")
        let ending = try await ChildProcess.start(
          URL(filePath: "/bin/sh"),
          ["-e", "-c", "cd \"$0\"\n" + script, folder.path],
          environment: environment,
          in: folder
        ).ending(within: 120)
        #expect(ending.status == 0, "\(name): \(ending.errors)")
        #expect(!ending.errors.contains("stemma: "), "\(name): \(ending.errors)")
      }
      for file in ["months.csv", "figures.md", "news.xml", "findings.sarif", "edges.csv"] {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        #expect(text.utf8.count > 100, "\(file)")
      }
    }
  }

  /// The name and the script of each job.
  private static func jobs() throws -> [(name: String, script: String)] {
    let article = Shared.package.appending(path: "Sources/Stemma/Stemma.docc/Jobs.md")
    return try String(contentsOf: article, encoding: .utf8).components(separatedBy: "\n## ")
      .dropFirst()
      .map { section in
        let parts = section.components(separatedBy: "```")
        let name = String(section.prefix { $0 != "\n" })
        return (name, parts.count > 1 ? String(parts[1].drop { $0 != "\n" }.dropFirst()) : "")
      }
  }
}
