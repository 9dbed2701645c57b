-- claim: E1
-- title: Users of GPT-NeoX contributed upstream
-- study: cartography-2025
-- quote: "Users of EleutherAI's GPT-NeoX have contributed code to the main branch, including
--   mixture of experts architecture and RLHF finetuning support, after developing for their own
--   needs."
-- speaker: the authors; no speaker is named
-- source: S1
-- version: talk of 2025-11-18
-- stage: pre-training
-- entity: GPT-NeoX
-- test: no
-- metric: outside publishers of models of the architecture gpt_neox
-- bound: none
-- window: any
-- bias: upper; the architecture is used with other code, too
-- cannot see: code and motives
-- reason: the contributions are on GitHub; its history has them (MoE #1129 of 2024-03-06,
--   dropless MoE #1192 of 2024-05-04, rewards #1242 to #1246 of 2024-09)
-- contrast: outside publishers of models of that architecture
WITH trained AS (
  SELECT repo.name, repo.created_at, owner.name AS owner
  FROM tag
  JOIN repo_tag ON repo_tag.tag = tag.id
  JOIN repo ON repo.id = repo_tag.repo
  JOIN owner ON owner.id = repo.owner
  WHERE tag.value = 'gpt_neox' AND repo_tag.last_seen IS NULL AND repo.kind = 'model'
    AND repo.created_at <= :as_of
    AND repo.owner NOT IN (
      SELECT owner FROM study_owner
      WHERE study = :study AND project = 'pythia' AND role <> 'other')
)
SELECT nullif((SELECT count(DISTINCT owner) FROM trained), 0) AS value, trained.owner,
  count(trained.name) AS models, min(trained.created_at) AS first
FROM (SELECT 1)
LEFT JOIN trained
GROUP BY trained.owner
ORDER BY models DESC, trained.owner
LIMIT 50;
