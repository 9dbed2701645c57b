-- claim: P15
-- title: Collaboration extends beyond the models
-- study: cartography-2025
-- quote: "collaboration... extends far beyond the LLMs themselves, encompassing datasets,
--   benchmarks, open source frameworks, leaderboards, knowledge sharing and discussion forums,
--   and compute partnerships"
-- speaker: the authors
-- source: S2
-- version: summary of v1
-- stage: post-release
-- entity: all cases
-- test: part
-- metric: projects with a dataset that outside models name, or a Space that others like
-- bound: at least 12 of 14
-- supported: >= 12
-- window: all time
-- bias: lower; tags are voluntary
-- cannot see: frameworks, forums, compute partnerships
-- needs: datasets
-- confounders: renames
WITH project AS (
  SELECT study_project.project, study_project.name, study_project.position,
    (SELECT count(DISTINCT repo) FROM study_use
      JOIN repo ON repo.id = study_use.repo
      WHERE study_use.study = :study AND study_use.project = study_project.project
        AND repo.created_at <= :as_of) AS dataset_users,
    (SELECT count(DISTINCT node) FROM study_node
      WHERE study_node.study = :study AND study_node.project = study_project.project
        AND study_node.kind = 'dataset' AND study_node.node > 0
        AND study_node.role NOT IN ('other', 'copy')) AS datasets,
    (SELECT total(coalesce(repo.likes, 0)) FROM study_node
      JOIN repo ON repo.id = study_node.node
      WHERE study_node.study = :study AND study_node.project = study_project.project
        AND study_node.kind = 'space') AS space_likes
  FROM study_project
  WHERE study_project.study = :study AND study_project.role = 'case'
)
SELECT
  CASE WHEN (SELECT total(datasets) + total(dataset_users) + total(space_likes) FROM project) > 0
    THEN (SELECT total(dataset_users > 0 OR space_likes > 0) FROM project) END AS value,
  project.name AS project, datasets, dataset_users, CAST(space_likes AS INTEGER) AS space_likes
FROM project
ORDER BY position;
