-- claim: C28
-- title: 2.2 million public models
-- study: cartography-2025
-- quote: "2.2M public model repositories on Hugging Face Hub"
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: context
-- entity: the Hub
-- test: yes
-- metric: models in a complete listing that were made by the day of the talk
-- bound: 2.2 million, 5% more or less
-- supported: >= 2090000, <= 2310000
-- contradicted: > 2310000
-- window: at 2025-11-18
-- bias: lower; what was deleted since is missing
-- cannot see: deleted models
-- needs: listing
-- confounders: survivors created-floor
WITH claimed AS (
  SELECT min(:as_of, date || 'T23:59:59Z') AS at FROM study WHERE id = :study
),
model AS (
  SELECT substr(repo.created_at, 1, 4) AS year, count(*) AS models
  FROM repo
  CROSS JOIN claimed
  WHERE repo.kind = 'model' AND repo.created_at <= claimed.at
    AND coalesce((SELECT started_at FROM harvest WHERE id = repo.gone_since), '9999')
      > claimed.at
  GROUP BY substr(repo.created_at, 1, 4)
),
past AS (
  SELECT count(DISTINCT imported_name.id) AS models
  FROM claimed
  CROSS JOIN imported_counter
  JOIN imported_name ON imported_name.id = imported_counter.imported_name
  WHERE imported_name.kind = 'model'
    AND substr(imported_counter.observed_at, 1, 10) = substr(claimed.at, 1, 10)
)
SELECT nullif((SELECT total(models) FROM model), 0) AS value,
  (SELECT 'Imported snapshots of ' || substr(at, 1, 10) || ' name ' || models || ' models. They are'
      || ' not counted: whether they name all is not known.'
    FROM past CROSS JOIN claimed WHERE models > 0) AS caveat,
  model.year, model.models
FROM (SELECT 1)
LEFT JOIN model
ORDER BY model.year;
