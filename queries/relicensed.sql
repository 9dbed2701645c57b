-- Repositories that changed their license
-- Each change of a stated license, or of the name or link of one without an id, that harvests saw,
-- the latest first.
-- Letter case does not count. Reads the whole history.
-- :count integer = 100
SELECT repo.kind, repo.name, repo_history.field, repo_history.value AS before,
  CASE repo_history.field WHEN 'license' THEN repo.license
    WHEN 'license_name' THEN repo.license_name ELSE repo.license_link END AS today,
  substr(harvest.started_at, 1, 10) AS last_seen, repo.license_name, repo.license_link
FROM repo_history
JOIN repo ON repo.id = repo_history.repo
JOIN harvest ON harvest.id = repo_history.last_seen
WHERE repo_history.field IN ('license', 'license_name', 'license_link')
  AND lower(repo_history.value) IS NOT lower(
    CASE repo_history.field WHEN 'license' THEN repo.license
      WHEN 'license_name' THEN repo.license_name ELSE repo.license_link END)
ORDER BY repo_history.last_seen DESC, repo.name, repo_history.field
LIMIT :count;
