import Stemma
import ArgumentParser
import StemmaCore
import StemmaStudies

/// The command `stemma claims …`.
struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims",
    abstract: "Check the claims of a study against the cache.",
    discussion: """
      The claims that ship are in the program. A file claims/ID.sql in queries/ here, in the folder that \
      STEMMA_QUERIES names instead, or in ~/.config/stemma/queries adds one, or takes the place of one.

        stemma claims check
        stemma claims show T1 --as-of 2025-11-18
      """,
    subcommands: [ClaimsLsCommand.self, ClaimsShowCommand.self, ClaimsCheckCommand.self]
  )
}

/// The command `stemma claims ls`.
struct ClaimsLsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the claims by stage."
  )

  @OptionGroup var writing: FormatOptions

  func run() throws {
    let rows = try ClaimFolder.ofThisProcess.claims().map { claim -> [Table.Cell] in
      [
        .text(claim.stage.rawValue), .text(claim.id), .text(claim.rule.test.rawValue),
        .text(claim.title), .text(claim.entity),
      ]
    }
    let table = Table(["stage", "claim", "test", "title", "entity"], rows: rows)
    try writing.write(table)
  }
}

/// The command `stemma claims show ID`.
struct ClaimsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a claim: its text, test, verdict, evidence and SQL."
  )

  @Argument(help: "The claim's id, such as P1.")
  var id: String

  @OptionGroup var options: AnswerOptions

  func run() throws {
    let claims = try ClaimFolder.ofThisProcess.claims([id])
    for page in try options.answers().pages(on: claims, studies: .ofThisProcess) {
      try options.write(page)
    }
  }
}

/// The command `stemma claims check [ID...]`.
struct ClaimsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check claims. Exits with 1 if any is contradicted.",
    discussion: """
      A claim that cannot be read or run is named, the others are checked, and the exit code is 2.

      A study in queries/studies counts as its file says. Nothing is written to the cache: \
      `stemma study load` keeps the verdicts of each harvest.

        stemma claims check --as-of 2025-11-18
      """
  )

  @Argument(help: .init("Ids such as P1. Default: all claims.", valueName: "id"))
  var ids: [String] = []

  @OptionGroup var options: AnswerOptions

  func run() throws {
    var (claims, faults) = try ClaimFolder.ofThisProcess.toCheck(ids)
    let checks = try options.answers().check(claims, studies: .ofThisProcess) { fault in
      faults.append(fault)
    }
    for fault in faults { Console.say("stemma: \(fault)") }
    try options.write(checks)
    try (faults.isEmpty ? Outcome(of: checks) : .failed).end()
  }
}
