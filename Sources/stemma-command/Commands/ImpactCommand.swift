import ArgumentParser
import Stemma
import StemmaAnswers

/// The command `stemma impact ID`.
struct ImpactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Show who loses what when a model or dataset is withdrawn, gated or relicensed.",
    discussion: """
      Counts the models below to which every way from a root leads over it, the copies that have their \
      license from it, the models that name no other dataset, and the Spaces that name no other model. \
      With relicensed=LICENSE, lists the models whose declared license would be looser than inherited; \
      it is not legal advice.

        stemma impact bigcode/starcoder
        stemma impact bigcode/starcoder --if relicensed=gemma
        stemma impact datasets/bigcode/the-stack --if gated
      """
  )

  @Argument(help: "A model, or a dataset as datasets/ID: its id, a former name or its URL.")
  var id: String

  @Option(
    name: .customLong("if"),
    help: .init("What happens: gone, gated or relicensed=LICENSE.", valueName: "event")
  )
  var event = ImpactEvent(event: .gone)

  @OptionGroup var options: AnswerOptions

  func run() throws {
    try options.write(
      options.answers().impact(
        of: id,
        if: event.event,
        limit: options.writing.isForTerminal ? Impact.shown : .max
      )
    )
  }
}

/// What happens, as it is written on the command line.
struct ImpactEvent: ExpressibleByArgument {
  let event: Impact.Event

  init(event: Impact.Event) { self.event = event }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    switch (parts.first, parts.count) {
    case ("gone", 1): event = .gone
    case ("gated", 1): event = .gated
    case ("relicensed", 2): event = .relicensed(String(parts[1]))
    default: return nil
    }
  }

  var defaultValueDescription: String { event.name }
}
