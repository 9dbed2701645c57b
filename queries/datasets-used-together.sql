-- What else the users of a dataset used
-- Datasets that models which declare :dataset declare as well, by the number of these models.
-- :dataset text
-- :count integer = 20
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'dataset' AND name = :dataset COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'dataset' AND name = :dataset
  UNION
  SELECT id FROM ghost WHERE kind = 'dataset' AND name = :dataset
)
SELECT node.name AS dataset, count(*) AS models
FROM root
CROSS JOIN dataset_use AS used ON used.dataset = root.id AND used.last_seen IS NULL
CROSS JOIN repo ON repo.id = used.repo AND repo.kind = 'model' AND repo.gone_since IS NULL
CROSS JOIN dataset_use AS other ON other.repo = used.repo AND other.last_seen IS NULL
JOIN node ON node.id = other.dataset
WHERE other.dataset NOT IN (SELECT id FROM root)
GROUP BY node.id
ORDER BY models DESC, dataset
LIMIT :count;
