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
-- bound: at least 66 now
-- supported: >= 66
-- contradicted: < 66
-- window: now
-- bias: either; grows with time, falls with deletions
-- cannot see: the value at the talk
-- needs: listing
WITH counted AS (
  SELECT repo.name, repo.downloads, repo.created_at,
    CASE WHEN history.repo IS NULL THEN repo.downloads_all_time
      ELSE history.downloads_all_time END AS downloads_all_time
  FROM repo
  LEFT JOIN counter_history AS history
    ON history.repo = repo.id AND history.first_seen <= :harvest AND history.last_seen >= :harvest
  WHERE repo.kind = 'model' AND repo.created_at <= :as_of
    AND coalesce((SELECT started_at FROM harvest WHERE id = repo.gone_since), '9999') > :as_of
),
big AS (SELECT * FROM counted WHERE downloads_all_time >= 100000000)
SELECT
  CASE WHEN EXISTS (SELECT 1 FROM counted WHERE downloads_all_time IS NOT NULL)
    THEN (SELECT count(*) FROM big) END AS value,
  CASE WHEN NOT EXISTS (SELECT 1 FROM counted WHERE downloads_all_time IS NOT NULL)
    THEN 'undetermined: no all-time downloads are in the cache' END AS hint,
  'In the window of 30 days that the Hub shows by default, '
    || (SELECT count(*) FROM counted WHERE downloads >= 100000000)
    || ' models have as many.' AS caveat,
  'The number at the time of the talk cannot be had again: it grows, so now it must be as many or'
    || ' more.' AS caveat,
  big.name AS model, big.downloads_all_time, big.downloads AS downloads_30_days
FROM (SELECT 1)
LEFT JOIN big
ORDER BY big.downloads_all_time DESC, big.name;
