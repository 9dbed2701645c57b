-- claim: E7
-- title: Small teams train the models
-- study: cartography-2025
-- quote: "It would be very unoptimized to have 300 people involved"
-- speaker: SpeakLeash
-- source: S1
-- version: talk of 2025-11-18
-- stage: pre-training
-- entity: SpeakLeash
-- test: part
-- metric: committers to official Bielik models up to 7 days after their creation
-- bound: at most 20; contradicted (ours) above
-- supported: <= 20
-- contradicted: > 20
-- window: before release and 7 days
-- bias: either; one account may upload for many
-- cannot see: the team
-- needs: commits
-- confounders: bots
WITH release AS (
  SELECT DISTINCT repo.id, repo.name, repo.created_at
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  WHERE study_node.study = :study AND study_node.project = 'bielik' AND study_node.kind = 'model'
    AND study_node.section IN ('roots', 'models') AND repo.created_at <= :as_of
),
committer AS (
  SELECT release.name AS model, account.name
  FROM release
  JOIN repo_commit ON repo_commit.repo = release.id
  JOIN commit_author
    ON commit_author.repo = repo_commit.repo AND commit_author.oid = repo_commit.oid
  JOIN account ON account.id = commit_author.account
  WHERE account.is_bot = 0
    AND julianday(repo_commit.committed_at) <= julianday(release.created_at) + 7
)
SELECT nullif((SELECT count(DISTINCT name) FROM committer), 0) AS value,
  CASE WHEN NOT EXISTS (SELECT 1 FROM committer)
    THEN 'undetermined: no commits of SpeakLeash are harvested: run stemma harvest --study '
      || :study || ' --details study' END AS hint,
  'One account may upload for many.' AS caveat,
  committer.name AS committer, count(DISTINCT committer.model) AS models
FROM (SELECT 1)
LEFT JOIN committer
GROUP BY committer.name
ORDER BY models DESC, committer.name;
