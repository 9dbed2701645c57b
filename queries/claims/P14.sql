-- claim: P14
-- title: New releases make collaboration hard to sustain
-- study: cartography-2025
-- quote: "Sustaining collaboration is hard given rapid speed of new releases"
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: families of the cases
-- test: yes
-- metric: median fall of outside events, derivatives and discussions, on a release in the 91
--   days after its successor against the 91 days before
-- bound: a fall by at least half; contradicted (ours) without any
-- supported: >= 0.5
-- contradicted: <= 0
-- otherwise: mixed
-- window: 91 days before and after a successor
-- bias: either; attention falls by itself, too
-- cannot see: other channels
-- needs: models
-- confounders: missing-edges bulk-publishers
WITH root AS (
  SELECT DISTINCT study_node.project, repo.id, repo.name, repo.created_at
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  WHERE study_node.study = :study AND study_node.kind = 'model' AND study_node.section = 'roots'
    AND study_node.role IN ('model', 'instruct') AND repo.created_at <= :as_of
),
-- Sizes of one release appear within days of each other.
release AS (
  SELECT project, date(min(created_at)) AS day, substr(created_at, 1, 7) AS month,
    group_concat(name, ' ') AS models
  FROM root
  GROUP BY project, substr(created_at, 1, 7)
),
pair AS (
  SELECT project, month, models, day,
    lead(day) OVER (PARTITION BY project ORDER BY day) AS next
  FROM release
),
event AS (
  SELECT root.project, substr(root.created_at, 1, 7) AS month, repo.created_at AS at
  FROM root
  JOIN lineage ON lineage.ancestor = root.id
  JOIN repo ON repo.id = lineage.descendant
  WHERE repo.created_at <= :as_of
    AND (root.project, repo.owner) NOT IN (
      SELECT project, owner FROM study_owner WHERE study = :study AND role <> 'other')
  UNION ALL
  SELECT root.project, substr(root.created_at, 1, 7), discussion.created_at
  FROM root
  JOIN discussion ON discussion.repo = root.id
  LEFT JOIN account ON account.id = discussion.account
  WHERE discussion.created_at <= :as_of AND coalesce(account.is_bot, 0) = 0
),
measured AS (
  SELECT pair.project, pair.models, pair.next,
    total(julianday(event.at) >= julianday(pair.next) - 91
      AND julianday(event.at) < julianday(pair.next)) AS before,
    total(julianday(event.at) >= julianday(pair.next)
      AND julianday(event.at) < julianday(pair.next) + 91) AS after
  FROM pair
  JOIN event ON event.project = pair.project AND event.month = pair.month
  WHERE pair.next IS NOT NULL AND julianday(pair.next) + 91 <= julianday(:as_of)
  GROUP BY pair.project, pair.month
  HAVING before >= 3
),
ranked AS (
  SELECT 1 - after / before AS fall,
    row_number() OVER (ORDER BY 1 - after / before) AS rank, count(*) OVER () AS pairs
  FROM measured
),
median AS (
  SELECT avg(fall) AS median, max(pairs) AS pairs
  FROM ranked
  WHERE rank IN ((pairs + 1) / 2, (pairs + 2) / 2)
)
SELECT
  median.median AS value,
  CASE WHEN median.pairs IS NULL
    THEN 'undetermined: no release had three outside events in the three months before its'
      || ' successor' END AS hint,
  measured.project, measured.models, measured.next AS successor_on,
  CAST(measured.before AS INTEGER) AS before, CAST(measured.after AS INTEGER) AS after
FROM median
LEFT JOIN measured
ORDER BY measured.project, measured.next;
