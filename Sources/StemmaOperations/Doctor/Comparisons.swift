extension KnownAnswer {
  /// How it is compared with a cache.
  var comparison: Comparison {
    guard let (words, scale) = Self.words(of: measure, subject) else {
      return .none(Self.reason(of: measure))
    }
    let (lower, higher) = Self.causes(of: measure)
    return .figure(ComparedFigure(words, scale, lower: lower, higher: higher))
  }

  private static func words(
    of measure: String,
    _ subject: String
  ) -> (String, ComparedFigure.Scale)? {
    switch measure {
    case "models": ("models", .growth(2877))
    case "datasets": ("datasets", .models)
    case "models.growth_per_day": ("models made a day, of the last ten days", .models)
    case "sweep.requests": ("pages of the listing", .models)
    case "models.createdAt_floor_2022-03-02": ("models of the floor, 2022-03-02", .falling)
    case "models.with_parent.pct": ("models with a declared parent, %", .share)
    case "models.with_license.pct": ("models with a license, %", .share)
    case "models.with_language.pct": ("models with a language, %", .share)
    case "models.with_dataset.pct": ("models that name a dataset, %", .share)
    case "models.with_several_parents": ("models with several parents", .models)
    case "models.with_pipeline_tag.pct": ("models with a task, %", .share)
    case "models.with_a_like.pct": ("models with a like, %", .share)
    case "models.zero_downloads_and_zero_likes.pct":
      ("models without downloads and likes, %", .share)
    case "models.5_likes_or_1000_downloads": ("models of 5 likes or 1,000 downloads", .models)
    case "datasets.5_likes_or_1000_downloads":
      ("datasets of 5 likes or 1,000 downloads", .models)
    case "models.gated": ("gated models", .models)
    case "models.gated.manual": ("models gated by hand", .models)
    case "models.gated.auto": ("models gated at once", .models)
    case "downloads_30d.sum": ("downloads of 30 days", .amount)
    case "downloads_all_time.max": ("downloads of the most downloaded model", .amount)
    case "no_metadata_at_all": ("models without metadata", .models)
    case "no_metadata_at_all.pct": ("models without metadata, %", .share)
    default:
      edges(measure, subject) ?? children(measure, subject) ?? uploads(measure)
        ?? inferred(measure)
    }
  }

  private static func edges(
    _ measure: String,
    _ subject: String
  ) -> (String, ComparedFigure.Scale)? {
    switch measure {
    case "edges.declared": ("edges of tags and baseModels", .models)
    case "edges.self_loops_removed": ("models that name themselves", .models)
    case "edges.parent_case_fixed": ("edges to a parent in other letters", .models)
    case "edges.dataset_use": ("uses of datasets", .models)
    case "edges.relation.finetune": ("edges that are finetune", .models)
    case "edges.relation.adapter": ("edges that are adapter", .models)
    case "edges.relation.quantized": ("edges that are quantized", .models)
    case "edges.relation.merge": ("edges that are merge", .models)
    case "edges.relation.unspecified": ("edges of no relation", .models)
    case "edges.relation_share.finetune.pct": ("edges that are finetune, %", .share)
    case "edges.relation_share.adapter.pct": ("edges that are adapter, %", .share)
    case "edges.relation_share.quantized.pct": ("edges that are quantized, %", .share)
    case "edges.relation_share.merge.pct": ("edges that are merge, %", .share)
    case "edges.relation_share.unspecified.pct": ("edges of no relation, %", .share)
    case "edges.parent_listed.pct": ("edges whose parent is listed, %", .share)
    case "edges.parent_not_younger_where_dated.pct":
      ("edges whose parent is not younger, %", .share)
    case "edges.undated": ("edges with an end of unknown date", .models)
    case "edges.reconnected_by_redirect_or_path":
      ("edges to a parent under another name", .models)
    case "cycles.components": ("cycles", .models)
    case "cycles.edges": ("edges of cycles", .models)
    case "missing_parents_with_5+_children": ("missing parents of 5 children or more", .models)
    case "license": ("models under \(subject)", .models)
    case "pipeline_tag": ("models for \(subject)", .models)
    default: nil
    }
  }

  private static func children(
    _ measure: String,
    _ subject: String
  ) -> (String, ComparedFigure.Scale)? {
    switch measure {
    case "children.raw": ("children of \(subject)", .models)
    case "children.rank": ("place of \(subject) by children", .place)
    case "children.cleaned": ("children of \(subject) without mass uploads", .models)
    case "children.excluded.pct": ("children of \(subject) that are mass uploads, %", .share)
    case "children.of_vanished": ("children of \(subject), which vanished", .models)
    case "descendants": ("descendants of \(subject)", .models)
    case "edges.cleaned_children": ("edges of models without mass uploads", .models)
    case "excluded_with_children": ("mass uploads with children", .models)
    default: nil
    }
  }

  private static func uploads(_ measure: String) -> (String, ComparedFigure.Scale)? {
    switch measure {
    case "mass_upload.timestamp_suffix": ("names that end with a Unix time", .models)
    case "mass_upload.uuid_name": ("names with a UUID", .models)
    case "mass_upload.blockassist": ("names with blockassist", .models)
    case "mass_upload.gensyn_swarm": ("names with Gensyn-Swarm", .models)
    case "mass_upload.omega_miner": ("names omega_ and five signs", .models)
    case "mass_upload.cuid_name": ("names that are a CUID", .models)
    case "mass_upload.hex_hash_name": ("names that end with a hash", .models)
    case "mass_upload.any": ("names of mass uploads", .models)
    case "mass_upload.any.pct": ("names of mass uploads, %", .share)
    case "tutorial_name": ("names of tutorials", .models)
    case "tutorial_name.pct": ("names of tutorials, %", .share)
    case "course_name": ("names of a course", .models)
    case "course_name.pct": ("names of a course, %", .share)
    case "test_name": ("names with test", .models)
    case "test_name.pct": ("names with test, %", .share)
    case "excluded_from_cleaned": ("mass uploads, and models without metadata", .models)
    case "models.cleaned": ("other models", .models)
    case "models.cleaned.pct": ("other models, %", .share)
    case "models.cleaned_with_download": ("other models with downloads", .models)
    default: nil
    }
  }

  private static func inferred(_ measure: String) -> (String, ComparedFigure.Scale)? {
    switch measure {
    case "inferred_edges.author_-_model": ("bases inferred from an author's name", .models)
    case "inferred_edges.quant_suffix": ("bases inferred from a mark in the name", .models)
    case "inferred_edges.mirror": ("mirrors", .models)
    case "models.gaining_parent": ("models whose only base is inferred", .models)
    case "edges.all_after_inference": ("edges, inferred ones among them", .models)
    case "inherited.task": ("copies that inherit a task", .models)
    case "inherited.languages": ("copies that inherit languages", .models)
    case "inherited.license": ("copies that inherit a license", .models)
    case "inherited.eligible_edges": ("copies of an original", .models)
    default: nil
    }
  }

  /// What makes a figure smaller, and what makes it larger.
  private static func causes(
    of measure: String
  ) -> (lower: ComparedFigure.Cause, higher: ComparedFigure.Cause) {
    switch measure {
    case "models", "datasets":
      (
        .fault("the walk ended early, or a filter slipped in"),
        .method("more a day were made than before")
      )
    case "models.growth_per_day":
      (
        .method("fewer a day are made than before"),
        .method("models that were removed again are in no difference of two totals")
      )
    case "sweep.requests": (.unknown, .fault("short pages, or pages asked for in halves"))
    case "models.createdAt_floor_2022-03-02":
      (
        .method(
          "such models are only removed; few: the direction was ignored, or the start missed"
        ),
        .fault("such models only become fewer")
      )
    case "models.with_parent.pct", "edges.declared":
      (
        .fault("baseModels or tags were not asked for"),
        .fault("tags that authors wrote, or those of datasets, count")
      )
    case "models.with_license.pct", "license":
      (.fault("licenses in cards were not read"), .fault("inherited licenses count as stated"))
    case "models.with_language.pct":
      (.fault("languages in cards were not read"), .fault("inherited languages count as stated"))
    case "models.with_dataset.pct", "edges.dataset_use":
      (.fault("lists in cards were not read"), .method("copies have the line of their original"))
    case "models.with_pipeline_tag.pct", "pipeline_tag":
      (.fault("pipeline_tag was not asked for"), .fault("inherited tasks count as stated"))
    case "models.with_a_like.pct", "models.5_likes_or_1000_downloads",
      "datasets.5_likes_or_1000_downloads":
      (.fault("counters were not asked for"), .fault("the counters are those of all time"))
    case "models.zero_downloads_and_zero_likes.pct":
      (.fault("the counter is that of all time"), .fault("counters were not asked for"))
    case "downloads_30d.sum":
      (.fault("downloads were not asked for"), .fault("the counter is that of all time"))
    case "downloads_all_time.max":
      (.fault("the counter is that of 30 days"), .method("it was downloaded since"))
    case "models.gated", "models.gated.manual", "models.gated.auto":
      (.fault("gated was not asked for"), .unknown)
    case "no_metadata_at_all", "no_metadata_at_all.pct", "edges.undated",
      "excluded_from_cleaned", "models.cleaned", "models.cleaned.pct",
      "models.cleaned_with_download", "edges.cleaned_children", "excluded_with_children":
      (.method(otherRules), .method(otherRules))
    default: edgeCauses(of: measure)
    }
  }

  private static let otherRules = "the publisher's rules are not known to the letter"

  private static func edgeCauses(
    of measure: String
  ) -> (lower: ComparedFigure.Cause, higher: ComparedFigure.Cause) {
    switch measure {
    case "edges.self_loops_removed": (.fault("they were removed without a word"), .unknown)
    case "edges.parent_case_fixed", "edges.reconnected_by_redirect_or_path":
      (
        .method("names are asked for up to a bound (--resolve), and tags are derived anew"),
        .fault("names are joined too freely")
      )
    case "edges.relation.unspecified", "edges.relation_share.unspecified.pct":
      (.unknown, .fault("bare tags count beside typed ones"))
    case let name where name.hasPrefix("edges.relation"):
      (.fault("typed tags were cut"), .fault("typed tags of the other relations were cut"))
    case "models.with_several_parents":
      (.fault("all parents but the first were dropped"), .fault("one parent counts twice"))
    case "edges.parent_listed.pct":
      (
        .fault("letter case or renames were not joined"),
        .fault("missing parents were dropped")
      )
    case "edges.parent_not_younger_where_dated.pct":
      (.fault("children of a reused name lead to the newcomer"), .fault("such edges were dropped"))
    case "cycles.components", "cycles.edges":
      (.fault("they were removed without a word"), .fault("names are joined too freely"))
    case "missing_parents_with_5+_children":
      (.method("more names were asked for their redirect"), .fault("renames were not joined"))
    case "children.of_vanished":
      (
        .fault("they were given to a later upload, or tags follow redirects now"),
        .unknown
      )
    case "children.raw", "descendants", "children.rank":
      (
        .method("the Hub removed mass uploads, and models are fewer, too; or they were left out"),
        .method("the family grew faster than the Hub")
      )
    case "children.cleaned":
      (
        .method("rules by publisher find more than rules by name"),
        .fault("the rules miss time stamps, or UUIDs")
      )
    case "children.excluded.pct":
      (
        .fault("the rules miss time stamps, or UUIDs"),
        .method("rules by publisher find more than rules by name")
      )
    case let name where name.hasPrefix("mass_upload"):
      (.fault("the rules miss some"), .fault("the rules hit quantizers or tests"))
    default: (.method(otherRules), .method(otherRules))
    }
  }

  /// Why it is not compared.
  private static func reason(of measure: String) -> String {
    switch measure {
    case "mass_upload.tournament_account":
      "Stemma tells mass uploads by names and series, never by account"
    case "inferred_edges.parent_younger": "Stemma infers no parent that is younger"
    case "sweep.minutes": "it depends on the quota and the line"
    case "models.without_weights", "models.without_weights.pct":
      "a sweep does not ask for the names of files"
    case "models.no_task_anywhere", "models.no_task_anywhere.pct":
      "a sweep does not ask for config, which tells tasks, too"
    case let name where name.hasPrefix("adapters.base_unpinned"):
      "it needs the file adapter_config.json of each adapter, which tells the revision"
    case "base_references.resolved_by_redirect":
      "a sweep asks for the names that lead nowhere up to a bound (--resolve)"
    case let name where name.hasPrefix("rule_") || name == "rater_agreement.kappa":
      "it is a judgement of people on a sample"
    case let name where name.hasPrefix("license_other"):
      "it is of models that were looked at by hand"
    case let name where name.hasPrefix("aiscg") || name.hasPrefix("semfin"):
      "its method is known from an abstract alone"
    default: "it is of a sample that was labelled by hand"
    }
  }
}
