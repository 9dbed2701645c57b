-- claim: P8
-- title: Many projects live a month or two
-- study: cartography-2025
-- quote: "Many AI open source projects are very short living. They do not live long. They just
--   appear for one or two months and they will disappear forever..."
-- speaker: Ant Group
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: publishers of language models
-- test: yes
-- metric: share of publishers still active 62 days after their first language model, by Kaplan
--   and Meier; ended is who was silent for 180 days, others are censored; only publishers of a
--   model with derivatives
-- bound: below 0.5; contradicted above 0.75
-- supported: < 0.5
-- contradicted: > 0.75
-- otherwise: mixed
-- window: publishers first seen at least 12 months before
-- bias: either; survivors only; finished is not dead; bots and renames move the last change
-- cannot see: life on GitHub
-- needs: listing
-- confounders: survivors created-floor
WITH bound AS (
  SELECT julianday(:as_of) AS today
),
-- The plus sends SQLite through the table as it stands: by the index of owners it would jump about in it.
life AS MATERIALIZED (
  SELECT owner, julianday(first) AS first, min(julianday(last), today) AS last, today
  FROM (
    SELECT repo.owner, min(repo.created_at) AS first,
      max(max(coalesce(repo.last_modified, ''), repo.created_at)) AS last
    FROM repo
    WHERE repo.kind = 'model' AND repo.pipeline_tag = 'text-generation'
      AND repo.created_at <= :as_of
    GROUP BY +repo.owner)
  CROSS JOIN bound
),
cohort AS MATERIALIZED (
  SELECT life.owner, CAST(last - first AS INTEGER) AS days, today - last >= 180 AS ended
  FROM life
  WHERE today - first >= 365
    AND life.owner IN (
      SELECT repo.owner
      FROM family
      JOIN repo ON repo.id = family.model
      WHERE repo.pipeline_tag = 'text-generation')
),
day AS (SELECT days, total(ended) AS deaths, count(*) AS owners FROM cohort GROUP BY days),
risk AS (
  SELECT days, deaths, sum(owners) OVER (ORDER BY days DESC) AS at_risk FROM day
),
survival AS (
  SELECT CASE WHEN max(deaths >= at_risk) THEN 0.0
    ELSE exp(total(ln(max(1 - deaths / at_risk, 1e-12)))) END AS s
  FROM risk
  WHERE days <= 62 AND deaths > 0
),
total AS (
  SELECT count(*) AS owners, total(ended) AS ended, count(*) - total(ended) AS censored FROM cohort
),
publisher AS (
  SELECT owner.name AS publisher, date(life.first) AS first, date(life.last) AS last,
    cohort.days, 1 - cohort.ended AS censored,
    (SELECT min(project) FROM study_owner
      WHERE study_owner.study = :study AND study_owner.owner = cohort.owner
        AND study_owner.role <> 'other') AS project
  FROM cohort
  JOIN life ON life.owner = cohort.owner
  JOIN owner ON owner.id = cohort.owner
)
SELECT
  CASE WHEN total.owners >= 10 THEN survival.s END AS value,
  CASE WHEN total.owners < 10
    THEN 'undetermined: ' || total.owners || ' publishers of language models with derivatives are'
      || ' older than a year; ten are needed' END AS hint,
  CAST(total.censored AS INTEGER) || ' of ' || total.owners || ' publishers are censored: active'
    || ' within 180 days of ' || substr(:as_of, 1, 10) || ', so that their end is not known.'
    AS caveat,
  'A finished repository is not a dead project, and what was deleted before the first harvest is'
    || ' not counted.' AS caveat,
  publisher.publisher, publisher.project, publisher.first, publisher.last, publisher.days,
  publisher.censored
FROM total
CROSS JOIN survival
LEFT JOIN publisher
ORDER BY publisher.project IS NULL, publisher.project, publisher.publisher
LIMIT 1000;
