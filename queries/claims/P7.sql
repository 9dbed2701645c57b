-- claim: P7
-- title: Llama is gated, which may shut out regions
-- study: cartography-2025
-- quote: "I cannot apply for the Llama license because my identity says that I'm in mainland
--   China"
-- speaker: Ant Group
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: Llama
-- test: part
-- metric: share of official Llama models that are gated
-- bound: all of them; contradicted (ours) when none is
-- supported: >= 1
-- contradicted: <= 0
-- window: now
-- bias: none; threads are anecdotes
-- cannot see: refusals and their reasons: that mainland China is shut out is not testable from
--   metadata; license and policy texts name no country
WITH official AS (
  SELECT DISTINCT repo.id, repo.name, repo.gated, repo.license, repo.license_name,
    repo.license_link
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  WHERE study_node.study = :study AND study_node.project = 'llama' AND study_node.kind = 'model'
    AND repo.created_at <= :as_of
    AND coalesce((SELECT started_at FROM harvest WHERE id = repo.gone_since), '9999') > :as_of
),
known AS (SELECT * FROM official WHERE gated IS NOT NULL),
thread AS (
  SELECT count(*) AS threads
  FROM discussion
  WHERE repo IN (SELECT id FROM official) AND created_at <= :as_of
    AND (title LIKE '%china%' OR title LIKE '%chinese%')
    AND (title LIKE '%reject%' OR title LIKE '%access%' OR title LIKE '%denied%')
),
-- Looked up by each name, not walked through for each.
original AS MATERIALIZED (
  SELECT id, substr(name, instr(name, '/') + 1) AS base FROM official
),
copy AS (
  SELECT count(*) AS copies
  FROM repo
  CROSS JOIN original ON original.base = substr(repo.name, instr(repo.name, '/') + 1)
  WHERE repo.kind = 'model' AND repo.id <> original.id AND repo.gated = 'false'
    AND repo.created_at <= :as_of
    AND repo.owner NOT IN (
      SELECT owner FROM study_owner
      WHERE study = :study AND project = 'llama' AND role <> 'other')
)
SELECT
  (SELECT avg(gated <> 'false') FROM known) AS value,
  CASE WHEN NOT EXISTS (SELECT 1 FROM known)
    THEN 'undetermined: no official Llama model with a known gate is in the cache' END AS hint,
  'Supports the gate only: whether a region is refused is private.' AS caveat,
  (SELECT threads || ' discussions on official repositories speak of refused access and China.'
    FROM thread WHERE threads > 0) AS caveat,
  (SELECT copies || ' ungated repositories of others carry the name of an official one.'
    FROM copy WHERE copies > 0) AS caveat,
  known.name AS model, known.gated, known.license, known.license_name, known.license_link
FROM (SELECT 1)
LEFT JOIN known
ORDER BY known.name;
