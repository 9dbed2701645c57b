-- claim: T3
-- title: Open post-training datasets are released and used
-- study: cartography-2025
-- quote: "Releasing open post-training datasets"
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-training
-- entity: all cases
-- test: yes
-- metric: projects with a post-training dataset that at least ten outside models name
-- bound: at least 7 of 14
-- supported: >= 7
-- window: all time
-- bias: lower; tags are voluntary
-- cannot see: undeclared use
-- needs: models
-- confounders: renames
WITH used AS (
  SELECT study_node.project, study_node.item,
    (SELECT count(DISTINCT study_use.repo) FROM study_use
      JOIN repo ON repo.id = study_use.repo
      WHERE study_use.study = :study AND study_use.project = study_node.project
        AND study_use.item = study_node.item AND repo.created_at <= :as_of) AS users
  FROM study_node
  WHERE study_node.study = :study AND study_node.kind = 'dataset'
    AND study_node.role = 'post-training'
  GROUP BY study_node.project, study_node.item
)
SELECT
  (SELECT CASE WHEN count(*) > 0 THEN count(DISTINCT CASE WHEN users >= 10 THEN project END) END
    FROM used
    JOIN study_project USING (project)
    WHERE study_project.study = :study AND study_project.role = 'case') AS value,
  CASE WHEN NOT EXISTS (SELECT 1 FROM used)
    THEN 'undetermined: no post-training dataset of the study is in the cache' END AS hint,
  used.project, used.item AS dataset, used.users
FROM (SELECT 1)
LEFT JOIN used
ORDER BY used.project, used.users DESC, used.item;
