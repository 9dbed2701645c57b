import ArgumentParser
import StemmaGraph

/// Whether edges that nobody declares are followed.
struct InferenceOptions: ParsableArguments {
  @Flag(help: "Also follow inferred edges: base models read from names, configurations and prose.")
  var inferred = false

  @Option(
    help: .init("With --inferred: the minimum confidence, from 0 to 1.", valueName: "share")
  )
  var confidence = FamilyScope.usualConfidence

  /// The least confidence that is followed; nil for no inferred edge at all.
  var leastConfidence: Double? { inferred ? confidence : nil }

  mutating func validate() throws {
    guard (0...1).contains(confidence) else {
      throw ValidationError("--confidence must be from 0 to 1.")
    }
  }
}

/// Which edges are followed beside relation and depth.
struct ViewOptions: ParsableArguments {
  @Flag(help: "Follow only the first parent of each model, in the order of its card.")
  var firstParent = false

  @Option(
    name: .customLong("owner"),
    help: .init("Follow only models of this owner; repeatable.", valueName: "owner")
  )
  var owners: [String] = []

  @OptionGroup var inference: InferenceOptions

  /// The scope that these and `family` choose.
  func scope(_ family: FamilyOptions) -> FamilyScope {
    FamilyScope(
      relations: Set(family.relations),
      depth: family.depth,
      isFirstParentOnly: firstParent,
      owners: Set(owners),
      leastConfidence: inference.leastConfidence
    )
  }
}
