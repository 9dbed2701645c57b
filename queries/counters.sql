-- The downloads and likes of a model over time
-- Each value of the counters of :model that a harvest or an import knows, with the days between
-- which it held.
-- :model text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT counter_series.date, counter_series.held_until, counter_series.downloads,
  counter_series.downloads_all_time, counter_series.likes, counter_series.source
FROM counter_series
WHERE counter_series.repo IN (SELECT id FROM root)
ORDER BY counter_series.date, counter_series.source;
