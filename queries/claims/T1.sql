-- claim: T1
-- title: Infinity Instruct in 130 models after three months
-- study: cartography-2025
-- quote: "We released a post-training dataset called Infinity Instruct. After three months, it
--   had been used by external developers to post-train over 130 models"
-- speaker: BAAI
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-training
-- entity: BAAI/Infinity-Instruct
-- test: yes
-- metric: outside models that name the dataset, by date of creation, without quantized copies
--   and merges
-- bound: more than 130 (quoted); 130 or fewer leave it undetermined
-- supported: > 130
-- window: 2024-06-13 and 92 days
-- bias: lower; who does not declare it is not counted, and quantised copies inherit the line
-- cannot see: undeclared and private use; the dataset is gated and its access counts are
--   private
-- needs: models
-- confounders: renames dataset-copies survivors
WITH infinity AS (
  SELECT DISTINCT node FROM study_node
  WHERE study = :study AND kind = 'dataset' AND item = 'BAAI/Infinity-Instruct'
),
used AS (
  SELECT DISTINCT repo.id, repo.name, repo.created_at, repo.owner,
    coalesce(
      (SELECT relation FROM edge
        WHERE edge.child = repo.id AND edge.last_seen IS NULL
        ORDER BY position LIMIT 1),
      repo.own_relation) AS relation,
    repo.owner IN (
      SELECT owner FROM study_owner
      WHERE study = :study AND project = 'aquila' AND role <> 'other') AS own
  FROM dataset_use
  JOIN repo ON repo.id = dataset_use.repo
  WHERE dataset_use.dataset IN (SELECT node FROM infinity) AND dataset_use.last_seen IS NULL
    AND repo.kind = 'model' AND repo.created_at <= :as_of
),
counted AS (
  SELECT *, NOT own AS external,
    NOT own AND coalesce(relation, '') NOT IN ('quantized', 'merge') AS trained,
    created_at >= '2024-06-13' AND created_at < '2024-09-13' AS in_window
  FROM used
),
total AS (
  SELECT count(*) AS named, total(in_window AND trained) AS trained,
    total(in_window AND external) AS external, total(external) AS external_ever,
    total(external AND created_at < '2024-10-13') AS october,
    total(external AND created_at < '2025-07-12') AS july
  FROM counted
),
crossed AS (
  SELECT date(created_at) AS day
  FROM (
    SELECT created_at, row_number() OVER (ORDER BY created_at, id) AS rank
    FROM counted
    WHERE external
  )
  WHERE rank = 131
),
preference AS (
  SELECT count(DISTINCT repo.id) AS models
  FROM study_use
  JOIN repo ON repo.id = study_use.repo
  WHERE study_use.study = :study AND study_use.item = 'BAAI/Infinity-Preference'
    AND repo.created_at <= :as_of
)
SELECT
  CASE WHEN total.named > 0 THEN total.trained END AS value,
  CASE
    WHEN total.named = 0 THEN 'undetermined: no model in the cache names the dataset'
    WHEN total.trained <= 130 AND total.external > 130
      THEN 'mixed: ' || CAST(total.external AS INTEGER) || ' outside models name it, but only '
        || CAST(total.trained AS INTEGER) || ' when converted copies and merges are left out'
  END AS hint,
  CASE WHEN total.named > 0 THEN 'Outside models that name it: '
    || CAST(total.external AS INTEGER) || ' in three months, ' || CAST(total.october AS INTEGER)
    || ' by 2024-10-13, ' || CAST(total.july AS INTEGER) || ' by 2025-07-12, '
    || CAST(total.external_ever AS INTEGER) || ' by ' || substr(:as_of, 1, 10) || '; '
    || (SELECT models FROM preference) || ' name Infinity-Preference.' END AS caveat,
  CASE WHEN total.named > 0 THEN coalesce(
    'The count of outside models passed 130 on ' || (SELECT day FROM crossed) || '.',
    'The count of outside models never passed 130.') END AS caveat,
  CASE WHEN total.named > 0 THEN
    'When the three months began is not stated; a tag may be younger than its model.' END AS caveat,
  counted.name AS model, counted.created_at, counted.relation, counted.own, counted.trained
FROM total
LEFT JOIN counted ON counted.in_window
ORDER BY counted.created_at, counted.name;
