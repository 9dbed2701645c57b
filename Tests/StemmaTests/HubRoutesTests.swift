import Foundation
import StemmaTestSupport
import Testing

extension EndToEnd {
  /// The Hub's own OpenAPI text, and the project's for the routes that it leaves out, against what the
  /// Hub was recorded to answer and what the stand-in answers.
  @Suite(
    .timeLimit(.minutes(10)),
    .enabled(if: ChildProcess.stemma != nil, "needs the command"),
    .enabled(
      if: Shared.file("real-hub/openapi/openapi-2026-08-17.json.gz") != nil,
      "needs the Hub's OpenAPI text beside the project"
    )
  )
  struct HubRoutes {
    private func check(_ words: [String]) async throws -> ChildProcess.Ending {
      let package = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
      return try await withScratchFolder { folder in
        try await ChildProcess.start(
          URL(filePath: "/usr/bin/env"),
          ["python3", "-B", package.appending(path: "Scripts/hub-routes.py").path] + words,
          in: folder
        ).ending(within: 500)
      }
    }

    @Test(.enabled(if: Python.canImport("jsonschema"), "needs jsonschema of PyPI"))
    func areDescribedAsTheyWereRecorded() async throws {
      let ending = try await check(["recordings"])
      #expect(ending.status == 0, "\(ending.output.suffix(3000)) \(ending.errors.suffix(1000))")
      #expect(ending.output.contains("108 recorded replies of 22 routes; 0 differences"))
    }

    @Test(.enabled(if: Python.canImport("schemathesis"), "needs schemathesis of PyPI"))
    func areServedAsTheyAreDescribed() async throws {
      let command = try #require(ChildProcess.stemma)
      let ending = try await check(["stand-in", "--stemma", command.path, "--examples", "10"])
      #expect(ending.status == 0, "\(ending.output.suffix(6000)) \(ending.errors.suffix(1000))")
      #expect(ending.output.contains("Selected: 35/35"))
    }
  }
}
