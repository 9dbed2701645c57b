-- claim: C34
-- title: The sample is of mature and active models
-- study: cartography-2025
-- quote: Not verbatim: first mature and active LLMs on the Hub by downloads and discussion
--   activity, then community-driven projects
-- speaker: a machine-written review of v1
-- source: MOON
-- version: review of v1
-- stage: sample
-- entity: Llama, SmolLM, Pythia, BLOOM
-- test: yes
-- metric: the lowest percentile, by downloads among language models, of the best model of
--   Llama, SmolLM, Pythia and BLOOM
-- bound: at least the 90th; contradicted (ours) below the 50th
-- supported: >= 90
-- contradicted: < 50
-- otherwise: mixed
-- window: now
-- bias: either; older models had more time
-- cannot see: intent
-- needs: listing
WITH pool AS NOT MATERIALIZED (
  SELECT id, owner, coalesce(downloads_all_time, downloads) AS downloads
  FROM repo
  WHERE kind = 'model' AND pipeline_tag = 'text-generation' AND created_at <= :as_of
    AND coalesce(downloads_all_time, downloads) IS NOT NULL
),
-- Many models have as many downloads as others: each project is placed among numbers, not models.
tally AS MATERIALIZED (
  SELECT downloads, count(*) AS models FROM pool GROUP BY downloads
),
best AS (
  SELECT study_owner.project, max(pool.downloads) AS downloads
  FROM study_owner
  JOIN pool ON pool.owner = study_owner.owner
  WHERE study_owner.study = :study AND study_owner.role <> 'other'
  GROUP BY study_owner.project
),
place AS (
  SELECT best.project, best.downloads,
    total(iif(tally.downloads < best.downloads, tally.models, 0)) / total(tally.models) * 100
      AS percentile,
    best.project IN ('llama', 'smollm', 'pythia', 'bloom') AS is_mature
  FROM best
  CROSS JOIN tally
  GROUP BY best.project
)
SELECT
  CASE WHEN (SELECT total(models) FROM tally) >= 10 AND (SELECT total(is_mature) FROM place) = 4
    THEN (SELECT min(percentile) FROM place WHERE is_mature) END AS value,
  CASE
    WHEN (SELECT total(models) FROM tally) < 10
      THEN 'undetermined: fewer than ten language models with downloads are in the cache'
    WHEN (SELECT total(is_mature) FROM place) < 4
      THEN 'undetermined: not all of Llama, SmolLM, Pythia and BLOOM are in the cache'
  END AS hint,
  'Discussions of all models are not harvested: by downloads only.' AS caveat,
  place.project, place.downloads, round(place.percentile, 2) AS percentile, place.is_mature
FROM (SELECT 1)
LEFT JOIN place
ORDER BY place.percentile DESC, place.project;
