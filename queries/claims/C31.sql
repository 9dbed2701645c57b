-- claim: C31
-- title: Five models of governance
-- study: cartography-2025
-- quote: Not verbatim: five governance models
-- speaker: the authors
-- source: S2
-- version: summary of v1, and BLOG
-- stage: sample
-- entity: all cases
-- test: no
-- metric: governance models that the study's file names, with committers and members of each
--   project
-- bound: none: descriptive
-- window: all time
-- bias: none
-- cannot see: governance
-- reason: the Hub does not know how a project is governed
-- contrast: committers and members by governance model
WITH project AS (
  SELECT study_project.project, study_project.name, study_project.position,
    (SELECT name FROM study_item
      WHERE study = :study AND study_item.project = study_project.project
        AND section = 'governance') AS governance,
    (SELECT count(DISTINCT commit_author.account)
      FROM study_owner
      JOIN repo ON repo.owner = study_owner.owner
      JOIN commit_author ON commit_author.repo = repo.id
      WHERE study_owner.study = :study AND study_owner.project = study_project.project
        AND study_owner.role <> 'other') AS committers,
    (SELECT max(account.member_count)
      FROM study_owner
      JOIN account ON account.name = study_owner.name
      WHERE study_owner.study = :study AND study_owner.project = study_project.project) AS members
  FROM study_project
  WHERE study_project.study = :study
)
SELECT nullif((SELECT count(DISTINCT governance) FROM project), 0) AS value,
  'The slides show six boxes, the paper says five models: its five leave out multi-company'
    || ' projects.' AS caveat,
  project.name AS project, project.governance, project.committers, project.members
FROM project
ORDER BY project.position;
