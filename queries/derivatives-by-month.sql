-- How the derivatives of a model grew
-- Models made from :model, at any distance, by the month of their creation. Those of unknown date
-- come first.
-- :model text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT substr(repo.created_at, 1, 7) AS month, count(*) AS models,
  count(DISTINCT repo.owner) AS publishers,
  sum(lineage.distance = 1) AS direct
FROM root
CROSS JOIN lineage ON lineage.ancestor = root.id
CROSS JOIN repo ON repo.id = lineage.descendant
WHERE repo.gone_since IS NULL
GROUP BY month
ORDER BY month;
