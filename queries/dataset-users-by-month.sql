-- How the use of a dataset grew
-- Models that declare :dataset, under any of its names, by the month of their creation.
-- :dataset text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'dataset' AND name = :dataset COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'dataset' AND name = :dataset
  UNION
  SELECT id FROM ghost WHERE kind = 'dataset' AND name = :dataset
)
SELECT substr(repo.created_at, 1, 7) AS month, count(*) AS models,
  count(DISTINCT repo.owner) AS publishers
FROM root
CROSS JOIN dataset_use ON dataset_use.dataset = root.id AND dataset_use.last_seen IS NULL
CROSS JOIN repo ON repo.id = dataset_use.repo AND repo.kind = 'model'
WHERE repo.gone_since IS NULL
GROUP BY month
ORDER BY month;
