-- claim: P3
-- title: AfroBench is a public leaderboard on the Hub
-- study: cartography-2025
-- quote: "Masakhane maintains AfroBench, a public leaderboard on Hugging Face that tracks the
--   performance of multilingual models across 64 African languages, 15 NLP tasks, and 22
--   datasets. Developers can submit evaluation results for models to it."
-- speaker: the authors; no speaker is named
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: McGill-NLP/AfroBench
-- test: yes
-- metric: of four parts those that hold: the Space exists, and its card says 64 languages, 15
--   tasks and 22 datasets
-- bound: all four; contradicted without the Space
-- supported: >= 4
-- contradicted: <= 0
-- window: now
-- bias: none; the Space's state of running is not kept
-- cannot see: pull requests on GitHub, by which results are submitted
-- needs: spaces
WITH found AS (
  SELECT DISTINCT repo.id, repo.name, repo.owner, repo.created_at, repo.last_modified
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  WHERE study_node.study = :study AND study_node.item = 'McGill-NLP/AfroBench'
    AND repo.kind = 'space' AND repo.created_at <= :as_of
    AND coalesce((SELECT started_at FROM harvest WHERE id = repo.gone_since), '9999') > :as_of
),
card AS (
  SELECT text FROM card_text WHERE repo IN (SELECT id FROM found) ORDER BY first_seen DESC LIMIT 1
),
part(part, holds) AS (
  SELECT 'the Space exists', EXISTS (SELECT 1 FROM found)
  UNION ALL
  SELECT '64 languages', (SELECT text LIKE '%64%languages%' FROM card)
  UNION ALL
  SELECT '15 tasks', (SELECT text LIKE '%15%tasks%' FROM card)
  UNION ALL
  SELECT '22 datasets', (SELECT text LIKE '%22%datasets%' FROM card)
),
submission AS (
  SELECT count(*) AS merged
  FROM discussion
  WHERE repo IN (SELECT id FROM found) AND is_pull_request = 1 AND status = 'merged'
    AND created_at <= :as_of
)
SELECT
  CASE
    WHEN EXISTS (SELECT 1 FROM found) THEN (SELECT total(holds) FROM part)
    WHEN EXISTS (
      SELECT 1 FROM absence WHERE kind = 'space' AND name = 'McGill-NLP/AfroBench' COLLATE NOCASE)
      OR EXISTS (
        SELECT 1 FROM step
        WHERE purpose = 'listing' AND kind = 'space' AND state = 'done' AND row_count > 0)
      THEN 0
  END AS value,
  CASE
    WHEN NOT EXISTS (SELECT 1 FROM found) THEN NULL
    WHEN EXISTS (SELECT 1 FROM card) THEN NULL
    WHEN EXISTS (
      SELECT 1 FROM detail_mark WHERE part = 'card' AND repo IN (SELECT id FROM found))
      THEN 'undetermined: the Space is there, but it has no card that could be read'
    ELSE 'undetermined: the Space is there, but its card was not harvested: run'
      || ' stemma harvest --study ' || :study || ' --details study'
  END AS hint,
  (SELECT 'The Space belongs to ' || owner.name || ', not to masakhane.'
    FROM found JOIN owner ON owner.id = found.owner
    WHERE found.owner NOT IN (
      SELECT owner FROM study_owner
      WHERE study = :study AND project = 'masakhane' AND role <> 'other')) AS caveat,
  CASE WHEN EXISTS (SELECT 1 FROM found)
    THEN (SELECT CASE merged WHEN 0 THEN 'Submitting is possible; no merged pull request on the Hub'
        || ' shows that anyone did. Pull requests on GitHub are not seen.'
      ELSE merged || ' pull requests were merged on the Space.' END FROM submission) END AS caveat,
  part.part, part.holds,
  (SELECT name FROM found) AS space
FROM part;
