-- claim: P2
-- title: Lugha-Llama outperforms Llama on Global MMLU
-- study: cartography-2025
-- quote: "It outperformed Llama on Global MMLU"
-- speaker: Masakhane
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: Lugha-Llama/*
-- test: part
-- metric: best score of a Lugha-Llama model on Global MMLU minus that of Llama-3.1-8B, as the
--   results in their cards state them
-- bound: above 0 on the benchmark that is named
-- supported: > 0
-- contradicted: <= 0
-- window: any
-- bias: either; prompts, shots, base against instruct
-- cannot see: a run on Global MMLU; published evidence is on other benchmarks and disagrees:
--   AfroBench-Lite lists Lugha-Llama below Llama-3.1 8B on 5 of 7 tasks
-- needs: cards
WITH card AS (
  SELECT repo.name, owner.name AS owner,
    substr(card_text.text, instr(lower(replace(card_text.text, '-', ' ')), 'global mmlu')) AS rest,
    instr(lower(replace(card_text.text, '-', ' ')), 'global mmlu') AS place
  FROM repo
  JOIN owner ON owner.id = repo.owner
  JOIN card_text ON card_text.repo = repo.id
  WHERE repo.kind = 'model' AND repo.created_at <= :as_of
    AND (owner.name = 'Lugha-Llama' OR repo.name = 'meta-llama/Llama-3.1-8B')
    AND NOT EXISTS (
      SELECT 1 FROM card_text AS newer
      WHERE newer.repo = card_text.repo AND newer.first_seen > card_text.first_seen)
),
score AS (
  SELECT name, owner, CAST(substr(rest, instr(rest, 'value:') + 6) AS REAL) AS score
  FROM card
  WHERE place > 0 AND instr(rest, 'value:') > 0
)
SELECT
  (SELECT max(score) FROM score WHERE owner = 'Lugha-Llama')
    - (SELECT score FROM score WHERE owner = 'meta-llama') AS value,
  CASE WHEN (SELECT count(DISTINCT owner) FROM score) < 2
    THEN 'undetermined: no card states a result on Global MMLU for both models' END AS hint,
  score.name AS model, score.score AS global_mmlu
FROM (SELECT 1)
LEFT JOIN score
ORDER BY score.name;
