-- claim: C30
-- title: 66 models with 100 million downloads
-- study: cartography-2025
-- quote: "66 models have >=100M downloads"
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: context
-- entity: the Hub
-- test: yes
-- metric: models with at least 100 million downloads of all time
-- bound: at least 66, now or in imported snapshots of the day of the talk; contradicted (ours) by
--   fewer now
-- supported: >= 66
-- contradicted: < 66
-- window: now; 2025-11-18 where imported snapshots of that day suffice
-- bias: either; grows with time, falls with deletions
-- cannot see: the value at the talk, unless snapshots of it are imported
-- needs: listing
WITH claimed AS (
  SELECT substr(min(:as_of, date || 'T23:59:59Z'), 1, 10) AS day FROM study WHERE id = :study
),
counted AS (
  SELECT repo.name, repo.downloads, repo.created_at,
    CASE WHEN history.repo IS NULL THEN repo.downloads_all_time
      ELSE history.downloads_all_time END AS downloads_all_time
  FROM repo
  LEFT JOIN counter_history AS history
    ON history.repo = repo.id AND history.first_seen <= :harvest AND history.last_seen >= :harvest
  WHERE repo.kind = 'model' AND repo.created_at <= :as_of
    AND coalesce((SELECT started_at FROM harvest WHERE id = repo.gone_since), '9999') > :as_of
),
-- What others saw on the day of the talk. It may lack models: enough of them decide, few do not.
past AS (
  SELECT coalesce(repo.name, imported_name.name) AS name,
    max(imported_counter.downloads) AS downloads,
    max(imported_counter.downloads_all_time) AS downloads_all_time
  FROM claimed
  CROSS JOIN imported_counter
  JOIN imported_name ON imported_name.id = imported_counter.imported_name
  JOIN imported_repo ON imported_repo.imported_name = imported_name.id
  LEFT JOIN repo ON repo.id = imported_repo.repo
  WHERE imported_name.kind = 'model'
    AND substr(imported_counter.observed_at, 1, 10) = claimed.day
  GROUP BY coalesce(repo.name, imported_name.name)
),
now AS MATERIALIZED (
  SELECT count(*) FILTER (WHERE downloads_all_time >= 100000000) AS big,
    count(*) FILTER (WHERE downloads >= 100000000) AS recently, count(downloads_all_time) AS known,
    count(*) AS models
  FROM counted
),
total AS MATERIALIZED (
  SELECT
    (SELECT count(*) FROM past WHERE downloads_all_time >= 100000000) AS then_big,
    (SELECT count(downloads_all_time) FROM past) AS then_known,
    (SELECT count(*) FROM past) AS then_named,
    (SELECT big FROM now) AS now_big,
    (SELECT known FROM now) AS now_known,
    (SELECT models FROM now) AS models
),
big AS (
  SELECT claimed.day, name, downloads, downloads_all_time
  FROM past CROSS JOIN total CROSS JOIN claimed
  WHERE then_big >= 66 AND downloads_all_time >= 100000000
  UNION ALL
  SELECT substr(:as_of, 1, 10), name, downloads, downloads_all_time
  FROM counted CROSS JOIN total
  WHERE then_big < 66 AND downloads_all_time >= 100000000
)
SELECT
  CASE WHEN then_big >= 66 THEN then_big WHEN now_known > 0 THEN now_big END AS value,
  CASE
    WHEN then_big >= 66 THEN NULL
    WHEN now_known = 0 THEN 'undetermined: no all-time downloads are in the cache'
    WHEN now_big < 66 AND now_big + models - now_known >= 66
      THEN 'undetermined: the all-time downloads of ' || (models - now_known) || ' of ' || models
        || ' models are not known'
  END AS hint,
  'In the window of 30 days that the Hub shows by default, '
    || (SELECT recently FROM now)
    || ' models have as many.' AS caveat,
  CASE
    WHEN then_big >= 66
      THEN 'The value is of imported snapshots of ' || claimed.day || '; in the harvest it is '
        || now_big || '.'
    WHEN then_known > 0
      THEN 'Imported snapshots of ' || claimed.day || ' tell the all-time downloads of '
        || then_known || ' models, ' || then_big || ' of them as many; others may be missing, so'
        || ' the value is of now.'
    WHEN then_named > 0
      THEN 'Imported snapshots of ' || claimed.day || ' tell no all-time downloads and are not used.'
  END AS caveat,
  CASE WHEN then_big < 66
    THEN 'The number at the time of the talk cannot be had from a harvest: it grows, so now it must'
      || ' be as many or more.' END AS caveat,
  big.name AS model, big.downloads_all_time, big.downloads AS downloads_30_days, big.day AS seen_by
FROM total
CROSS JOIN claimed
LEFT JOIN big
ORDER BY big.downloads_all_time DESC, big.name;
