-- claim: P9
-- title: Few people used the Library's code
-- study: cartography-2025
-- quote: "Absolutely everything is open, but that is more like a principle, right? I think
--   there are 2, 3, maybe 4 people that have actually taken that code and used it"
-- speaker: National Library of Norway
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: NbAiLab
-- test: no
-- metric: outside authors of derivatives of the Library's models and of models that say they
--   used its datasets
-- bound: none: the claim is of code
-- window: all time
-- bias: lower; own accounts are cut
-- cannot see: who uses code: forks and dependents on GitHub
-- reason: the claim is of code, which is on GitHub
-- contrast: outside authors who reuse weights or data
WITH reuse AS (
  SELECT 'derivatives' AS way, repo.owner, repo.name, repo.created_at
  FROM study_derivative
  JOIN repo ON repo.id = study_derivative.repo
  WHERE study_derivative.study = :study AND study_derivative.project = 'nb-llama'
    AND repo.created_at <= :as_of
  UNION ALL
  SELECT 'datasets', repo.owner, repo.name, repo.created_at
  FROM study_use
  JOIN repo ON repo.id = study_use.repo
  WHERE study_use.study = :study AND study_use.project = 'nb-llama'
    AND repo.created_at <= :as_of
),
way AS (
  SELECT way, count(DISTINCT owner) AS authors, count(DISTINCT name) AS models
  FROM reuse
  GROUP BY way
)
SELECT
  nullif((SELECT count(DISTINCT owner) FROM reuse), 0) AS value,
  CASE WHEN (SELECT count(DISTINCT owner) FROM reuse) > 4
    THEN 'The reuse of weights and data exceeds the reuse of code that is quoted; it does not'
      || ' contradict it.' END AS caveat,
  way.way, way.authors, way.models
FROM (SELECT 1)
LEFT JOIN way
ORDER BY way.way;
