import Stemma
import StemmaAnswers
import StemmaGraph

/// Writes a family to its target, and says what was written.
struct ExportRun {
  let format: any FamilyExport
  var output: String?
  var isQuiet = false

  func run(_ choice: FamilyChoice, scope: FamilyScope, of answers: Answers) throws {
    let file = try OutputFile(output)
    do {
      let summary = try answers.export(choice, as: format, in: scope, drain: file.write)
      try file.finish()
      talk(of: summary)
    } catch {
      file.discard()
      throw error
    }
  }

  private func talk(of summary: ExportSummary) {
    guard !isQuiet else { return }
    if let output, output != "-" { Console.say("\(summary.text) written to \(output).") }
    if let warning = summary.warning { Console.say(warning) }
  }
}
