-- claim: T4
-- title: Little open work in post-training
-- study: cartography-2025
-- quote: "Competitive secrets", "Rapid iteration cycles"
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-training
-- entity: all cases
-- test: part
-- metric: share of official instruct models that name any dataset
-- bound: none: descriptive
-- supported: never
-- window: all time
-- bias: lower; tags are voluntary
-- cannot see: secrecy
-- reason: descriptive: the share is a proxy, and no bound was proposed
-- needs: models
WITH instruct AS (
  SELECT DISTINCT study_node.project, repo.id, repo.name, repo.created_at,
    EXISTS (
      SELECT 1 FROM dataset_use
      WHERE dataset_use.repo = repo.id AND dataset_use.last_seen IS NULL) AS declares
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  JOIN study_project
    ON study_project.study = study_node.study AND study_project.project = study_node.project
  WHERE study_node.study = :study AND study_node.kind = 'model' AND study_node.role = 'instruct'
    AND study_project.role = 'case' AND repo.created_at <= :as_of
),
gap AS (
  SELECT julianday(created_at)
    - julianday(lag(created_at) OVER (PARTITION BY project ORDER BY created_at)) AS days
  FROM instruct
),
ranked AS (
  SELECT days, row_number() OVER (ORDER BY days) AS rank, count(*) OVER () AS gaps
  FROM gap WHERE days IS NOT NULL
),
median AS (
  SELECT avg(days) AS days FROM ranked WHERE rank IN ((gaps + 1) / 2, (gaps + 2) / 2)
),
project AS (
  SELECT project, count(*) AS models, total(declares) AS declaring FROM instruct GROUP BY project
)
SELECT
  (SELECT avg(declares) FROM instruct) AS value,
  CASE WHEN median.days IS NOT NULL THEN 'The median interval between official variants is '
    || round(median.days, 1) || ' days.' END AS caveat,
  project.project, project.models, CAST(project.declaring AS INTEGER) AS naming_data
FROM median
LEFT JOIN project
ORDER BY project.project;
