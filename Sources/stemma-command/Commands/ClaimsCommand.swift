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
      A claim is a file queries/claims/ID.sql. Add your own there, or set STEMMA_QUERIES to another \
      folder.

        stemma claims check
        stemma claims show T1 --as-of 2025-11-18
      """,
    subcommands: [ClaimsLsCommand.self, ClaimsShowCommand.self, ClaimsCheckCommand.self]
  )

  /// Loads the studies of `claims` whose files are others than those in the cache.
  static func loadStudies(of claims: [Claim], into options: AnswerOptions) throws {
    let known = try options.answers()
    for study in Set(claims.map(\.study)).sorted() where StudyCommand.folder.names.contains(study) {
      let file = try StudyCommand.file(study)
      guard try known.fileHash(of: study) != file.sha256 else { continue }
      try Console.pipeline(on: options.question.cache.path).load(file)
    }
  }
}

/// The command `stemma claims ls`.
struct ClaimsLsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the claims by stage."
  )

  @Option(help: "Output format: table, json, jsonl, csv or markdown.")
  var format: TableFormat = .table

  @Flag(help: "The same as --format json.")
  var json = false

  func run() throws {
    let rows = try ClaimFolder.ofThisProcess.claims().map { claim -> [Table.Cell] in
      [
        .text(claim.stage.rawValue), .text(claim.id), .text(claim.rule.test.rawValue),
        .text(claim.title), .text(claim.entity),
      ]
    }
    let table = Table(["stage", "claim", "test", "title", "entity"], rows: rows)
    try Console.write(table, as: json ? .json : format)
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
    try ClaimsCommand.loadStudies(of: claims, into: options)
    let answers = try options.answers()
    for check in try answers.check(claims).checks {
      try options.write(ClaimPage(check, history: try answers.history(of: check.claim)))
    }
  }
}

/// The command `stemma claims check [ID...]`.
struct ClaimsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check claims. Exits with 1 if any is contradicted.",
    discussion: """
      Loads the claims' study first, unless the cache has it.

        stemma claims check --as-of 2025-11-18
      """
  )

  @Argument(help: .init("Ids such as P1. Default: all claims.", valueName: "id"))
  var ids: [String] = []

  @OptionGroup var options: AnswerOptions

  func run() throws {
    let claims = try ClaimFolder.ofThisProcess.claims(ids)
    try ClaimsCommand.loadStudies(of: claims, into: options)
    let checks = try options.answers().check(claims)
    try options.write(checks)
    if checks.hasContradicted { throw ExitCode(1) }
  }
}
