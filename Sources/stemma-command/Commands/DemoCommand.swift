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
      Starts a local Hub that serves the families of the study, harvests it with the details of the \
      study's repositories, and shows what was found: the trees, whether Lugha-Llama was made from \
      Llama, who uses Infinity Instruct, what happens on one project, and the report.
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
    let isNew = !FileManager.default.fileExists(atPath: output)
    _ = try ReportFolder(output)
    do { try await show() } catch {
      // Half a demo is of no use to anybody; what was there before is.
      if isNew, Outcome(of: error) == .failed {
        try? FileManager.default.removeItem(atPath: output)
      }
      throw error
    }
  }

  private func show() async throws {
    let path = output + "/stemma.sqlite"
    let hub = try StandInProgram.start()
    Console.say("A local Hub serves the demo world at \(hub.address).")
    let study = try StudyCommand.file(Self.study)
    try Console.pipeline(on: path).load(study)
    let run = HarvestRun(
      request: HarvestRequest(
        subjects: [],
        study: study.study.subjects.map { CohortMember($0.kind, $0.name) },
        plan: .sweep,
        details: .study
      ),
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

    try DemoFindings(answers: answers, study: Self.study).show()
    try writeReport(on: path)
    Console.say(
      """

      The cache is \(path). Try:
        stemma tree meta-llama/Llama-3.1-8B --format html --cache \(path) > family.html
        stemma derivatives HuggingFaceTB/SmolLM2-135M --cache \(path)
        stemma ancestors GoToCompany/gemma2-9b-cpt-sahabatai-v1-instruct --cache \(path)
      Or look around in a browser:
        stemma serve --cache \(path)
      """
    )
  }

  private static let study = "cartography-2025"

  /// Writes the report on the study.
  private func writeReport(on path: String) throws {
    let folder = output + "/report"
    let (report, notices) = try Answers(cachePath: path).report(on: Self.study)
    for notice in notices { Console.say("stemma: \(notice)") }
    try ReportFolder(folder).write(
      [ReportFormat.html, .markdown].flatMap { $0.files(of: report) }
    )
    Console.say("\nThe report on the study \(Self.study) starts at \(folder)/index.html.")
  }
}

/// Three questions of the study, and what the demo's world answers.
private struct DemoFindings {
  let answers: Answers
  let study: String

  func show() throws {
    try showAncestry()
    try showReuse()
    try showActivity()
  }

  private func showAncestry() throws {
    let claims = try ClaimFolder.ofThisProcess.claims(["P1"])
    for check in try answers.check(claims, studies: .ofThisProcess).checks {
      Console.write(
        "\nWas Lugha-Llama made from Llama? `stemma claims show P1` says: "
          + "\(check.judgement.verdict.rawValue), by \(check.evidenceCount) models.\n"
          + check.caveats.map { "  \($0)\n" }.joined()
      )
      let rows = check.evidence.map { $0.map(Table.Cell.init(json:)) }
      Console.write("\n" + Table(check.columns, rows: rows).text(as: .table))
    }
  }

  private func showReuse() throws {
    let dataset = "BAAI/Infinity-Instruct"
    var question = ReuseQuestion(dataset: dataset)
    question.study = study
    let reuse = try answers.reuse(question)
    let users = reuse.models.filter(\.isExternal)
    Console.write("\nWho uses Infinity Instruct? `stemma reuse \(dataset)` says:\n" + reuse.text)
    let rows = users.map { user -> [Table.Cell] in
      [.text(user.id), Table.Cell(user.day), Table.Cell(user.relation)]
    }
    Console.write("\n" + Table(["by others", "created", "relation"], rows: rows).text(as: .table))
    Console.write(
      """

      These \(users.count) models of others are all that the public records behind the demo show, and \
      the days of some are made up, as its world says. The study's talk speaks of over 130.
      A harvest of the Hub adds every model whose card or tag names the dataset, with its day:
        stemma harvest datasets/\(dataset) --plan walk

      """
    )
  }

  private func showActivity() throws {
    let project = "olmo"
    var question = ActivityQuestion(of: [project], scope: .project)
    question.study = study
    Console.write(
      "\nWhat happens on OLMo? `stemma activity \(project)` says, of commits and discussions that "
        + "are made up but for their form:\n"
    )
    Console.write(try answers.activity(question).text)
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
