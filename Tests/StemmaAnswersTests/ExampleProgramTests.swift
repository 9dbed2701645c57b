import Foundation
import StemmaTestSupport
import Testing

/// The program on the documentation's first page.
@Suite struct ExampleProgram {
  private static let built = ChildProcess.besideTests("HarvestAndAsk")

  @Test func isTheOneOnTheFirstPage() throws {
    let page = try String(
      contentsOf: Shared.package.appending(path: "Sources/Stemma/Stemma.docc/Stemma.md"),
      encoding: .utf8
    )
    let program = try String(
      contentsOf: Shared.package.appending(path: "Examples/HarvestAndAsk/main.swift"),
      encoding: .utf8
    )
    #expect(page.contains("```swift\n\(program)```\n"))
  }

  @Test(.enabled(if: ChildProcess.stemma != nil, "needs the programs beside the tests"))
  func harvestsAndAsks() async throws {
    try await withScratchFolder { folder in
      let server = try ChildProcess.start(
        try #require(ChildProcess.stemma),
        ["stand-in", "--port", "0"],
        in: folder
      )
      let address = try await server.firstLine()
      // It keeps its cache where it runs.
      let ending = try await ChildProcess.start(
        URL(filePath: "/usr/bin/env"),
        ["-C", folder.path, try #require(Self.built).path],
        environment: ["HF_ENDPOINT": address],
        in: folder
      ).ending()
      // Waited for, so that no dead child is left behind.
      server.interrupt()
      _ = await server.ending()
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.hasPrefix(#"{"model":"EleutherAI/pythia-70m","direct":{"total":"#))
    }
  }
}
