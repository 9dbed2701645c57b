-- What was made from a model
-- All that descend from :model, the nearest first, each with the parent it names first.
-- Reads the names of all of them: of a hundred thousand in one to two seconds.
-- :model text
-- :count integer = 100
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
),
-- Of the others nothing but the name is read.
nearest AS MATERIALIZED (
  SELECT repo.id, lineage.distance
  FROM root
  CROSS JOIN lineage ON lineage.ancestor = root.id
  CROSS JOIN repo ON repo.id = lineage.descendant
  WHERE repo.gone_since IS NULL
  ORDER BY lineage.distance, repo.name
  LIMIT :count
)
SELECT repo.name AS model, nearest.distance, parent.name AS parent, edge.relation,
  owner.name AS publisher, repo.license, repo.license_name, repo.license_link, repo.library,
  repo.parameters, repo.downloads, repo.created_at
FROM nearest
CROSS JOIN repo ON repo.id = nearest.id
LEFT JOIN owner ON owner.id = repo.owner
LEFT JOIN edge ON edge.child = repo.id AND edge.last_seen IS NULL
  AND edge.position = (
    SELECT min(position) FROM edge AS first
    WHERE first.child = repo.id AND first.last_seen IS NULL)
LEFT JOIN node AS parent ON parent.id = edge.parent
ORDER BY nearest.distance, repo.name
LIMIT :count;
