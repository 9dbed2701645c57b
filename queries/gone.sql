-- Repositories that are gone
-- What a complete harvest did not list any more and the Hub confirmed as deleted or private, with
-- the number of models below it. Reads every repository.
-- :count integer = 100
SELECT repo.kind, repo.name, substr(harvest.started_at, 1, 10) AS noticed,
  coalesce(family.all_total, 0) AS models_below
FROM repo
JOIN harvest ON harvest.id = repo.gone_since
LEFT JOIN family ON family.model = repo.id
WHERE repo.gone_since IS NOT NULL
ORDER BY repo.gone_since DESC, models_below DESC, repo.name
LIMIT :count;
