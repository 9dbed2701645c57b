import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// How data and program are cited.
@Suite(.timeLimit(.minutes(1))) struct CitationTests {
  private static let validator = Shared.package.appending(path: ".build/readers/cff/bin/cffconvert")

  private static var hasValidator: Bool {
    FileManager.default.isExecutableFile(atPath: validator.path)
  }

  private func validate(_ file: URL, in folder: URL) async throws {
    let ending = try await ChildProcess.start(
      Self.validator,
      ["--validate", "-i", file.path],
      in: folder
    ).ending()
    #expect(ending.status == 0, "\(ending.output) \(ending.errors)")
  }

  @Test func aCacheIsCitedByItsHarvest() async throws {
    try await Trial.of(#"{"model": {"id": "l/base"}}"#) { trial in
      try await trial.sweep(on: "2026-03-04")
      let citation = try trial.answers().citation()
      #expect(citation.bibTeX.hasPrefix("@misc{stemma-2026-03-04,\n"))
      for line in [
        "author = {{The Stemma developers}}", "harvest 1 of 2026-03-04", "year = {2026}",
        "month = {3}", "version \(Version.text)",
      ] {
        #expect(citation.bibTeX.contains(line), "\(line)")
      }
      #expect(citation.cff.contains("date-released: \"2026-03-04\""))
      #expect(try trial.answers().citation() == citation)
      #expect(throws: (any Error).self) { try trial.answers().citation(study: "none") }
    }
  }

  /// What a study is called acts on neither TeX nor YAML.
  @Test func foreignWordsAreInert() {
    let citation = Citation(
      title: "50% {of} \\input{x} #1 & \"more\"\n- name: nobody",
      day: "2026-03-04",
      harvest: 2,
      endpoint: "https://huggingface.co",
      study: "a \"study\""
    )
    let words = ##"50\% \{of\} \textbackslash{}input\{x\} \#1 \& "more""##
    #expect(citation.bibTeX.contains(words))
    #expect(citation.bibTeX.hasPrefix("@misc{stemma-astudy-2026-03-04,"))
    #expect(!citation.cff.contains("\n- name: nobody"))
    #expect(citation.cff.split(separator: "\n").count { $0.hasPrefix("title: ") } == 1)
  }

  @Test(.enabled(if: hasValidator, "needs cffconvert, which Scripts/setup --readers installs"))
  func theFilesAreValid() async throws {
    try await Trial.of(#"{"model": {"id": "l/base"}}"#) { trial in
      try await trial.harvest()
      try await validate(Shared.package.appending(path: "CITATION.cff"), in: trial.folder)
      let file = trial.folder.appending(path: "CITATION.cff")
      try Data(trial.answers().citation().cff.utf8).write(to: file)
      try await validate(file, in: trial.folder)
      let odd = Citation(
        title: "a: 'b' # \"c\"",
        day: "2026-03-04",
        harvest: 1,
        endpoint: "http://127.0.0.1:1"
      )
      try Data(odd.cff.utf8).write(to: file)
      try await validate(file, in: trial.folder)
    }
  }

  @Test func theFileOfStemmaHasItsVersion() throws {
    let text = try String(
      contentsOf: Shared.package.appending(path: "CITATION.cff"),
      encoding: .utf8
    )
    #expect(text.contains("\nversion: \(Version.text)\n"))
  }
}
