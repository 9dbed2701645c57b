public import ArgumentParser
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaMetrics

/// The command `stemma derivatives ID`.
struct DerivativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derivatives",
    abstract: "Count or list the derivatives of models, or of all models of an owner.",
    discussion: """
      Counts the distinct models that the Hub lists, each once and by its relation: direct children, \
      and descendants at any distance. The model itself is never counted.

      Of a dataset it counts the datasets that name it in source_datasets, directly or over others; of a \
      Space its copies.

      With several models, or with --owner alone, derivatives by the models' own people and by others \
      are told apart; of several models none counts as made from another.

        stemma derivatives EleutherAI/pythia-70m --by owner
        stemma derivatives --owner EleutherAI --by month --by relation
        stemma derivatives EleutherAI/pythia-70m --list --top 20
        stemma derivatives EleutherAI/pythia-70m --robust
        stemma derivatives EleutherAI/pythia-70m --timing
        stemma derivatives EleutherAI/pythia-70m --spaces
        stemma derivatives datasets/EleutherAI/lambada_openai --list
        stemma derivatives Qwen/Qwen1.5-0.5B --without mass-uploads
      """
  )

  @Argument(
    help: .init(
      "Models: ids, former names or URLs on the Hub; or a dataset or Space as datasets/ID or spaces/ID.",
      valueName: "id"
    )
  )
  var ids: [String] = []

  @Option(
    name: .customLong("by"),
    help: .init(
      "Group by owner, month, license, language or relation; by two with a comma, or given twice.",
      valueName: "key"
    )
  )
  var keys: [GroupKeys] = []

  @Flag(help: "List the models themselves.")
  var list = false

  @Flag(
    help: """
      Count the Spaces that load the model or a model made from it; with --list, list them.
      """
  )
  var spaces = false

  @Flag(
    help: """
      Count without mass uploads, without the largest publishers and without any one of them, with \
      intervals.
      """
  )
  var robust = false

  @Option(
    help: .init(
      "With --robust: leave out so many of the largest publishers; repeatable. Default: 1, 5, 10.",
      valueName: "number"
    )
  )
  var withoutTop: [Int] = []

  @Option(help: .init("With --robust: draw this often.", valueName: "number"))
  var resamples = Resampling().count

  @Option(help: .init("With --robust: draw from this seed.", valueName: "number"))
  var seed = Resampling().seed

  @Option(
    help: .init("Show the largest groups only, or the most downloaded models.", valueName: "number")
  )
  var top: Int?

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
  @OptionGroup var counted: CountedOptions
  @OptionGroup var options: FileAnswerOptions

  mutating func validate() throws {
    guard [timing, !by.isEmpty, list, robust].count(where: { $0 }) <= 1 else {
      throw ValidationError("Use only one of --timing, --by, --list and --robust.")
    }
    if spaces, timing || robust || !by.isEmpty || curated != nil || top != nil || ids.count != 1 {
      throw ValidationError("--spaces takes one model, and goes with --list alone.")
    }
    guard !ids.isEmpty || !view.owners.isEmpty else {
      throw ValidationError("Name a model, or an owner with --owner.")
    }
    if ids.isEmpty, view.owners.count > 1 {
      throw ValidationError("Without a model, name one owner.")
    }
    guard Set(by).count == by.count else { throw ValidationError("--by names a key twice.") }
    if by.count > 2 { throw ValidationError("--by takes two keys at most.") }
    if ids.count != 1, timing || curated != nil {
      throw ValidationError("--timing and --curated take one model.")
    }
    if top != nil, by.isEmpty, !list { throw ValidationError("--top needs --by or --list.") }
    guard top ?? 0 >= 0, withoutTop.allSatisfy({ $0 >= 0 }), resamples > 0 else {
      throw ValidationError("--top, --without-top and --resamples cannot be negative.")
    }
  }

  func run() throws {
    let answers = try options.answers()
    let answer = try self.answer(answers)
    guard let curated, let id = ids.first else { return try options.write(answer) }
    let scope = scope
    let apart = try answers.curatedDerivatives(of: id, study: curated, in: scope)
    try options.write(CuratedReport(answer, curated: apart))
  }
}

extension DerivativesCommand {
  private var by: [Breakdown.Key] { keys.flatMap(\.keys) }

  private var scope: FamilyScope {
    var scope = view.scope(family)
    scope.isWithoutMassUploads = leftOut.leavesOutMassUploads
    scope.leftOutOwners = Set(counted.notOwners)
    (scope.since, scope.until) = (counted.since, counted.until)
    return scope
  }

  /// Without a model `--owner` names whose models are meant; beside models, whose are followed.
  private var question: DerivativeQuestion {
    var scope = scope
    guard ids.isEmpty else { return DerivativeQuestion(ids, in: scope) }
    scope.owners = []
    return DerivativeQuestion(owner: view.owners.first, in: scope)
  }

  private func answer(_ answers: Answers) throws -> any Report {
    if spaces, let id = ids.first {
      let spaces = try answers.spaces(loading: id, in: scope)
      return list ? spaces : ModelSpaceCounts(spaces)
    }
    if list { return try answers.models(madeFrom: question, top: top) }
    if robust {
      return try answers.robustness(
        of: question,
        withoutTop: withoutTop.isEmpty ? RobustCounts.usualTops : withoutTop,
        resampling: Resampling(count: resamples, seed: seed)
      )
    }
    guard ids.count == 1, let id = ids.first, by.count < 2, top == nil else {
      return by.isEmpty
        ? try answers.derivatives(question) : try answers.derivatives(question, by: by, top: top)
    }
    if let key = by.first { return try answers.derivatives(of: id, by: key, in: scope) }
    return timing
      ? try answers.timing(below: id, in: scope) : try answers.derivatives(of: id, in: scope)
  }
}

/// Which models count, by who made them and when.
struct CountedOptions: ParsableArguments {
  @Option(
    name: .customLong("not-owner"),
    help: .init("Leave models of this owner out of counts; repeatable.", valueName: "owner")
  )
  var notOwners: [String] = []

  @Option(help: .init("Count models created on or after this day.", valueName: "date"))
  var since: String?

  @Option(help: .init("Count models created on or before this day.", valueName: "date"))
  var until: String?

  /// The same of models that declare a dataset.
  var users: CountedUsers {
    var users = CountedUsers()
    users.leftOutOwners = notOwners
    (users.since, users.until) = (since, until)
    return users
  }
}

/// What groups are told apart by: a key, or several with commas between.
struct GroupKeys: ExpressibleByArgument {
  let keys: [Breakdown.Key]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let keys = words.compactMap { Breakdown.Key(rawValue: String($0)) }
    guard keys.count == words.count else { return nil }
    self.keys = keys
  }

  static var allValueStrings: [String] { Breakdown.Key.allCases.map(\.rawValue) }
}

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
    help: .init(
      "Follow only models of this owner; repeatable. Of derivatives without a model: all models of it.",
      valueName: "owner"
    )
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
