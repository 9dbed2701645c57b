-- claim: P11
-- title: Cathedral before release, bazaar after
-- study: cartography-2025
-- quote: "cathedral-like pre-training, targeted post-training, and platform-driven post-release
--   reuse"
-- speaker: the authors
-- source: S2
-- version: summary of v1; V2 has "shifting from concentrated, selective engagement in the early
--   stages to broader, distributed participation after model release"
-- stage: all
-- entity: all cases
-- test: part
-- metric: median over projects of outsiders who act within 365 days of a release, per committer
--   up to 7 days after it
-- bound: at least 10, and above 2 in 11 of 14 projects; contradicted (ours) below 2
-- supported: >= 10
-- contradicted: < 2
-- otherwise: mixed
-- window: release, 7 and 365 days
-- bias: either; one account may upload for many, work before the upload is not seen
-- cannot see: work before the upload; BLOOM, Aya and Masakhane worked in the open
-- needs: commits
-- confounders: bots missing-edges
WITH release AS (
  SELECT DISTINCT study_node.project, repo.id, repo.created_at
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  WHERE study_node.study = :study AND study_node.kind = 'model'
    AND study_node.section IN ('roots', 'extra_roots') AND study_node.role <> 'other'
    AND repo.created_at <= :as_of
),
before AS (
  SELECT release.project, count(DISTINCT account.name) AS k_pre
  FROM release
  JOIN repo_commit ON repo_commit.repo = release.id
  JOIN commit_author
    ON commit_author.repo = repo_commit.repo AND commit_author.oid = repo_commit.oid
  JOIN account ON account.id = commit_author.account
  WHERE account.is_bot = 0
    AND julianday(repo_commit.committed_at) <= julianday(release.created_at) + 7
  GROUP BY release.project
),
act AS (
  SELECT release.project, owner.name
  FROM release
  JOIN lineage ON lineage.ancestor = release.id
  JOIN repo ON repo.id = lineage.descendant
  JOIN owner ON owner.id = repo.owner
  WHERE julianday(repo.created_at) <= julianday(release.created_at) + 365
    AND repo.created_at <= :as_of
  UNION
  SELECT release.project, account.name
  FROM release
  JOIN discussion ON discussion.repo = release.id
  JOIN account ON account.id = discussion.account
  WHERE account.is_bot = 0 AND discussion.created_at <= :as_of
    AND julianday(discussion.created_at) <= julianday(release.created_at) + 365
  UNION
  SELECT release.project, owner.name
  FROM release
  JOIN mention ON mention.node = release.id AND mention.field = 'model'
  JOIN repo ON repo.id = mention.repo
  JOIN owner ON owner.id = repo.owner
  WHERE repo.kind = 'space' AND repo.created_at <= :as_of
    AND julianday(repo.created_at) <= julianday(release.created_at) + 365
),
after AS (
  SELECT project, count(*) AS k_post
  FROM act
  WHERE (project, name) NOT IN (
      SELECT project, name FROM study_item
      WHERE study = :study AND section = 'organizations' AND role <> 'other')
  GROUP BY project
),
project AS (
  SELECT study_project.name, study_project.position, before.k_pre,
    coalesce(after.k_post, 0) AS k_post,
    coalesce(after.k_post, 0) * 1.0 / max(1, before.k_pre) AS ratio
  FROM study_project
  JOIN before ON before.project = study_project.project
  LEFT JOIN after ON after.project = study_project.project
  WHERE study_project.study = :study AND study_project.role = 'case'
),
ranked AS (
  SELECT ratio, row_number() OVER (ORDER BY ratio) AS rank, count(*) OVER () AS projects
  FROM project
),
median AS (
  SELECT avg(ratio) AS median, max(projects) AS projects
  FROM ranked
  WHERE rank IN ((projects + 1) / 2, (projects + 2) / 2)
),
wide AS (SELECT total(ratio > 2) AS wide FROM project)
SELECT
  CASE WHEN median.projects >= 7 THEN median.median END AS value,
  CASE
    WHEN coalesce(median.projects, 0) < 7
      THEN 'undetermined: commits of ' || coalesce(median.projects, 0) || ' projects are harvested;'
        || ' seven are needed: run stemma harvest --study ' || :study || ' --details study'
    WHEN median.median >= 10 AND wide.wide < 11
      THEN 'mixed: the median is high, but only ' || CAST(wide.wide AS INTEGER)
        || ' projects are above 2'
  END AS hint,
  project.name AS project, project.k_pre, project.k_post, round(project.ratio, 2) AS ratio
FROM median
CROSS JOIN wide
LEFT JOIN project
ORDER BY project.position;
