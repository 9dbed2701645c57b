import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph

/// Writes a family to its target, and says what was written.
struct ExportRun {
  let format: any FamilyExport
  var output: String?
  var isQuiet = false

  func run(_ choice: FamilyChoice, scope: FamilyScope, of answers: Answers) throws {
    let file = try OutputFile(output)
    do {
      let tally = try write(choice, scope, answers, to: file)
      try file.finish()
      talk(of: tally)
    } catch {
      file.discard()
      throw error
    }
  }

  private func write(
    _ choice: FamilyChoice,
    _ scope: FamilyScope,
    _ answers: Answers,
    to file: OutputFile
  ) throws -> FamilyTally {
    let buffer = OutputBuffer(drain: file.write)
    let tally = FamilyTally()
    try answers.read(choice, in: scope) { family in
      try format.write(TalliedFamily(family: family, tally: tally), to: buffer)
    }
    try buffer.flush()
    return tally
  }

  private func talk(of tally: FamilyTally) {
    guard !isQuiet else { return }
    if let output, output != "-" {
      Console.say("\(tally.summary) written to \(output).")
    }
    if format is MermaidExport, let edges = tally.edges, edges > MermaidExport.edgeLimit {
      Console.say(
        "Mermaid draws at most \(MermaidExport.edgeLimit) edges unless its host's maxEdges says "
          + "otherwise: choose a smaller part, or another format."
      )
    }
  }
}
