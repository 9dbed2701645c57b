-- How often a model is changed
-- Commits of :model by month, with the number of their authors. Needs a harvest with --details.
-- :model text
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
)
SELECT substr(repo_commit.committed_at, 1, 7) AS month, count(DISTINCT repo_commit.oid) AS commits,
  count(DISTINCT commit_author.account) AS authors
FROM root
CROSS JOIN repo_commit ON repo_commit.repo = root.id
LEFT JOIN commit_author ON commit_author.repo = repo_commit.repo
  AND commit_author.oid = repo_commit.oid
GROUP BY month
ORDER BY month;
