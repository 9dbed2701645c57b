import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaMetrics
import StemmaOperations
import StemmaStore
import StemmaStudies

/// Every route of the API.
enum API {
  /// In the order of the commands.
  static let routes: [APIRoute] = [
    repositories, families, licensesAndImpact, datasets, measures, studies, harvests, watching,
    queries,
  ].flatMap { $0 }

  static func route(_ path: [String]) -> APIRoute? { byPath[path.joined(separator: "/")] }

  private static let byPath: [String: APIRoute] = Dictionary(
    uniqueKeysWithValues: routes.map { ($0.path, $0) }
  )

  private static let repositories = [
    APIRoute(
      "status",
      "status",
      "What is cached, how fresh it is and what is missing.",
      isOfNow: true
    ) { _, answers in try WatchedStatus(answers) },
    APIRoute(
      "search",
      "search",
      "Models, datasets and owners by a part of the name, or by a misspelt one.",
      [.text("text", "A name, as far as it is known.").required],
      list: "hits",
      isOpen: true
    ) { question, answers in
      // One more than the page, to know whether there are more.
      let page = APIPage(question)
      return try answers.search(question.required("text"), limit: page.offset + page.limit + 1)
    },
    APIRoute(
      "models",
      "models ls",
      "The models of an owner, or of a task, license, library or time.",
      [
        .owner, .notOwner, .text("task", "Of this task, such as text-generation."),
        .text("license", "Of this license."), .text("library", "Of this library."),
        .text("language", "Of this language, such as de."), .since, .until,
      ],
      isOpen: true,
      isHeavy: true
    ) { question, answers in
      var asked = ModelQuestion()
      asked.owner = question["owner"]
      asked.leftOutOwners = question.all("not_owner")
      (asked.task, asked.license) = (question["task"], question["license"])
      (asked.library, asked.language) = (question["library"], question["language"])
      (asked.since, asked.until) = (question["since"], question["until"])
      let page = APIPage(question)
      guard let owner = asked.owner else {
        asked.limit = page.offset + page.limit + 1
        return try answers.models(asked)
      }
      let part = try answers.models(asked, of: owner, from: page.offset, limit: page.limit)
      return PartOfReport(part, total: part.total ?? 0)
    },
    APIRoute(
      "models/info",
      "models info",
      "Everything known about a repository, with its names, parents and history.",
      [
        .text("id", "Its id, a former name or its URL on the Hub.").required,
        .choice("kind", ["model", "dataset", "space"], "What it is; by default a model."),
      ]
    ) { question, answers in
      let kind = question["kind"].map { RepoKind(rawValue: $0) ?? .model } ?? .model
      return try answers.info(on: question.required("id"), kind: kind)
    },
    APIRoute(
      "models/history",
      "models history",
      "What a model's counters were, with the gaps between.",
      [.model],
      list: "series"
    ) { question, answers in try answers.counters(of: question.required("id")) },
    APIRoute(
      "evidence",
      "evidence",
      "What a fact rests on, down to the archived reply that says it.",
      [.name, .choice("field", Answers.evidenceFields, "The fact.").required],
      isHeavy: true
    ) { question, answers in
      try answers.evidence(of: question.required("id"), field: question.required("field"))
    },
  ]

