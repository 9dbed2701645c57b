-- claim: E4
-- title: Licenses were traced against laundering
-- study: cartography-2025
-- quote: "EleutherAI reverse-engineered licenses in CommonCrawl data repository, given the
--   problem of 'license laundering'"
-- speaker: the authors; no speaker is named
-- source: S1
-- version: talk of 2025-11-18
-- stage: pre-training
-- entity: common-pile/*
-- test: part
-- metric: datasets of common-pile that state a license
-- bound: at least one: the output exists
-- supported: >= 1
-- window: any
-- bias: lower; that Common Pile is the output is our inference
-- cannot see: the auditing work
-- needs: datasets
WITH pile AS (
  SELECT repo.name, repo.license, repo.license_name, repo.license_link, repo.created_at
  FROM repo
  JOIN owner ON owner.id = repo.owner
  WHERE owner.name = 'common-pile' AND repo.kind = 'dataset' AND repo.created_at <= :as_of
)
SELECT nullif((SELECT count(*) FROM pile WHERE license IS NOT NULL), 0) AS value,
  CASE WHEN NOT EXISTS (SELECT 1 FROM pile)
    THEN 'undetermined: no dataset of common-pile is in the cache'
    WHEN NOT EXISTS (SELECT 1 FROM pile WHERE license IS NOT NULL)
    THEN 'undetermined: no dataset of common-pile states a license' END AS hint,
  pile.name AS dataset, pile.license, pile.license_name, pile.license_link,
  pile.created_at
FROM (SELECT 1)
LEFT JOIN pile
ORDER BY pile.name;
