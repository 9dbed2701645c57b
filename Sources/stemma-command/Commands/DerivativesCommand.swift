public import ArgumentParser
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink

/// The command `stemma derivatives ID`.
struct DerivativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derivatives",
    abstract: "Count the derivatives of a model.",
    discussion: """
      Counts the distinct models that the Hub lists, each once and by its relation: direct children, \
      and descendants at any distance. The model itself is never counted.

        stemma derivatives EleutherAI/pythia-70m --by owner
        stemma derivatives EleutherAI/pythia-70m --timing
        stemma derivatives Qwen/Qwen1.5-0.5B --without mass-uploads
      """
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
  var id: String

  @Option(help: "Group by owner, month, license, language or relation.")
  var by: Breakdown.Key?

  @Flag(help: "Show instead how soon the first derivatives came, and how long a generation takes.")
  var timing = false

  @Option(
    help: .init(
      "Also list, apart from the counts, derivatives that this study knows and no card declares.",
      valueName: "study"
    )
  )
  var curated: String?

  @OptionGroup var family: FamilyOptions
  @OptionGroup var view: ViewOptions
  @OptionGroup var leftOut: LeftOutOptions
  @OptionGroup var options: AnswerOptions

  mutating func validate() throws {
    if timing, by != nil { throw ValidationError("Use either --timing or --by, not both.") }
  }

  func run() throws {
    let answers = try options.answers()
    var scope = view.scope(family)
    scope.isWithoutMassUploads = leftOut.leavesOutMassUploads
    let answer: any Report =
      if let by {
        try answers.derivatives(of: id, by: by, in: scope)
      } else if timing {
        try answers.timing(below: id, in: scope)
      } else {
        try answers.derivatives(of: id, in: scope)
      }
    guard let curated else { return try options.write(answer) }
    let apart = try answers.curatedDerivatives(of: id, study: curated, in: scope)
    try options.write(CuratedReport(answer, curated: apart))
  }
}

extension Breakdown.Key: ExpressibleByArgument {}

/// Which relations are followed, and by whose word.
struct RelationOptions: ParsableArguments {
  @Option(
    name: .customLong("relation"),
    help: .init(
      "Follow only this relation (finetune, adapter, merge, quantized); repeatable.",
      valueName: "relation"
    )
  )
  var relations: [String] = []

  @OptionGroup var basis: RelationBasisOption

  /// A scope that follows them.
  var scope: FamilyScope {
    FamilyScope(relations: Set(relations), relationBasis: basis.relationBy)
  }
}

/// Whose word on relations is taken.
struct RelationBasisOption: ParsableArguments {
  @Option(
    help: .init(
      "Take relations from one source alone: hub, declared or own. Default: the first known of them.",
      valueName: "source"
    )
  )
  var relationBy: RelationBasis?
}

extension RelationBasis: ExpressibleByArgument {}

/// What part of a family a question is about.
struct FamilyOptions: ParsableArguments {
  @OptionGroup var relation: RelationOptions

  @Option(help: .init("The maximum number of steps.", valueName: "steps"))
  var depth: Int?

  /// A scope of this part.
  var scope: FamilyScope {
    var scope = relation.scope
    scope.depth = depth
    return scope
  }

  mutating func validate() throws {
    if let depth, depth < 0 { throw ValidationError("--depth cannot be negative.") }
  }
}

/// What counts leave out.
struct LeftOutOptions: ParsableArguments {
  /// A kind of models that can be left out.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case massUploads = "mass-uploads"
  }

  @Option(
    name: .customLong("without"),
    help: .init(
      "Leave out of counts: mass-uploads, which are told by names and by series of names.",
      valueName: "kind"
    )
  )
  var kinds: [Kind] = []

  var leavesOutMassUploads: Bool { kinds.contains(.massUploads) }
}

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
    var scope = family.scope
    scope.isFirstParentOnly = firstParent
    scope.owners = Set(owners)
    scope.leastConfidence = inference.leastConfidence
    return scope
  }
}
