-- The open discussions of a model
-- Discussions and pull requests of :model that are open, the oldest first. Needs a harvest with
-- --details.
-- :model text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT discussion.num, discussion.title, discussion.is_pull_request, account.name AS opened_by,
  discussion.created_at, discussion.comment_count AS comments
FROM root
CROSS JOIN discussion ON discussion.repo = root.id
LEFT JOIN account ON account.id = discussion.account
WHERE discussion.status = 'open' AND discussion.gone_since IS NULL
ORDER BY discussion.created_at, discussion.num;
