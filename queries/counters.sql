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
-- Of `counter_series` no index would find one model: here each part is looked up by itself.
SELECT substr(began.started_at, 1, 10) AS date,
  substr(coalesce(met.started_at, began.started_at), 1, 10) AS held_until,
  repo.downloads, repo.downloads_all_time, repo.likes, 'harvest' AS source
FROM root
CROSS JOIN repo ON repo.id = root.id
JOIN harvest AS began ON began.id = repo.counters_since
LEFT JOIN sighting ON sighting.repo = repo.id
LEFT JOIN harvest AS met ON met.id = sighting.harvest
WHERE coalesce(repo.downloads, repo.downloads_all_time, repo.likes, repo.trending_score) IS NOT NULL
UNION ALL
SELECT substr(began.started_at, 1, 10), substr(ended.started_at, 1, 10), history.downloads,
  history.downloads_all_time, history.likes, 'harvest'
FROM root
CROSS JOIN counter_history AS history ON history.repo = root.id
JOIN harvest AS began ON began.id = history.first_seen
JOIN harvest AS ended ON ended.id = history.last_met
WHERE coalesce(
    history.downloads, history.downloads_all_time, history.likes, history.trending_score)
  IS NOT NULL
UNION ALL
SELECT date, held_until, downloads, downloads_all_time, likes, source
FROM counter_series
WHERE source = 'import' AND repo IN (SELECT id FROM root)
ORDER BY date, source;
