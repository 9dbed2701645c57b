-- The models that say they used a dataset
-- Models that declare :dataset, under any of its names, by the time of their creation.
-- :dataset text
-- :count integer = 100
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'dataset' AND name = :dataset COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'dataset' AND name = :dataset
  UNION
  SELECT id FROM ghost WHERE kind = 'dataset' AND name = :dataset
)
SELECT repo.name AS model, owner.name AS publisher, dataset_use.sources, repo.license,
  repo.license_name, repo.license_link, repo.downloads, repo.created_at
FROM root
CROSS JOIN dataset_use ON dataset_use.dataset = root.id AND dataset_use.last_seen IS NULL
CROSS JOIN repo ON repo.id = dataset_use.repo AND repo.kind = 'model'
LEFT JOIN owner ON owner.id = repo.owner
WHERE repo.gone_since IS NULL
ORDER BY repo.created_at, repo.name
LIMIT :count;
