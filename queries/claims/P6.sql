-- claim: P6
-- title: The Hub is the de facto way to share models (consistent at most)
-- study: cartography-2025
-- quote: "We have been collaborating with Hugging Face on model dissemination... The Hugging
--   Face platform is the de facto way to share your models and to make things accessible to
--   people"
-- speaker: EleutherAI
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: all cases
-- test: part
-- metric: share of the releases that the study names which are on the Hub
-- bound: at least 0.9, and every project with one; contradicted (ours) at 0.5 or less
-- supported: >= 0.9
-- contradicted: <= 0.5
-- window: any
-- bias: either; the sample was drawn from the Hub
-- cannot see: other hosts: ModelScope, GitHub, Kaggle, Ollama
-- confounders: renames
WITH complete AS (
  SELECT EXISTS (
    SELECT 1 FROM step
    WHERE purpose = 'listing' AND kind = 'model' AND state = 'done' AND row_count > 0) AS complete
),
found AS MATERIALIZED (
  SELECT study_node.project, study_node.item
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  WHERE study_node.study = :study AND study_node.kind = 'model' AND repo.created_at <= :as_of
),
release AS (
  SELECT study_project.project, study_project.position, item.name AS release,
    (item.project, item.name) IN (SELECT project, item FROM found) AS is_there,
    EXISTS (
      SELECT 1 FROM absence WHERE absence.kind = 'model' AND absence.name = item.name
    ) AS is_absent
  FROM study_item AS item
  JOIN study_project ON study_project.study = item.study AND study_project.project = item.project
  WHERE item.study = :study AND study_project.role = 'case'
    AND item.section IN ('roots', 'extra_roots', 'models') AND item.role <> 'other'
),
project AS (
  SELECT project, position, count(*) AS named, total(is_there) AS there,
    total(is_there OR is_absent) AS asked
  FROM release
  GROUP BY project, position
),
total AS (
  SELECT count(*) AS projects, total(there > 0) AS present, total(named) AS named,
    total(there) AS there, total(asked) AS asked
  FROM project
)
SELECT
  CASE WHEN total.there > 0 OR total.asked > 0 THEN total.there / total.named END AS value,
  CASE
    WHEN NOT complete.complete AND total.asked < 0.9 * total.named
      THEN 'undetermined: the Hub was asked for ' || CAST(total.asked AS INTEGER) || ' of '
        || CAST(total.named AS INTEGER) || ' releases only'
    WHEN total.there >= 0.9 * total.named AND total.present < total.projects
      THEN 'mixed: ' || CAST(total.projects - total.present AS INTEGER)
        || ' projects have no weights on the Hub'
  END AS hint,
  'The sample was drawn from the Hub, so this is circular for its projects: consistent at most.'
    AS caveat,
  project.project, CAST(project.named AS INTEGER) AS named, CAST(project.there AS INTEGER) AS there
FROM total
CROSS JOIN complete
LEFT JOIN project
ORDER BY project.position;
