-- claim: P10
-- title: After release there is significant collaboration
-- study: cartography-2025
-- quote: "Significant collaboration activity, including derivative development, feedback,
--   research, demos, etc."
-- speaker: the authors
-- source: S1
-- version: talk of 2025-11-18, slide 17
-- stage: post-release
-- entity: all cases
-- test: yes
-- metric: projects with ten outside derivatives by five authors, ten outside discussions and
--   one outside Space
-- bound: at least 10 of 14; contradicted at 4 or fewer
-- supported: >= 10
-- contradicted: <= 4
-- otherwise: mixed
-- window: release to now
-- bias: either; bots and quantisers up, missing tags down
-- cannot see: private use; papers that cite no arXiv id
-- needs: models discussions spaces
-- confounders: missing-edges quantised bots bulk-publishers
WITH own AS (
  SELECT DISTINCT study_owner.project, repo.id, repo.kind
  FROM study_owner
  JOIN repo ON repo.owner = study_owner.owner
  WHERE study_owner.study = :study AND study_owner.role <> 'other' AND repo.created_at <= :as_of
),
derived AS (
  SELECT study_derivative.project, count(*) AS derivatives, count(DISTINCT repo.owner) AS authors
  FROM study_derivative
  JOIN repo ON repo.id = study_derivative.repo
  WHERE study_derivative.study = :study AND repo.created_at <= :as_of
  GROUP BY study_derivative.project
),
talk AS (
  SELECT own.project, count(*) AS discussions, total(is_pull_request) AS pull_requests,
    total(is_pull_request AND status = 'merged') AS merged
  FROM own
  JOIN discussion ON discussion.repo = own.id
  LEFT JOIN account ON account.id = discussion.account
  WHERE discussion.created_at <= :as_of AND coalesce(account.is_bot, 0) = 0
    AND coalesce(account.name, '') NOT IN (
      SELECT name FROM study_item
      WHERE study = :study AND section = 'organizations' AND role <> 'other')
    AND NOT EXISTS (
      SELECT 1 FROM discussion_event
      WHERE discussion_event.repo = discussion.repo AND discussion_event.num = discussion.num
        AND discussion_event.position = 0 AND discussion_event.is_maintainer = 1)
  GROUP BY own.project
),
demo AS (
  SELECT own.project, count(DISTINCT space.id) AS spaces
  FROM own
  JOIN mention ON mention.node = own.id AND mention.field = 'model' AND mention.last_seen IS NULL
  JOIN repo AS space ON space.id = mention.repo
  WHERE own.kind = 'model' AND space.kind = 'space' AND space.created_at <= :as_of
    AND (own.project, space.owner) NOT IN (
      SELECT project, owner FROM study_owner WHERE study = :study AND role <> 'other')
  GROUP BY own.project
),
read AS (
  SELECT DISTINCT project
  FROM own
  WHERE id IN (SELECT repo FROM discussion UNION SELECT repo FROM detail_mark
    WHERE part = 'discussions')
),
project AS (
  SELECT study_project.name, study_project.position,
    study_project.project IN (SELECT project FROM read) AS is_read,
    coalesce(derivatives, 0) AS derivatives, coalesce(authors, 0) AS authors,
    coalesce(discussions, 0) AS discussions,
    CAST(coalesce(pull_requests, 0) AS INTEGER) AS pull_requests,
    CAST(coalesce(merged, 0) AS INTEGER) AS merged, coalesce(spaces, 0) AS spaces
  FROM study_project
  LEFT JOIN derived ON derived.project = study_project.project
  LEFT JOIN talk ON talk.project = study_project.project
  LEFT JOIN demo ON demo.project = study_project.project
  WHERE study_project.study = :study AND study_project.role = 'case'
),
total AS (
  SELECT total(meets) AS meets, total(NOT meets AND NOT is_read) AS unread
  FROM (
    SELECT is_read,
      derivatives >= 10 AND authors >= 5 AND discussions >= 10 AND spaces >= 1 AS meets
    FROM project
  )
)
SELECT
  total.meets AS value,
  -- Those that were not read may meet it.
  CASE WHEN total.meets < 10 AND total.meets + total.unread > iif(total.meets <= 4, 4, 9)
    THEN 'undetermined: ' || CAST(total.meets AS INTEGER) || ' projects meet it, and of '
      || CAST(total.unread AS INTEGER) || ' no discussions are read: run stemma harvest --study '
      || :study || ' --details study' END AS hint,
  'Meets a part: derivatives '
    || (SELECT CAST(total(derivatives >= 10 AND authors >= 5) AS INTEGER) FROM project)
    || ', discussions ' || (SELECT CAST(total(discussions >= 10) AS INTEGER) FROM project)
    || ', Spaces ' || (SELECT CAST(total(spaces >= 1) AS INTEGER) FROM project)
    || ' of ' || (SELECT count(*) FROM project) || ' projects.' AS caveat,
  project.name AS project, derivatives, authors, discussions, pull_requests, merged, spaces
FROM total
CROSS JOIN project
ORDER BY position;
