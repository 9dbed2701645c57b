-- Repositories that changed their license
-- Each change of a stated license that harvests saw, the latest first. Letter case does not count.
-- Reads the whole history.
-- :count integer = 100
SELECT repo.kind, repo.name, repo_history.value AS before, repo.license AS today,
  substr(harvest.started_at, 1, 10) AS last_seen
FROM repo_history
JOIN repo ON repo.id = repo_history.repo
JOIN harvest ON harvest.id = repo_history.last_seen
WHERE repo_history.field = 'license' AND lower(repo_history.value) IS NOT lower(repo.license)
ORDER BY repo_history.last_seen DESC, repo.name
LIMIT :count;
