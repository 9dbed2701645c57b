import ArgumentParser
import Stemma

/// The command `stemma evidence ID FIELD`.
struct EvidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Show what a fact rests on, down to the archived reply that says it.",
    discussion: """
      Names the archive's file, the byte and the id of the WARC record, the address that was asked and \
      when, and prints the piece of the reply. The fields are \
      \(Answers.evidenceFields.joined(separator: ", ")).

        stemma evidence bigcode/starcoder license
      """
  )

  @Argument(help: "A model; or a dataset or Space as datasets/ID or spaces/ID.")
  var id: String

  @Argument(help: "The fact, such as license.")
  var field: String

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().evidence(of: id, field: field)) }
}
