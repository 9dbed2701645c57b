-- The languages below a model
-- Models made from :model, at any distance, by each language they state: a model of two languages
-- counts in both.
-- :model text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT language.value AS language, count(DISTINCT repo.id) AS models,
  count(DISTINCT repo.owner) AS publishers
FROM root
CROSS JOIN lineage ON lineage.ancestor = root.id
CROSS JOIN repo ON repo.id = lineage.descendant
CROSS JOIN json_each('["' || replace(repo.languages, ',', '","') || '"]') AS language
WHERE repo.gone_since IS NULL AND repo.languages IS NOT NULL
GROUP BY language.value
ORDER BY models DESC, language;
