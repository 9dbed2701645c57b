-- The derivatives of a model that are downloaded most
-- Models made from :model, at any distance, by the downloads of the last 30 days.
-- :model text
-- :count integer = 20
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT repo.name AS model, lineage.distance, owner.name AS publisher, repo.license,
  repo.license_name, repo.license_link, repo.downloads, repo.likes
FROM root
CROSS JOIN lineage ON lineage.ancestor = root.id
CROSS JOIN repo ON repo.id = lineage.descendant
LEFT JOIN owner ON owner.id = repo.owner
WHERE repo.gone_since IS NULL
ORDER BY coalesce(repo.downloads, 0) DESC, repo.name
LIMIT :count;
