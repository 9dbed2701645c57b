-- The licenses of all models
-- Models by the license they state; nothing where they state none. Letter case is folded. Reads
-- every repository.
-- :count integer = 20
SELECT lower(license) AS license, count(*) AS models, count(DISTINCT owner) AS publishers,
  round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS percent
FROM repo
WHERE kind = 'model' AND gone_since IS NULL
GROUP BY lower(license)
ORDER BY models DESC, license
LIMIT :count;
