-- claim: E6
-- title: Secrecy, lock-in, expertise, cost and copyright
-- study: cartography-2025
-- quote: Not verbatim: six quotes on secrecy, early lock-in, expertise, undervalued and costly
--   data, and copyright
-- speaker: AI2, SpeakLeash, National Library of Norway
-- source: S1
-- version: talk of 2025-11-18
-- stage: pre-training
-- entity: all cases
-- test: no
-- metric: share of official base models that name their training data
-- bound: none
-- window: all time
-- bias: lower; tags are voluntary
-- cannot see: secrecy, law, cost
-- reason: motives and law leave no trace in metadata
-- contrast: openness of the base models: data named, checkpoints, licenses
WITH base AS (
  SELECT DISTINCT study_node.project, repo.id, repo.name, repo.license,
    EXISTS (
      SELECT 1 FROM dataset_use
      WHERE dataset_use.repo = repo.id AND dataset_use.last_seen IS NULL) AS names_data,
    EXISTS (
      SELECT 1 FROM repo_ref
      WHERE repo_ref.repo = repo.id AND repo_ref.kind = 'branch' AND repo_ref.name <> 'main'
        AND repo_ref.last_seen IS NULL) AS has_branches
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  JOIN study_project
    ON study_project.study = study_node.study AND study_project.project = study_node.project
  WHERE study_node.study = :study AND study_node.kind = 'model' AND study_node.section = 'roots'
    AND study_project.role = 'case' AND repo.created_at <= :as_of
),
checkpoint AS (
  SELECT DISTINCT project FROM study_node
  WHERE study = :study AND role = 'checkpoint' AND node > 0
),
project AS (
  SELECT project, count(*) AS models, total(names_data) AS naming_data,
    max(has_branches) OR project IN (SELECT project FROM checkpoint) AS checkpoints,
    total(license IS NULL OR license = 'other') AS license_open
  FROM base
  GROUP BY project
)
SELECT
  (SELECT avg(names_data) FROM base) AS value,
  project.project, project.models, CAST(project.naming_data AS INTEGER) AS naming_data,
  project.checkpoints, CAST(project.license_open AS INTEGER) AS license_other_or_missing
FROM (SELECT 1)
LEFT JOIN project
ORDER BY project.project;
