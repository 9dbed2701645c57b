-- What was made from a model lately
-- Models made from :model, at any distance, and created in the last :days days before the newest
-- harvest began.
-- :model text
-- :days integer = 30
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT repo.name AS model, lineage.distance, owner.name AS publisher, repo.license,
  repo.license_name, repo.license_link, repo.created_at
FROM root
CROSS JOIN lineage ON lineage.ancestor = root.id
CROSS JOIN repo ON repo.id = lineage.descendant
LEFT JOIN owner ON owner.id = repo.owner
WHERE repo.gone_since IS NULL
  AND repo.created_at >= (
    SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(started_at), '-' || :days || ' days') FROM harvest)
ORDER BY repo.created_at DESC, repo.name;
