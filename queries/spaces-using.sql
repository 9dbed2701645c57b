-- The Spaces that use a model
-- Spaces that name :model, by likes.
-- :model text
-- :count integer = 20
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT repo.name AS space, owner.name AS publisher, repo.likes, repo.created_at
FROM root
CROSS JOIN mention ON mention.node = root.id AND mention.field = 'model'
  AND mention.last_seen IS NULL
CROSS JOIN repo ON repo.id = mention.repo AND repo.kind = 'space'
LEFT JOIN owner ON owner.id = repo.owner
WHERE repo.gone_since IS NULL
ORDER BY coalesce(repo.likes, 0) DESC, repo.name
LIMIT :count;
