import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph

extension AgentTool {
  static let tree = AgentTool(
    "tree",
    "Family tree of a model",
    """
    Everything that was made from a model, or with direction up everything that it was made from: \
    nodes by distance, each with how it was made, license, downloads and date, and the edges from \
    these to their parents. A ghost is a declared model that is not on the Hub.
    """,
    [
      kin, Parameter("direction", .choice(["down", "up"]), "down (the default) or up."), depth,
      relations, inferred,
    ],
    list: "nodes",
    shape: [("model", "string"), ("nodes", "array"), ("edges", "array")]
  ) { question in
    let (part, total) = try question.answers.tree(
      of: question.id,
      direction: question.arguments.text("direction") == "up" ? .up : .down,
      in: question.scope,
      from: question.page.offset,
      limit: question.page.limit
    )
    return AgentAnswer(part.json, list: "nodes", beside: (list: "edges", key: "child"))
      .part(of: total, from: question.page)
  }

  static let ancestors = AgentTool(
    "ancestors",
    "Ancestors of a model",
    "Every model that a model was made from, directly or over others, by distance, and the roots.",
    [kin, depth, relations, inferred],
    list: "ancestors",
    shape: [("model", "string"), ("ancestors", "array"), ("roots", "array")]
  ) { question in
    let ancestors = try question.answers.ancestors(of: question.id, in: question.scope)
    return AgentAnswer(ancestors.json, list: "ancestors")
  }

  static let derivatives = AgentTool(
    "derivatives",
    "Derivatives of a model, counted",
    """
    How many models were made from a model, directly and at any distance, by relation, with the \
    publishers; with by in groups (largest first).
    """,
    [
      kin,
      Parameter(
        "by",
        .choice(Breakdown.Key.allCases.map(\.rawValue)),
        "Count in groups of what they have in common."
      ),
      Parameter("without_mass_uploads", .flag, "Leave out what is told to be a mass upload."),
      depth, relations, inferred,
    ],
    list: "groups",
    shape: [("model", "string")]
  ) { question in
    var scope = question.scope
    scope.isWithoutMassUploads = question.arguments.flag("without_mass_uploads")
    guard let key = question.arguments.text("by").flatMap(Breakdown.Key.init) else {
      return AgentAnswer(try question.answers.derivatives(of: question.id, in: scope).json)
    }
    let groups = try question.answers.derivatives(of: question.id, by: key, in: scope)
    return AgentAnswer(groups.json, list: "groups")
  }

  static let derivativeModels = AgentTool(
    "derivative_models",
    "Derivatives of a model, listed",
    "The models that were made from a model, each with parent, owner, license, downloads and dates.",
    [
      model,
      Parameter("without_mass_uploads", .flag, "Leave out what is told to be a mass upload."),
      Parameter("since", "Only models created on or after this day, such as 2025-01-31."),
      Parameter("until", "Only models created on or before this day."),
      depth, relations, inferred,
    ],
    list: "models",
    shape: [("subject", "string"), ("total", "integer"), ("models", "array")]
  ) { question in
    var scope = question.scope
    scope.isWithoutMassUploads = question.arguments.flag("without_mass_uploads")
    (scope.since, scope.until) = (
      question.arguments.text("since"), question.arguments.text("until")
    )
    let models = try question.answers.models(
      madeFrom: DerivativeQuestion([question.id], in: scope),
      from: question.page.offset,
      limit: question.page.limit
    )
    return AgentAnswer(models.json, list: "models").part(of: models.total, from: question.page)
  }

  static let path = AgentTool(
    "path",
    "How two models are related",
    "The shortest way between two models over a common ancestor, and what else both were made from.",
    [
      Parameter("from", "A model, or a dataset or Space as datasets/ID or spaces/ID.").required,
      Parameter("to", "Another.").required, relations, inferred,
    ],
    list: "common",
    shape: [("from", "string"), ("to", "string"), ("path", "array"), ("common", "array")]
  ) { question in
    let path = try question.answers.path(
      from: question.arguments.text("from") ?? "",
      to: question.arguments.text("to") ?? "",
      in: question.scope
    )
    return AgentAnswer(path.json, list: "common")
  }

  static let licenses = AgentTool(
    "licenses",
    "Licenses along a family",
    """
    The license of each ancestor and of the model, and where a declared one is looser than what it \
    inherits, with the rule and its source; with below the first looser step on the way to each \
    descendant.
    """,
    [model, Parameter("below", .flag, "Look at what was made from the model instead.")],
    list: "steps",
    shape: [("model", "string"), ("steps", "array")]
  ) { question in
    guard question.arguments.flag("below") else {
      let path = try question.answers.licenses(of: question.id)
      let members = (path.json.object ?? []).map {
        JSONValue.Member($0.key == "hops" ? "steps" : $0.key, $0.value)
      }
      return AgentAnswer(.object(members), list: "steps", caveats: [noAdvice])
    }
    let looser = try question.answers.looserLicenses(below: question.id)
    return AgentAnswer(looser.json, list: "steps", caveats: [noAdvice])
  }

  static let noAdvice = """
    Declared licenses are compared with license texts; it is no legal advice, and a missing license \
    is never looser.
    """

  static let model = Parameter("id", "A model: its id, a former name or its URL on the Hub.")
    .required

  private static let kin = Parameter(
    "id",
    "A model, or a dataset or Space as datasets/ID or spaces/ID: its id, a former name or its URL."
  ).required

  private static let depth = Parameter(
    "depth",
    .number(1...1000, usual: nil),
    "Follow so many steps. Default: all."
  )

  private static let relations = Parameter(
    "relations",
    .texts,
    "Follow only these relations: finetune, adapter, merge, quantized. Default: all."
  )

  private static let inferred = Parameter(
    "inferred",
    .flag,
    "Also follow base models that names, configurations and prose reveal and no card declares."
  )
}

extension AgentQuestion {
  var id: String { arguments.text("id") ?? "" }

  fileprivate var scope: FamilyScope {
    FamilyScope(
      relations: Set(arguments.texts("relations")),
      depth: arguments.number("depth"),
      leastConfidence: arguments.flag("inferred") ? FamilyScope.usualConfidence : nil
    )
  }
}
