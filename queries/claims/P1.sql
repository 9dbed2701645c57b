-- claim: P1
-- title: Lugha-Llama was made from Llama
-- study: cartography-2025
-- quote: "Lugha Llama was a 'collaborative effort to finetune Llama for 20 African languages...
--   It outperformed Llama on Global MMLU'"
-- speaker: Masakhane
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: Lugha-Llama/*
-- test: yes
-- metric: repositories of Lugha-Llama from which a way leads to a meta-llama model, by the
--   model tree, by the card's text or by the configuration
-- bound: at least one repository, by any way; contradicted (ours) where a complete listing has
--   none and one was made from another model
-- supported: >= 1
-- contradicted: <= 0
-- window: any
-- bias: either; the tree misses cards without base_model, a text may name a model it was not
--   made from
-- cannot see: who in Masakhane took part; that the effort was collaborative
-- confounders: missing-edges
WITH entity AS (
  SELECT repo.id, repo.name, repo.languages,
    EXISTS (
      SELECT 1 FROM lineage JOIN node ON node.id = lineage.ancestor
      WHERE lineage.descendant = repo.id AND node.name LIKE 'meta-llama/%') AS by_tree,
    EXISTS (
      SELECT 1 FROM card_text
      WHERE card_text.repo = repo.id AND card_text.text LIKE '%meta-llama/%') AS by_text,
    EXISTS (
      SELECT 1 FROM inferred_edge JOIN node ON node.id = inferred_edge.parent
      WHERE inferred_edge.child = repo.id AND inferred_edge.method IN ('config', 'finetuned_from')
        AND node.name LIKE 'meta-llama/%') AS by_configuration,
    EXISTS (
      SELECT 1 FROM repo_tag JOIN tag ON tag.id = repo_tag.tag
      WHERE repo_tag.repo = repo.id AND repo_tag.last_seen IS NULL AND tag.value = 'llama'
    ) AS by_architecture,
    EXISTS (SELECT 1 FROM lineage WHERE lineage.descendant = repo.id) AS has_parents,
    EXISTS (SELECT 1 FROM card_text WHERE card_text.repo = repo.id) AS has_card,
    CASE WHEN repo.languages IS NULL THEN 0
      ELSE 1 + length(repo.languages) - length(replace(repo.languages, ',', ''))
    END AS language_count
  FROM repo
  JOIN owner ON owner.id = repo.owner
  WHERE owner.name = 'Lugha-Llama' AND repo.kind = 'model' AND repo.created_at <= :as_of
    AND coalesce((SELECT started_at FROM harvest WHERE id = repo.gone_since), '9999') > :as_of
),
total AS (
  SELECT count(*) AS repos, total(by_tree OR by_text OR by_configuration) AS found,
    total(by_tree) AS seen,
    total(by_architecture) AS configured, total(has_parents) AS parents,
    total(has_card) AS cards, max(language_count) AS named_languages
  FROM entity
),
complete AS (
  SELECT EXISTS (
    SELECT 1 FROM step
    WHERE purpose = 'listing' AND kind = 'model' AND state = 'done' AND row_count > 0) AS complete
)
SELECT
  CASE WHEN found > 0 THEN found WHEN parents > 0 THEN 0 END AS value,
  CASE
    WHEN repos = 0 THEN 'undetermined: no model of Lugha-Llama is in the cache'
    WHEN found > 0 THEN NULL
    WHEN parents > 0 AND NOT complete
      THEN 'undetermined: without a complete listing, others of its models may be missing'
    WHEN parents > 0 THEN NULL
    WHEN configured > 0
      THEN 'undetermined: only its architecture, llama, speaks for it'
    WHEN cards = 0
      THEN 'undetermined: no card was harvested: run stemma harvest --study ' || :study
        || ' --details study'
    ELSE 'undetermined: neither base_model nor card names what it was made from'
  END AS hint,
  CASE WHEN found > 0 AND seen < repos
    THEN 'The model tree does not see ' || CAST(repos - seen AS INTEGER) || ' of ' || repos
      || ' repositories: their cards have no base_model that leads to meta-llama.' END AS caveat,
  CASE WHEN repos > 0 AND named_languages <> 20
    THEN 'Its metadata name ' || named_languages || ' languages, not 20.' END AS caveat,
  entity.name AS model, by_tree, by_text, by_configuration, by_architecture,
  entity.languages
FROM total
CROSS JOIN complete
LEFT JOIN entity
ORDER BY entity.name;
