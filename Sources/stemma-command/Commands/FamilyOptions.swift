import ArgumentParser

/// What part of a family a question is about.
struct FamilyOptions: ParsableArguments {
  @Option(
    name: .customLong("relation"),
    help: .init(
      "Follow only this relation (finetune, adapter, merge, quantized); repeatable.",
      valueName: "relation"
    )
  )
  var relations: [String] = []

  @Option(help: .init("The maximum number of steps.", valueName: "steps"))
  var depth: Int?

  mutating func validate() throws {
    if let depth, depth < 0 { throw ValidationError("--depth cannot be negative.") }
  }
}
