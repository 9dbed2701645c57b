import Foundation
import StemmaTestSupport
import Testing

/// What the scripts that install Stemma name, and what the page on running it says.
@Suite struct InstallingTests {
  @Test func everyProgramThatACommandBecomesIsInstalled() throws {
    let script = try text("Scripts/install")
    let list = try #require(script.firstMatch(of: /programs=\(([^)]*)\)/)?.1)
    let installed = Set(list.split(separator: " ").map(String.init))
    let folder = Shared.package.appending(path: "Sources/stemma-command/Commands")
    let named = try FileManager.default.contentsOfDirectory(atPath: folder.path).flatMap { name in
      try text("Sources/stemma-command/Commands/" + name)
        .matches(of: /SiblingProgram\("([^"]+)"\)/).map { String($0.1) }
    }
    #expect(installed == Set(named + ["stemma"]))
    #expect(named.count == 2)
  }

  /// Scripts/setup would install what is missing in the middle of the build.
  @Test func theContainerIsBuiltWithWhatTheBuildNeeds() throws {
    let setup = try #require(text("Scripts/setup").firstMatch(of: /packages=\(([^)]*)\)/)?.1)
    let container = try text("Containerfile")
    let words = Set(container.split { " \n\\".contains($0) }.map(String.init))
    let needed = setup.split { " \n".contains($0) }.map(String.init)
    #expect(needed.count > 5)
    #expect(needed.filter { !words.contains($0) } == [])
    // Scripts/install makes the man pages with it.
    #expect(words.contains("python3"))
    for line in container.split(separator: "\n") where line.hasPrefix("RUN Scripts/") {
      let script = String(line.split(separator: " ")[1])
      #expect(FileManager.default.isExecutableFile(atPath: place(script).path), "\(script)")
    }
  }

  /// Without a release there is nothing to hold the list against: a program that is built beside the
  /// tests has Swift's libraries as well.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["STEMMA_PROGRAMS"] != nil && Tool.isThere("readelf"),
      "needs a release that STEMMA_PROGRAMS names, and readelf"
    ),
    arguments: ["stemma", "stemma-stand-in", "stemma-serve"]
  )
  func theReleaseNeedsTheLibrariesThatAreStated(program: String) async throws {
    let page = try text("Sources/Stemma/Stemma.docc/Running.md")
    let stated = Set(page.matches(of: /`(lib[a-z+_0-9]+)`/).map { String($0.1) })
    #expect(stated.count == 9)
    let programs = try #require(ProcessInfo.processInfo.environment["STEMMA_PROGRAMS"])
    let path = URL(filePath: programs).appending(path: program).path
    let needed = try await withScratchFolder { folder in
      let ending = try await ChildProcess.start(
        URL(filePath: "/usr/bin/readelf"),
        ["-d", path],
        in: folder
      ).ending()
      return Set(ending.output.matches(of: /\[([^\]]+)\.so[.0-9]*\]/).map { String($0.1) })
    }
    #expect(needed.count > 3)
    // The loader is part of libc.
    let unstated = needed.subtracting(stated).filter { !$0.hasPrefix("ld-linux") }
    #expect(unstated == [], "\(program)")
    if program == "stemma-serve" {
      #expect(stated.subtracting(["libcurl"]).subtracting(needed) == [])
    }
  }

  private func place(_ path: String) -> URL { Shared.package.appending(path: path) }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: place(path), encoding: .utf8)
  }
}
