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
      var length = TextLength()
      let tally = try write(choice, scope, answers) {
        length.add($0)
        try file.write($0)
      }
      try file.finish()
      talk(of: tally, length: length.units)
    } catch {
      file.discard()
      throw error
    }
  }

  private func write(
    _ choice: FamilyChoice,
    _ scope: FamilyScope,
    _ answers: Answers,
    _ drain: @escaping ([UInt8]) throws -> Void
  ) throws -> FamilyTally {
    let buffer = OutputBuffer(drain: drain)
    let tally = FamilyTally()
    try answers.read(choice, in: scope) { family in
      try format.write(TalliedFamily(family: family, tally: tally), to: buffer)
    }
    try buffer.flush()
    return tally
  }

  private func talk(of tally: FamilyTally, length: Int) {
    guard !isQuiet else { return }
    if let output, output != "-" {
      Console.say("\(tally.summary) written to \(output).")
    }
    if format is MermaidExport,
      let warning = MermaidExport.warning(edges: tally.edges ?? 0, length: length)
    {
      Console.say(warning)
    }
  }
}

/// How long a text is to a program that counts in units of UTF-16, as those in JavaScript do.
private struct TextLength {
  private(set) var units = 0

  mutating func add(_ bytes: [UInt8]) {
    // A byte of the form 10xxxxxx goes on with a scalar; four bytes are two units.
    for byte in bytes where byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
  }
}
