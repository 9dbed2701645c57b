-- Gated models that others build on
-- Models whose files need the owner's consent, by the number of models below them.
-- :count integer = 20
SELECT repo.name AS model, repo.gated, repo.license, repo.license_name, repo.license_link,
  family.direct_total AS direct, family.all_total AS models_below
FROM repo
JOIN family ON family.model = repo.id
WHERE repo.kind = 'model' AND repo.gated IN ('auto', 'manual') AND repo.gone_since IS NULL
ORDER BY family.all_total DESC, repo.name
LIMIT :count;
