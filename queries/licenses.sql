-- The licenses of all models
-- Models by the license they state; nothing where they state none. Letter case is folded; of `other`
-- the name and the link that the card gives. Reads every repository.
-- :count integer = 20
WITH stated AS (
  SELECT lower(license) AS license, owner,
    ',' || lower(license) || ',' LIKE '%,other,%' AS is_other, license_name, license_link
  FROM repo
  WHERE kind = 'model' AND gone_since IS NULL
)
SELECT license, count(*) AS models, count(DISTINCT owner) AS publishers,
  round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS percent,
  CASE WHEN is_other THEN license_name END AS license_name,
  CASE WHEN is_other THEN license_link END AS license_link
FROM stated
GROUP BY license, CASE WHEN is_other THEN license_name END, CASE WHEN is_other THEN license_link END
ORDER BY models DESC, license, license_name, license_link
LIMIT :count;
