-- The licenses below a model
-- Models made from :model, at any distance, by the license they state; nothing where they state
-- none. Letter case is folded.
-- :model text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT lower(repo.license) AS license, count(*) AS models, count(DISTINCT repo.owner) AS publishers,
  sum(repo.downloads) AS downloads
FROM root
CROSS JOIN lineage ON lineage.ancestor = root.id
CROSS JOIN repo ON repo.id = lineage.descendant
WHERE repo.gone_since IS NULL
GROUP BY lower(repo.license)
ORDER BY models DESC, lower(repo.license);
