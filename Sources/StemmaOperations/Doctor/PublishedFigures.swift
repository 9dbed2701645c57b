/// Figures of the whole Hub that others published, as they stand there.
///
/// Those of aikian and rulehold are under CC BY 4.0; the others are facts.
enum PublishedFigures {
  /// Under each line of a day and a source, its measures with their values.
  static let text = """
    @ 2026-09-25 aikian hf-model-supply-chain (CC BY 4.0), summary.json
    models 3094856
    edges.declared 903939
    edges.self_loops_removed 2044
    edges.parent_case_fixed 2343
    models.createdAt_floor_2022-03-02 29579
    edges.dataset_use 372601
    models.with_parent.pct 28.13
    models.with_license.pct 36.34
    models.with_language.pct 14.72
    models.with_dataset.pct 7.56
    edges.relation.finetune 341527
    edges.relation.adapter 332102
    edges.relation.quantized 181768
    edges.relation.merge 47662
    edges.relation.unspecified 880
    models.with_several_parents 17457
    edges.parent_listed.pct 98.11
    edges.parent_not_younger_where_dated.pct 99.58
    edges.undated 115921
    children.rank:black-forest-labs/FLUX.1-dev 1
    children.raw:black-forest-labs/FLUX.1-dev 43388
    children.rank:Qwen/Qwen1.5-0.5B 2
    children.raw:Qwen/Qwen1.5-0.5B 32534
    children.rank:Qwen/Qwen1.5-1.8B 3
    children.raw:Qwen/Qwen1.5-1.8B 30626
    children.rank:google/gemma-2b 4
    children.raw:google/gemma-2b 24035
    children.rank:distilbert/distilbert-base-uncased 5
    children.raw:distilbert/distilbert-base-uncased 12960
    children.rank:stabilityai/stable-diffusion-xl-base-1.0 6
    children.raw:stabilityai/stable-diffusion-xl-base-1.0 10956
    children.rank:google/gemma-7b 7
    children.raw:google/gemma-7b 9586
    children.rank:Qwen/Qwen3-4B-Instruct-2507 8
    children.raw:Qwen/Qwen3-4B-Instruct-2507 8280
    children.rank:lerobot/smolvla_base 9
    children.raw:lerobot/smolvla_base 7981
    children.rank:google-bert/bert-base-uncased 10
    children.raw:google-bert/bert-base-uncased 7151
    license:apache-2.0 548122
    license:mit 198167
    license:other 118553
    license:openrail 41635
    license:creativeml-openrail-m 33082
    license:cc-by-nc-4.0 22274
    license:openrail++ 17506
    license:cc-by-4.0 16742
    license:gemma 15668
    license:unknown 11342
    pipeline_tag:text-generation 415377
    pipeline_tag:text-classification 122011
    pipeline_tag:text-to-image 110158
    pipeline_tag:reinforcement-learning 77182
    pipeline_tag:image-text-to-text 40364
    pipeline_tag:automatic-speech-recognition 36648
    pipeline_tag:robotics 33322
    pipeline_tag:token-classification 30603
    pipeline_tag:image-classification 29162
    pipeline_tag:feature-extraction 20864
    @ 2026-09-25 computed from aikian hf-model-supply-chain (CC BY 4.0), summary.json
    edges.relation_share.finetune.pct 37.78
    edges.relation_share.adapter.pct 36.74
    edges.relation_share.quantized.pct 20.11
    edges.relation_share.merge.pct 5.27
    edges.relation_share.unspecified.pct 0.1
    @ 2026-09-25 aikian cleaning_report (CC BY 4.0)
    children.excluded:black-forest-labs/FLUX.1-dev.pct 9
    children.cleaned:black-forest-labs/FLUX.1-dev 39357
    children.excluded:Qwen/Qwen1.5-0.5B.pct 99
    children.cleaned:Qwen/Qwen1.5-0.5B 270
    children.excluded:Qwen/Qwen1.5-1.8B.pct 99
    children.cleaned:Qwen/Qwen1.5-1.8B 258
    children.excluded:google/gemma-2b.pct 96
    children.cleaned:google/gemma-2b 946
    children.excluded:distilbert/distilbert-base-uncased.pct 51
    children.cleaned:distilbert/distilbert-base-uncased 6306
    children.excluded:stabilityai/stable-diffusion-xl-base-1.0.pct 8
    children.cleaned:stabilityai/stable-diffusion-xl-base-1.0 10041
    children.excluded:google/gemma-7b.pct 94
    children.cleaned:google/gemma-7b 588
    children.excluded:Qwen/Qwen3-4B-Instruct-2507.pct 9
    children.cleaned:Qwen/Qwen3-4B-Instruct-2507 7564
    children.excluded:lerobot/smolvla_base.pct 17
    children.cleaned:lerobot/smolvla_base 6605
    children.excluded:google-bert/bert-base-uncased.pct 12
    children.cleaned:google-bert/bert-base-uncased 6297
    mass_upload.timestamp_suffix 203967
    mass_upload.blockassist 99051
    mass_upload.gensyn_swarm 11227
    mass_upload.uuid_name 107084
    mass_upload.hex_hash_name 359
    mass_upload.omega_miner 12156
    mass_upload.cuid_name 2716
    mass_upload.tournament_account 1565
    mass_upload.any 346202
    tutorial_name 233641
    course_name 78594
    test_name 62145
    no_metadata_at_all 1096073
    excluded_from_cleaned 1463256
    models.cleaned 1631600
    models.cleaned_with_download 1203609
    edges.cleaned_children 697691
    excluded_with_children 6532
    mass_upload.any.pct 11.19
    tutorial_name.pct 7.55
    course_name.pct 2.54
    test_name.pct 2.01
    no_metadata_at_all.pct 35.42
    models.cleaned.pct 52.7
    @ 2026-09-26 aikian validation_agreement (CC BY 4.0), 2 AI raters, fresh sample
    rule_precision.mass_upload.pct 100
    rule_precision.course_name.pct 94
    rule_precision.tutorial_name.pct 81
    rule_precision.test_name.pct 64
    rule_residual_noise.kept.pct 7.4
    rater_agreement.kappa 0.971
    @ 2026-09-25 aikian data_audit (CC BY 4.0)
    rule_precision_development.mass_upload.pct 100
    rule_precision_development.course_name.pct 92.5
    rule_precision_development.test_name.pct 87.5
    rule_precision_development.tutorial_name.pct 87.5
    children.of_vanished:runwayml/stable-diffusion-v1-5 3370
    downloads_all_time.max 3900000000
    @ 2026-09-25 aikian inference_report (CC BY 4.0)
    inferred_edges.author_-_model 22962
    inferred_edges.quant_suffix 14231
    inferred_edges.mirror 11279
    edges.reconnected_by_redirect_or_path 5820
    inferred_edges.parent_younger 34
    models.gaining_parent 48472
    cycles.components 12
    cycles.edges 29
    edges.all_after_inference 951033
    @ 2026-09-25 aikian data_dictionary (CC BY 4.0)
    missing_parents_with_5+_children 405
    @ 2026-09-25 aikian enrich_report (CC BY 4.0)
    inherited.task 109246
    inherited.languages 33494
    inherited.license 37040
    inherited.eligible_edges 226852
    @ 2026-09-25 aikian license_overrides_report (CC BY 4.0)
    license_other.checked_models 368
    license_other.reclassified 246
    license_other.no_name 122
    license_other.distinct_names 69
    descendants:black-forest-labs/FLUX.1-dev 43688
    descendants:Qwen/Qwen1.5-0.5B 32595
    descendants:Qwen/Qwen1.5-1.8B 30671
    descendants:Qwen/Qwen2.5-3B 7950
    descendants:Qwen/Qwen1.5-7B 6412
    descendants:Qwen/Qwen2.5-3B-Instruct 5751
    descendants:OnomaAIResearch/Illustrious-xl-early-release-v0 3466
    descendants:NousResearch/Meta-Llama-3-8B 2765
    descendants:NousResearch/Meta-Llama-3-8B-Instruct 2011
    @ 2026-10-03 misaka census report
    models 3117871
    models.gated 53420
    models.gated.manual 34213
    models.gated.auto 19187
    models.without_weights 579477
    models.without_weights.pct 18.59
    models.no_task_anywhere 894223
    models.no_task_anywhere.pct 28.68
    downloads_30d.sum 2885554744
    adapters.base_unpinned 270091
    adapters.base_unpinned.absent 120893
    adapters.base_unpinned.base_gated 105230
    adapters.base_unpinned.not_listed 29519
    @ 2026-10-03 misaka census method
    sweep.requests 3118
    sweep.minutes 64
    @ 2026-10-03 misaka census update 1
    adapters.base_unpinned.absent.after_renames 127843
    adapters.base_unpinned.base_gated.after_renames 95432
    adapters.base_unpinned.ambiguous.after_renames 25208
    base_references.resolved_by_redirect 53368
    @ 2026-09-25..10-03 computed from the two totals
    models.growth_per_day 2877
    @ 2026-07-16 windex note, hub-stats of 2026-07-16
    models 2914786
    datasets 958541
    models.zero_downloads_and_zero_likes.pct 52.66
    models.with_pipeline_tag.pct 33.77
    models.with_a_like.pct 7.77
    models.5_likes_or_1000_downloads 58263
    datasets.5_likes_or_1000_downloads 28076
    @ 2026-09-27 rulehold lineage-blindspot v1 (CC BY 4.0)
    family_not_visible.top200_text_generation.low.pct 36.5
    family_not_visible.top200_text_generation.high.pct 59.5
    family_not_visible.strict_low.pct 21.5
    name_lacks_family_marker.pct 27.9
    base_model_missing_or_wrong.pct 36.4
    derivative_name_lacks_family_marker.pct 12.1
    @ 2026-06 arXiv 2606.16292 abstract
    aiscg.license_omitted_in_adapters.pct 56.67
    aiscg.license_drift_in_finetunes.pct 8.05
    aiscg.license_any_risk.pct 55.46
    aiscg.models.in_study 908449
    @ 2026-06 arXiv 2606.21787 abstract
    semfin.incompatible_patterns.before.pct 34.8
    semfin.incompatible_patterns.after_recovery.pct 36.8
    semfin.models.in_study 317133
    """
}
