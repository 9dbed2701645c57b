-- claim: C29
-- title: 5,000 models a day
-- study: cartography-2025
-- quote: "~5K models added to Hugging Face Hub every day"
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: context
-- entity: the Hub
-- test: yes
-- metric: models made a day, mean of the 30 days up to the talk
-- bound: from 4,000 to 6,000, before deletions
-- supported: >= 4000, <= 6000
-- contradicted: > 6000
-- window: 30 days up to 2025-11-18
-- bias: lower; what was deleted since is missing
-- cannot see: deleted models; counters of others give a net growth of 1,800 to 3,200 a day
-- needs: listing
-- confounders: survivors
WITH claimed AS (
  SELECT min(:as_of, date || 'T23:59:59Z') AS at FROM study WHERE id = :study
),
day AS (
  SELECT date(repo.created_at) AS day, count(*) AS models
  FROM repo
  CROSS JOIN claimed
  WHERE repo.kind = 'model' AND repo.created_at <= claimed.at
    AND julianday(repo.created_at) > julianday(claimed.at) - 30
  GROUP BY date(repo.created_at)
),
total AS (SELECT nullif(total(models), 0) / 30 AS mean FROM day),
past AS (
  SELECT count(DISTINCT imported_name.id) AS models
  FROM claimed
  CROSS JOIN imported_counter
  JOIN imported_name ON imported_name.id = imported_counter.imported_name
  WHERE imported_name.kind = 'model'
    AND substr(imported_counter.observed_at, 1, 10) = substr(claimed.at, 1, 10)
)
SELECT total.mean AS value,
  (SELECT 'Imported snapshots of ' || substr(at, 1, 10) || ' name ' || models || ' models. They are'
      || ' not counted: whether they name all is not known.'
    FROM past CROSS JOIN claimed WHERE models > 0) AS caveat,
  day.day, day.models
FROM total
LEFT JOIN day
ORDER BY day.day;