  private static let families = [
    APIRoute(
      "tree",
      "tree",
      "A model, dataset or Space with all that was made from it, or all it was made from.",
      [.name, .flag("up", "What it was made from.")] + APIParameter.view
    ) { question, answers in
      // Of a family of a million no more is read than the part that is shown.
      let page = APIPage(question)
      let (part, total) = try answers.tree(
        of: question.required("id"),
        direction: question.isSet("up") ? .up : .down,
        in: question.scope,
        from: page.offset,
        limit: page.limit
      )
      return PartOfReport(part, total: total)
    },
    APIRoute(
      "derivatives",
      "derivatives",
      "How many models were made from a model.",
      [.name] + APIParameter.view + APIParameter.counted
    ) { question, answers in
      try answers.derivatives(of: question.required("id"), in: question.scope)
    },
    APIRoute(
      "derivatives/by",
      "derivatives --by",
      "The derivatives of a model, grouped.",
      [.name, .choice("by", GroupKey.allCases.map(\.rawValue), "By what.").required]
        + APIParameter.view + APIParameter.counted,
      list: "groups"
    ) { question, answers in
      let key = GroupKey(rawValue: question.required("by")) ?? .owner
      return try answers.derivatives(of: question.required("id"), by: key, in: question.scope)
    },
    APIRoute(
      "derivatives/timing",
      "derivatives --timing",
      "How soon a model was built on, and how long a generation takes below it.",
      [.model] + APIParameter.view
    ) { question, answers in
      try answers.timing(below: question.required("id"), in: question.scope)
    },
    APIRoute(
      "derivatives/list",
      "derivatives --list",
      "The models that were made from models, or from all those of an owner.",
      [.models, .owner] + APIParameter.view + APIParameter.counted
        + [.flag("by_downloads", "The most downloaded first.")]
    ) { question, answers in
      let page = APIPage(question)
      let part = try answers.models(
        madeFrom: question.derivatives,
        from: page.offset,
        limit: page.limit,
        byDownloads: question.isSet("by_downloads")
      )
      return PartOfReport(part, total: part.total)
    },
    APIRoute(
      "derivatives/spaces",
      "derivatives --spaces --list",
      "The Spaces that load a model, or a model made from it.",
      [.model] + APIParameter.view,
      list: "spaces"
    ) { question, answers in
      try answers.spaces(loading: question.required("id"), in: question.scope)
    },
    APIRoute(
      "derivatives/robust",
      "derivatives --robust",
      "How much the number of derivatives depends on single publishers.",
      [.models, .owner] + APIParameter.view + APIParameter.counted
        + [.integer("resamples", 1...10_000, "Draw this often.")],
      isHeavy: true
    ) { question, answers in
      var resampling = Resampling()
      if let count = question.integer("resamples") {
        resampling = Resampling(count: count, seed: resampling.seed)
      }
      return try answers.robustness(of: question.derivatives, resampling: resampling)
    },
    APIRoute(
      "derivatives/joint",
      "derivatives of several",
      "How many models were made from several, or from all models of an owner, and by whom.",
      [.models, .owner] + APIParameter.view + APIParameter.counted
    ) { question, answers in try answers.derivatives(question.derivatives) },
    APIRoute(
      "derivatives/joint/by",
      "derivatives of several --by",
      "The same, grouped by one or two keys.",
      [
        .models, .owner,
        .choice("by", GroupKey.allCases.map(\.rawValue), "By what; twice for both.").required
          .repeatable,
      ] + APIParameter.view + APIParameter.counted,
      list: "groups"
    ) { question, answers in
      let keys = question.all("by").compactMap(GroupKey.init)
      guard keys.count <= 2 else {
        throw Problem(400, "parameter", "by takes two keys at most.")
      }
      return try answers.derivatives(question.derivatives, by: keys)
    },
    APIRoute(
      "ancestors",
      "ancestors",
      "Everything that a model was made from.",
      [.name] + APIParameter.view,
      list: "ancestors"
    ) { question, answers in
      try answers.ancestors(of: question.required("id"), in: question.scope)
    },
    APIRoute(
      "siblings",
      "siblings",
      "The models that share a parent with a model.",
      [.name] + APIParameter.relations + [.inferred]
    ) { question, answers in
      let page = APIPage(question)
      let part = try answers.siblings(
        of: question.required("id"),
        in: question.scope,
        from: page.offset,
        limit: page.limit
      )
      return PartOfReport(part, total: part.total)
    },
    APIRoute(
      "path",
      "path",
      "How two models are related, and what both were made from.",
      [
        .text("from", "One model, or datasets/ID or spaces/ID.").required,
        .text("to", "The other.").required,
      ] + APIParameter.relations + [.inferred]
    ) { question, answers in
      try answers.path(
        from: question.required("from"),
        to: question.required("to"),
        in: question.scope
      )
    },
    APIRoute(
      "families",
      "families",
      "The largest families, or those in which an owner has a model.",
      [.owner, .inferred, .without] + APIParameter.relations,
      list: "largest",
      isOpen: true,
      isHeavy: true
    ) { question, answers in
      let page = APIPage(question)
      return try answers.families(
        limit: page.offset + page.limit + 1,
        in: question.scope,
        of: question["owner"]
      )
    },
    APIRoute(
      "families/cycles",
      "families --cycles",
      "The models that are made from each other, or from themselves.",
      [.inferred] + APIParameter.relations,
      list: "cycles",
      isHeavy: true
    ) { question, answers in try answers.cycles(in: question.scope) },
    APIRoute(
      "traits",
      "traits",
      "How license, language or task change from parent to child.",
      [.choice("trait", Trait.allCases.map(\.rawValue), "Which.").required]
        + APIParameter.relations,
      isHeavy: true
    ) { question, answers in
      let trait = Trait(rawValue: question.required("trait")) ?? .license
      return try answers.changes(of: trait, in: question.scope)
    },
  ]

