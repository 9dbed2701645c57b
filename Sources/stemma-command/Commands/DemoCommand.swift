import ArgumentParser
import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaHarvest
import StemmaReports
import StemmaStudies

/// The command `stemma demo`.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run a complete harvest on a built-in world, without network or token.",
    discussion: """
      Starts a local Hub that serves the families of the study, harvests it, analyzes the result, \
      draws the trees and writes the report.
      """
  )

  @Option(
    name: .shortAndLong,
    help: .init(
      "The folder for the cache and the report of the demo. Default: cache/demo.",
      valueName: "folder"
    )
  )
  var output = "cache/demo"

  func run() async throws {
    _ = try ReportFolder(output)
    let path = output + "/stemma.sqlite"
    let hub = try StandInProgram.start()
    Console.say("A local Hub serves the demo world at \(hub.address).")
    let run = HarvestRun(
      request: HarvestRequest(subjects: [], plan: .sweep),
      hub: try HubSettings(endpoint: hub.address, token: nil, environment: [:]),
      cachePath: path,
      isQuiet: false
    )
    try await run.run()
    hub.stop()

    let answers = try Answers(cachePath: path)
    var families = Table(["project", "largest family", "models", "direct", "all", "publishers"])
    for project in DemoTour.projects {
      guard let root = try answers.largestFamily(of: project.owners) else { continue }
      let tree = try answers.tree(of: root)
      Console.write("\n\(project.name)\n" + TreeDrawing(tree, foldLimit: 6).text)
      let count = try answers.derivatives(of: root)
      families.rows.append([
        .text(project.name), .text(root), Table.Cell(tree.nodes.count),
        Table.Cell(count.direct.total), Table.Cell(count.all.total), Table.Cell(count.publishers),
      ])
    }
    Console.write("\n" + families.text(as: .table))

    try writeReport(on: path)
    Console.say(
      """

      The cache is \(path). Try:
        stemma tree meta-llama/Llama-3.1-8B --cache \(path)
        stemma derivatives HuggingFaceTB/SmolLM2-135M --cache \(path)
        stemma ancestors GoToCompany/gemma2-9b-cpt-sahabatai-v1-instruct --cache \(path)
      """
    )
  }

  /// Writes the report on the study, where its file is at hand.
  private func writeReport(on path: String) throws {
    let study = "cartography-2025"
    guard StudyCommand.folder.names.contains(study) else { return }
    let folder = output + "/report"
    try Console.pipeline(on: path).load(StudyCommand.file(study))
    let (report, notices) = try Answers(cachePath: path).report(on: study)
    for notice in notices { Console.say("stemma: \(notice)") }
    try ReportFolder(folder).write(
      [ReportFormat.html, .markdown].flatMap { $0.files(of: report) }
    )
    Console.say("\nThe report on the study \(study) starts at \(folder)/index.html.")
  }
}

/// What the demo shows: the largest family of each studied project's own models.
enum DemoTour {
  /// The projects of the study, and BigCode, with the names their organizations have on the Hub.
  static let projects: [(name: String, owners: [String])] = [
    ("Llama", ["meta-llama"]), ("SmolLM", ["HuggingFaceTB"]),
    ("Typhoon", ["typhoon-ai", "scb10x"]),
    ("Ling", ["inclusionAI"]), ("OLMo", ["allenai"]), ("SEA-LION", ["aisingapore"]),
    ("Aquila", ["BAAI"]), ("NB-Llama", ["NbAiLab"]), ("OpenGPT-X", ["openGPT-X"]),
    ("Pythia", ["EleutherAI"]), ("Bielik", ["speakleash"]), ("Aya", ["CohereLabs"]),
    ("Masakhane", ["masakhane", "Lugha-Llama"]), ("BLOOM", ["bigscience"]),
    ("BigCode (an example, not a case)", ["bigcode"]),
  ]
}
