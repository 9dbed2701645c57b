-- claim: C33
-- title: Four regions, and no Latin America
-- study: cartography-2025
-- quote: Not verbatim: North America, Europe, Africa and Asia; no Latin America
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: sample
-- entity: all cases
-- test: no
-- metric: regions that the study's file names
-- bound: none
-- window: any
-- bias: none
-- cannot see: where people are
-- reason: the Hub does not know where people are; its tag region is of storage
-- contrast: regions as curated in the study
WITH region AS (
  SELECT name AS region, count(*) AS projects, group_concat(project, ' ') AS names
  FROM study_item
  WHERE study = :study AND section = 'region'
  GROUP BY name
)
SELECT nullif((SELECT count(*) FROM region), 0) AS value, region.region, region.projects,
  region.names
FROM (SELECT 1)
LEFT JOIN region
ORDER BY region.region;
