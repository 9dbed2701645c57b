-- claim: P12
-- title: 60,000 answers to Bielik's survey
-- study: cartography-2025
-- quote: "SpeakLeash Foundation launched a toxicity assessment survey for their Bielik model
--   and already received over 60,000 responses."
-- speaker: the authors; no speaker is named
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: Bielik
-- test: no
-- metric: Bielik-Guard models on the Hub
-- bound: none
-- window: any
-- bias: none
-- cannot see: the survey
-- reason: a survey leaves no trace in metadata
-- contrast: the Guard models that followed from it
WITH guard AS (
  SELECT DISTINCT repo.name, repo.created_at
  FROM repo
  WHERE repo.kind = 'model' AND repo.name LIKE 'speakleash/Bielik-Guard-%'
    AND repo.created_at <= :as_of
)
SELECT nullif((SELECT count(*) FROM guard), 0) AS value, guard.name AS model, guard.created_at
FROM (SELECT 1)
LEFT JOIN guard
ORDER BY guard.name;
