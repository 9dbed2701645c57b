import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics

extension AgentTool {
  static let search = AgentTool(
    "search",
    "Find a model, a dataset or an owner",
    "Models, datasets, Spaces and owners whose names are like a text, the nearest first. Typos do not matter.",
    [Parameter("text", "A name, as far as it is known.").required],
    list: "hits",
    shape: [("text", "string"), ("hits", "array")]
  ) { question in
    let page = question.page
    // What comes after the first few hundred is like nothing anymore.
    let found = try question.answers.search(
      question.arguments.text("text") ?? "",
      limit: min(page.offset + page.limit + 1, 400)
    )
    let hits = found.hits.dropFirst(page.offset)
    return AgentAnswer(
      NameSearch(sought: found.sought, hits: Array(hits.prefix(page.limit))).json,
      list: "hits"
    ).part(hasMore: hits.count > page.limit)
  }

  static let info = AgentTool(
    "model",
    "All that is known of a repository",
    """
    License, task, languages, size, counters, dates, former names, parents with who says so, \
    successors, tags and history of a model (or, with kind, of a dataset or a Space).
    """,
    [
      Parameter("id", "Its id, a former name or its URL on the Hub.").required,
      Parameter("kind", .choice(["model", "dataset", "space"]), "What it is. Default: model."),
    ],
    shape: [("name", "string"), ("kind", "string")]
  ) { question in
    let kind = question.arguments.text("kind").flatMap(RepoKind.init) ?? .model
    return AgentAnswer(try question.answers.info(on: question.id, kind: kind).json)
  }

  static let impact = AgentTool(
    "impact",
    "Who loses what if a repository goes",
    """
    What hangs on a model, or on a dataset named as datasets/ID, if it is withdrawn, gated or \
    relicensed: who loses the only way to a root, a license, a dataset or a model, and what could \
    take its place.
    """,
    [
      Parameter("id", "A model, or a dataset as datasets/ID.").required,
      Parameter("event", .choice(["gone", "gated", "relicensed"]), "Default: gone."),
      Parameter("license", "With event relicensed: the new license, such as gemma."),
    ],
    list: "affected",
    shape: [
      ("id", "string"), ("descendants", "integer"), ("lose", "object"), ("affected", "array"),
    ]
  ) { question in
    let page = question.page
    let impact = try question.answers.impact(
      of: question.id,
      if: try event(of: question),
      limit: page.offset + page.limit
    )
    return AgentAnswer(
      impact.part(from: page.offset, limit: page.limit).json,
      list: "affected",
      caveats: [noAdvice]
    ).part(of: impact.total, from: page)
  }

  private static func event(of question: AgentQuestion) throws -> Impact.Event {
    switch question.arguments.text("event") {
    case "gated": return .gated
    case "relicensed":
      guard let license = question.arguments.text("license") else {
        throw AgentMisuse("With event relicensed name the new license.")
      }
      return .relicensed(license)
    default: return .gone
    }
  }

  static let reuse = AgentTool(
    "reuse",
    "Which models use a dataset",
    """
    The models that declare a dataset in their card or tags, by whom, in windows of days after its \
    release, and which datasets it was made from.
    """,
    [
      Parameter("dataset", "A dataset: its id, a former name or its URL on the Hub.").required,
      Parameter("from", "The first day of the windows. Default: the dataset's first day."),
      Parameter("study", "A study in the cache, whose accounts count as the dataset's own."),
      Parameter("inherited", .flag, "Also count models that descend from a user of it."),
      Parameter("derived", .flag, "Also count models that use a dataset made from it."),
    ],
    list: "models",
    shape: [
      ("dataset", "string"), ("declared_by", "integer"), ("external", "integer"),
      ("windows", "array"), ("models", "array"),
    ]
  ) { question in
    var reuse = ReuseQuestion(dataset: question.arguments.text("dataset") ?? "")
    reuse.from = question.arguments.text("from")
    reuse.study = question.arguments.text("study")
    reuse.includesInherited = question.arguments.flag("inherited")
    reuse.includesDerived = question.arguments.flag("derived")
    return AgentAnswer(try question.answers.reuse(reuse).json, list: "models")
  }
}
