-- claim: P13
-- title: Internal work is uploaded regularly
-- study: cartography-2025
-- quote: "We work internally because there is a firewall. We developed an internal model scope
--   in our internal GitLab, and regularly we upload our updates to GitHub and Hugging Face"
-- speaker: Ant Group
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: inclusionAI
-- test: part
-- metric: mean share of a repository's commits within 48 hours of its creation
-- bound: at least 0.7, and at most 60 days between new repositories; contradicted (ours) at 0.3
--   or less
-- supported: >= 0.7
-- contradicted: <= 0.3
-- otherwise: mixed
-- window: all time
-- bias: either; one big upload is normal on the Hub
-- cannot see: the firewall and the internal GitLab: that part is not testable
-- needs: commits
WITH own AS (
  SELECT repo.id, repo.name, repo.created_at,
    lag(repo.created_at) OVER (ORDER BY repo.created_at, repo.id) AS earlier
  FROM repo
  WHERE repo.kind = 'model' AND repo.created_at <= :as_of
    AND repo.owner IN (
      SELECT owner FROM study_owner
      WHERE study = :study AND project = 'ling' AND role <> 'other')
),
dump AS (
  SELECT own.id, own.name, own.created_at, count(*) AS commits,
    avg(julianday(repo_commit.committed_at) <= julianday(own.created_at) + 2) AS early,
    (SELECT count(DISTINCT account) FROM commit_author WHERE commit_author.repo = own.id)
      AS committers
  FROM own
  JOIN repo_commit ON repo_commit.repo = own.id
  GROUP BY own.id
),
gap AS (
  SELECT julianday(created_at) - julianday(earlier) AS days FROM own WHERE earlier IS NOT NULL
),
ranked AS (
  SELECT days, row_number() OVER (ORDER BY days) AS rank, count(*) OVER () AS gaps FROM gap
),
interval AS (
  SELECT avg(days) AS median FROM ranked WHERE rank IN ((gaps + 1) / 2, (gaps + 2) / 2)
)
SELECT
  (SELECT avg(early) FROM dump) AS value,
  CASE
    WHEN (SELECT count(*) FROM dump) = 0
      THEN 'undetermined: no commits of inclusionAI are harvested: run stemma harvest --study '
        || :study || ' --details study'
    WHEN (SELECT count(*) FROM own) < 3
      THEN 'undetermined: fewer than three repositories, so that no interval can be told'
    WHEN (SELECT avg(early) FROM dump) >= 0.7 AND interval.median > 60
      THEN 'mixed: uploaded at once, but ' || CAST(round(interval.median) AS INTEGER)
        || ' days lie between repositories'
  END AS hint,
  CASE WHEN interval.median IS NOT NULL THEN 'The median interval between new repositories is '
    || round(interval.median, 1) || ' days.' END AS caveat,
  dump.name AS model, dump.created_at, dump.commits, round(dump.early, 2) AS within_48_hours,
  dump.committers
FROM interval
LEFT JOIN dump
ORDER BY dump.created_at, dump.name;