  private static let licensesAndImpact = [
    APIRoute(
      "licenses",
      "licenses",
      "The licenses on the way to a model, and where one is looser than inherited.",
      [.model] + APIParameter.relations,
      list: "hops"
    ) { question, answers in
      try answers.licenses(of: question.required("id"), in: question.scope)
    },
    APIRoute(
      "licenses/down",
      "licenses --down",
      "The first looser step on the way to each descendant.",
      [.model, .depth] + APIParameter.relations,
      list: "steps"
    ) { question, answers in
      try answers.keptLooserLicenses(below: question.required("id"), in: question.scope)
    },
    APIRoute(
      "impact",
      "impact",
      "Who loses what when a model or a dataset is withdrawn, gated or relicensed.",
      [
        .name, .choice("if", ["gone", "gated"], "What happens; by default gone."),
        .text("relicensed", "It is under this license from now on.", most: 100),
      ],
      isHeavy: true
    ) { question, answers in
      let event: Impact.Event =
        question["relicensed"].map { .relicensed($0) }
        ?? (question["if"] == "gated" ? .gated : .gone)
      let page = APIPage(question)
      let impact = try answers.impact(
        of: question.required("id"),
        if: event,
        limit: page.offset + page.limit
      )
      return PartOfReport(
        impact.part(from: page.offset, limit: page.limit),
        total: impact.total
      )
    },
    APIRoute(
      "policy/check",
      "policy check",
      "Models, and everything they were made from, against a policy.",
      [
        .text("id", "A model: its id, a former name or its URL on the Hub.").required.repeatable,
        .text("policy", "The policy, as YAML.", most: 4000).required,
      ],
      list: "models",
      isHeavy: true
    ) { question, answers in
      try PolicyRequest.check(
        question.required("policy"),
        question.all("id"),
        question["as_of"],
        answers
      )
    },
  ]

  private static let datasets = [
    APIRoute(
      "reuse",
      "reuse",
      "Who uses a dataset, as far as models say so, in windows after its release.",
      [
        .text("dataset", "A dataset: its id, a former name or its URL on the Hub.").required,
        .integer("window", 1...36_600, "The length of a window in days.").repeatable,
        .day("from", "The first day; by default that of its creation."),
        .flag("include_own", "Count the owner's own models towards thresholds."),
        .flag("inherited", "Also list models that descend from a user and declare nothing."),
        .flag("derived", "Also list models that declare a dataset made from it."),
        .text("owner", "Another account that belongs to its owner.").repeatable,
        .text("alias", "Another name of it.").repeatable,
        .text("study", "A study in the cache that knows its owners and names."),
        .integer("threshold", 1...100_000_000, "Tell the day on which so many used it.").repeatable,
        .basis,
      ],
      list: "models"
    ) { question, answers in try answers.keptReuse(question.reuse) },
    APIRoute(
      "reuse/rows",
      "reuse --rows",
      "The models behind one number of the reuse of a dataset.",
      [
        .text("dataset", "A dataset: its id, a former name or its URL on the Hub.").required,
        .text("rows", "The number, such as 92d.trained.", most: 40).required,
        .integer("window", 1...36_600, "The length of a window in days.").repeatable,
        .day("from", "The first day; by default that of its creation."),
        .text("study", "A study in the cache that knows its owners and names."), .basis,
      ]
    ) { question, answers in
      var asked = question.reuse
      asked.includesInherited = question["rows"] == "inherited"
      asked.includesDerived = question["rows"] == "derived"
      return DatasetUserList(try answers.keptReuse(asked).rows(named: question.required("rows")))
    },
    APIRoute(
      "reuse/owner",
      "reuse --owner",
      "How the datasets of an owner are used.",
      [.text("owner", "The owner, by any of its names.").required, .basis],
      list: "datasets",
      isHeavy: true
    ) { question, answers in
      try answers.reuse(ofOwner: question.required("owner"), by: question.basis)
    },
  ]

