-- The licenses below a model
-- Models made from :model, at any distance, by the license they state; nothing where they state
-- none; of `other` the name and the link that the card gives. Letter case is folded.
-- :model text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
),
stated AS (
  SELECT lower(repo.license) AS license, repo.owner, repo.downloads,
    ',' || lower(repo.license) || ',' LIKE '%,other,%' AS is_other,
    repo.license_name, repo.license_link
  FROM root
  CROSS JOIN lineage ON lineage.ancestor = root.id
  CROSS JOIN repo ON repo.id = lineage.descendant
  WHERE repo.gone_since IS NULL
)
SELECT license, count(*) AS models, count(DISTINCT owner) AS publishers,
  sum(downloads) AS downloads, CASE WHEN is_other THEN license_name END AS license_name,
  CASE WHEN is_other THEN license_link END AS license_link
FROM stated
GROUP BY license, CASE WHEN is_other THEN license_name END, CASE WHEN is_other THEN license_link END
ORDER BY models DESC, license, license_name, license_link;
