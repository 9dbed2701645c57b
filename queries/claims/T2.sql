-- claim: T2
-- title: Checkpoints were shared with partners
-- study: cartography-2025
-- quote: "We shared intermediate checkpoints of the model with other startups, so they could
--   test them and see if we could add new capabilities during posttraining"
-- speaker: Hugging Face
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-training
-- entity: SmolLM
-- test: no
-- metric: projects with public checkpoints, as repositories or branches
-- bound: none
-- window: any
-- bias: none
-- cannot see: private sharing
-- reason: what is shared in private leaves no trace
-- contrast: projects with public checkpoints
WITH checkpoint AS (
  SELECT study_node.project, node.name, 'repository' AS form
  FROM study_node
  JOIN node ON node.id = study_node.node AND node.id > 0
  WHERE study_node.study = :study AND study_node.role = 'checkpoint'
  UNION
  SELECT study_node.project, node.name, count(*) || ' branches'
  FROM study_node
  JOIN node ON node.id = study_node.node
  JOIN repo_ref ON repo_ref.repo = study_node.node
  WHERE study_node.study = :study AND study_node.kind = 'model' AND repo_ref.kind = 'branch'
    AND repo_ref.name <> 'main' AND repo_ref.last_seen IS NULL
  GROUP BY study_node.project, node.name
)
SELECT nullif((SELECT count(DISTINCT project) FROM checkpoint), 0) AS value,
  checkpoint.project, checkpoint.name AS model, checkpoint.form
FROM (SELECT 1)
LEFT JOIN checkpoint
ORDER BY checkpoint.project, checkpoint.name;