  private static let measures = [
    APIRoute(
      "report",
      "report ID",
      "The figures of a model, a dataset or an owner, and how they were made.",
      [.text("id", "A model, a dataset or an owner.").required],
      list: "figures",
      isHeavy: true
    ) { question, answers in try answers.report(of: question.required("id")) },
    APIRoute(
      "activity",
      "activity",
      "What happened on repositories, month by month; needs harvested details.",
      [
        .text("id", "A repository, a study's project or an owner.").required.repeatable,
        .choice(
          "of",
          MetricScope.allCases.map(\.rawValue).filter { $0 != "cache" },
          "What it names."
        ),
        .text("study", "The study that the project belongs to."),
        .day("since", "Count from this day on."),
        .flag("include_bots", "Also count bots."), .flag("include_drafts", "Also count drafts."),
        .flag("include_mass_publishers", "Also count owners of very many models."),
      ],
      list: "months",
      isHeavy: true
    ) { question, answers in
      var asked = ActivityQuestion(
        of: question.all("id"),
        scope: question["of"].flatMap(MetricScope.init)
      )
      asked.study = question["study"]
      asked.filter.since = question["since"]
      asked.filter.includesBots = question.isSet("include_bots")
      asked.filter.includesDrafts = question.isSet("include_drafts")
      asked.filter.includesMassPublishers = question.isSet("include_mass_publishers")
      return try answers.activity(asked)
    },
    APIRoute("metrics", "metrics ls", "The metrics.") { _, _ in
      TableReport(
        Table(
          ["metric", "of", "unit", "definition"],
          rows: Answers.metrics.map { metric in
            [
              .text(metric.name), .text(metric.scopes.map(\.rawValue).joined(separator: ",")),
              .text(metric.unit), .text(metric.definition),
            ]
          }
        )
      )
    },
    APIRoute(
      "metrics/show",
      "metrics show",
      "What a metric is.",
      [.choice("metric", Answers.metrics.map(\.name), "Its name.").required]
    ) { question, _ in try Answers.metric(question.required("metric")) },
    APIRoute(
      "metrics/run",
      "metrics run",
      "One subject measured by one metric; nothing is kept.",
      [
        .choice("metric", Answers.metrics.map(\.name), "Its name.").required,
        .text("id", "A repository, an owner or a project; without it the whole cache."),
        .choice("of", MetricScope.allCases.map(\.rawValue), "What it names."),
      ],
      list: "points",
      isHeavy: true
    ) { question, answers in
      try answers.measure(
        question.required("metric"),
        of: question["id"] ?? "",
        scope: question["of"].flatMap(MetricScope.init)
      )
    },
  ]
}

extension APIQuestion {
  var basis: RelationBasis? { self["relation_by"].flatMap(RelationBasis.init) }

  /// Which edges are followed, and what counts.
  var scope: FamilyScope {
    var scope = FamilyScope(relations: Set(all("relation")), relationBasis: basis)
    scope.depth = integer("depth")
    scope.isFirstParentOnly = isSet("first_parent")
    scope.leastConfidence = self["inferred"].flatMap { Double($0) }
    scope.isWithoutMassUploads = self["without"] != nil
    scope.leftOutOwners = Set(all("not_owner"))
    (scope.since, scope.until) = (self["since"], self["until"])
    return scope
  }

  /// What is asked of models, or of all those of an owner.
  var derivatives: DerivativeQuestion {
    DerivativeQuestion(all("id"), owner: all("id").isEmpty ? self["owner"] : nil, in: scope)
  }

  var reuse: ReuseQuestion {
    let windows = all("window").compactMap { Int($0) }
    var asked = ReuseQuestion(
      dataset: required("dataset"),
      windows: windows.isEmpty ? ReuseQuestion.usualWindows : windows
    )
    asked.from = self["from"]
    asked.includesOwn = isSet("include_own")
    asked.includesInherited = isSet("inherited")
    (asked.owners, asked.aliases) = (all("owner"), all("alias"))
    asked.study = self["study"]
    asked.thresholds = all("threshold").compactMap { Int($0) }
    asked.relationBasis = basis
    return asked
  }
}

extension WatchedStatus {
  /// The status of the cache that `answers` reads.
  init(_ answers: Answers) throws {
    self.init(try answers.status(), try CacheHealth(of: answers.cachePath))
  }
}
