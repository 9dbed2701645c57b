import ArgumentParser
import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStudies

/// The command `stemma policy …`.
struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Check models against a policy of licenses, owners and evidence.",
    subcommands: [PolicyCheckCommand.self]
  )
}

/// The command `stemma policy check ID...`.
struct PolicyCheckCommand: ParsableCommand {
  /// A format of rows, or `sarif`.
  enum Format: ExpressibleByArgument {
    case rows(TableFormat)
    case sarif

    init?(argument: String) {
      if argument == "sarif" {
        self = .sarif
      } else if let format = TableFormat(rawValue: argument) {
        self = .rows(format)
      } else {
        return nil
      }
    }

    var defaultValueDescription: String { "table" }

    static var allValueStrings: [String] { TableFormat.allCases.map(\.rawValue) + ["sarif"] }
  }

  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check models, and everything they were made from; exit 1 when the policy is broken.",
    discussion: """
      The policy is a YAML file; the article "Policies" lists its keys. Each finding names the first hop \
      that breaks a rule, and what it rests on: commit, harvest, day and archived reply. It compares what \
      cards declare; it is not legal advice.

        stemma policy check bigcode/starcoder --policy house.yaml --format sarif > findings.sarif
      """
  )

  @Argument(help: .init("The models: ids, former names or URLs on the Hub.", valueName: "id"))
  var ids: [String]

  @Option(help: .init("The policy's file.", valueName: "file"))
  var policy: String

  @Option(help: "Output format.")
  var format: Format = .rows(.table)

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var csv: CSVOption
  @OptionGroup var question: QuestionOptions

  func run() throws {
    let policy = try Policy(contentsOf: policy)
    let today =
      question.asOf ?? Timestamp.text(secondsSince1970: Int64(Date.now.timeIntervalSince1970))
    let check = try question.answers().check(policy, of: ids, on: today)
    switch json ? .rows(.json) : format {
    case .sarif: Console.write(check.sarif.inertText + "\n")
    case .rows(let format):
      try Console.write(check, as: format, style: csv.style, isQuiet: question.quiet)
    }
    try Outcome(check.isKept).end()
  }
}
