-- claim: P5
-- title: BigCode came out of BigScience
-- study: cartography-2025
-- quote: "The BigCode project came out of BigScience and was able to learn from what did not
--   work in BigScience, including having more direction from the start and less experimental
--   working groups"
-- speaker: Hugging Face
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: bigscience, bigcode
-- test: part
-- metric: share of BigCode's committers who also committed for BigScience, where BigScience's
--   first repository is the older one
-- bound: at least 0.1, and the order true; contradicted (ours) by the other order
-- supported: >= 0.1
-- window: any
-- bias: lower; commit authors stand in for members, whose lists are partial
-- cannot see: causation, and what was learnt
WITH side(project) AS (VALUES ('bloom'), ('bigcode')),
own AS (
  SELECT study_owner.project, repo.id, repo.name, repo.created_at
  FROM study_owner
  JOIN repo ON repo.owner = study_owner.owner
  WHERE study_owner.study = :study AND study_owner.project IN ('bloom', 'bigcode')
    AND study_owner.role <> 'other' AND repo.created_at <= :as_of
),
first AS (SELECT project, min(created_at) AS created_at FROM own GROUP BY project),
committer AS (
  SELECT DISTINCT own.project, commit_author.account
  FROM own
  JOIN commit_author ON commit_author.repo = own.id
  JOIN account ON account.id = commit_author.account
  WHERE account.is_bot = 0
),
shared AS (
  SELECT account FROM committer WHERE project = 'bloom'
  INTERSECT
  SELECT account FROM committer WHERE project = 'bigcode'
)
SELECT
  (SELECT count(*) FROM shared) * 1.0
    / nullif((SELECT count(*) FROM committer WHERE project = 'bigcode'), 0) AS value,
  CASE
    WHEN (SELECT count(*) FROM first) < 2
      THEN 'undetermined: the cache lacks repositories of one of the two'
    WHEN (SELECT created_at FROM first WHERE project = 'bigcode')
      = (SELECT created_at FROM first WHERE project = 'bloom')
      THEN 'undetermined: the first repositories of both carry one date'
    WHEN (SELECT created_at FROM first WHERE project = 'bigcode')
      < (SELECT created_at FROM first WHERE project = 'bloom')
      THEN 'contradicted: the first repository of BigCode is older than that of BigScience'
    WHEN (SELECT count(DISTINCT project) FROM committer) < 2
      THEN 'undetermined: no commits of both are harvested: run stemma harvest --study ' || :study
        || ' --details study'
  END AS hint,
  side.project, first.created_at AS first_repository,
  (SELECT count(*) FROM committer WHERE committer.project = side.project) AS committers,
  (SELECT group_concat(account.name, ' ') FROM shared JOIN account ON account.id = shared.account)
    AS shared
FROM side
LEFT JOIN first ON first.project = side.project;
