-- claim: C32
-- title: Permissive and restrictive licenses occur
-- study: cartography-2025
-- quote: Not verbatim: the sample has permissive and restrictive licenses
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: sample
-- entity: all cases
-- test: yes
-- metric: of the two classes, permissive and restrictive, those that occur among official
--   models
-- bound: both; contradicted where the licenses of all projects are of one class
-- supported: >= 2
-- contradicted: <= 1
-- window: now
-- bias: none; a license that is other needs reading
-- cannot see: what a license that is other says
-- needs: models
WITH official AS (
  SELECT DISTINCT study_node.project, repo.id, repo.license,
    CASE
      WHEN repo.license IS NULL THEN NULL
      WHEN repo.license IN ('apache-2.0', 'mit', 'bsd', 'bsd-2-clause', 'bsd-3-clause', 'cc0-1.0',
        'cc-by-4.0', 'cc-by-3.0', 'odc-by', 'isc', 'unlicense', 'zlib', 'afl-3.0') THEN 'permissive'
      WHEN repo.license LIKE 'llama%' OR repo.license LIKE 'gemma%' OR repo.license LIKE '%rail%'
        OR repo.license LIKE 'cc-by-nc%' THEN 'restrictive'
      ELSE 'to be read'
    END AS class,
    repo.license || CASE WHEN lower(repo.license) = 'other'
      THEN coalesce(' (' || repo.license_name || coalesce(', ' || repo.license_link, '') || ')',
        ' (' || repo.license_link || ')', '')
      ELSE '' END AS stated
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  JOIN study_project
    ON study_project.study = study_node.study AND study_project.project = study_node.project
  WHERE study_node.study = :study AND study_node.kind = 'model' AND study_node.role <> 'other'
    AND study_project.role = 'case' AND repo.created_at <= :as_of
),
project AS (
  SELECT project, total(class = 'permissive') AS permissive,
    total(class = 'restrictive') AS restrictive, total(class = 'to be read') AS to_be_read,
    total(class IS NULL) AS missing, group_concat(DISTINCT stated) AS licenses
  FROM official
  GROUP BY project
),
total AS (
  SELECT (total(permissive) > 0) + (total(restrictive) > 0) AS classes,
    count(CASE WHEN permissive + restrictive > 0 THEN 1 END) AS projects,
    (SELECT count(*) FROM study_project WHERE study = :study AND role = 'case') AS cases
  FROM project
)
SELECT
  CASE WHEN total.projects >= 2 THEN total.classes END AS value,
  CASE
    WHEN total.projects < 2
      THEN 'undetermined: licenses of ' || total.projects || ' projects are known; two are needed'
    WHEN total.classes < 2 AND total.projects < total.cases
      THEN 'undetermined: only one class occurs, but licenses of ' || total.projects || ' of '
        || total.cases || ' projects are known'
  END AS hint,
  project.project, CAST(project.permissive AS INTEGER) AS permissive,
  CAST(project.restrictive AS INTEGER) AS restrictive,
  CAST(project.to_be_read AS INTEGER) AS to_be_read, CAST(project.missing AS INTEGER) AS missing,
  project.licenses
FROM total
LEFT JOIN project
ORDER BY project.project;
