-- Repositories that had another name
-- Former names with the name of today, and how the cache learned of it.
-- :count integer = 100
SELECT alias.kind, alias.name AS former, repo.name AS today, alias.evidence,
  substr(harvest.started_at, 1, 10) AS noticed
FROM alias
JOIN repo ON repo.id = alias.repo
LEFT JOIN harvest ON harvest.id = alias.first_seen
WHERE alias.name <> repo.name
ORDER BY alias.first_seen DESC, alias.kind, alias.name
LIMIT :count;
