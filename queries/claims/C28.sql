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
)
SELECT nullif((SELECT total(models) FROM model), 0) AS value, model.year, model.models
FROM (SELECT 1)
LEFT JOIN model
ORDER BY model.year;
