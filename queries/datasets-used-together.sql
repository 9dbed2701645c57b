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
),
together AS MATERIALIZED (
  SELECT other.dataset, count(*) AS models
  FROM root
  CROSS JOIN dataset_user AS used ON used.dataset = root.id
  CROSS JOIN dataset_user AS other ON other.model = used.model
  WHERE other.dataset NOT IN (SELECT id FROM root)
  GROUP BY other.dataset
)
SELECT node.name AS dataset, together.models
FROM together
CROSS JOIN node ON node.id = together.dataset
ORDER BY together.models DESC, dataset
LIMIT :count;
