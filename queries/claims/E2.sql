-- claim: E2
-- title: A maths dataset was rebuilt in the open
-- study: cartography-2025
-- quote: "[DeepSeek] had a really good math model... but they did not release [the math
--   dataset]. So, we rebuilt datasets similar to what they have, except that it is open and now
--   everyone can train on it"
-- speaker: Hugging Face
-- source: S1
-- version: talk of 2025-11-18
-- stage: pre-training
-- entity: HuggingFaceTB/finemath
-- test: yes
-- metric: outside publishers whose models name FineMath
-- bound: at least 10
-- supported: >= 10
-- window: from 2024-11-25
-- bias: lower; tags are voluntary
-- cannot see: which dataset was meant: that it is FineMath is our inference
-- needs: models
-- confounders: renames
WITH used AS (
  SELECT DISTINCT repo.id, repo.name, repo.owner, owner.name AS publisher, repo.created_at
  FROM study_use
  JOIN repo ON repo.id = study_use.repo
  JOIN owner ON owner.id = repo.owner
  WHERE study_use.study = :study AND study_use.item = 'HuggingFaceTB/finemath'
    AND repo.created_at <= :as_of
)
SELECT
  CASE WHEN EXISTS (
    SELECT 1 FROM study_node
    WHERE study = :study AND kind = 'dataset' AND item = 'HuggingFaceTB/finemath')
    THEN (SELECT count(DISTINCT owner) FROM used) END AS value,
  used.publisher, used.name AS model, used.created_at
FROM (SELECT 1)
LEFT JOIN used
ORDER BY used.created_at, used.name;
