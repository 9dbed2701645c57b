-- claim: P4
-- title: GoTo builds on SEA-LION
-- study: cartography-2025
-- quote: "GoTo (super app in Indonesia) now uses AI Singapore's SEA-LION LLM to power customer
--   service in Javanese, Sundanese, and Indonesian."
-- speaker: the authors; no speaker is named
-- source: S1
-- version: talk of 2025-11-18
-- stage: post-release
-- entity: SEA-LION, GoToCompany
-- test: part
-- metric: models of GoToCompany that name a SEA-LION model as base model, under any of its
--   names
-- bound: at least one, with the languages id, jv and su; contradicted (ours) where a complete
--   listing has none and one names another base model
-- supported: >= 1
-- contradicted: <= 0
-- window: any
-- bias: either; cards carry old ids
-- cannot see: use in production and in customer service: that part is not testable
-- confounders: renames missing-edges
WITH made AS (
  SELECT repo.id, repo.name, repo.languages, repo.created_at,
    EXISTS (SELECT 1 FROM edge WHERE edge.child = repo.id AND edge.last_seen IS NULL) AS has_parent
  FROM repo
  JOIN owner ON owner.id = repo.owner
  WHERE owner.name = 'GoToCompany' AND repo.kind = 'model' AND repo.created_at <= :as_of
    AND coalesce((SELECT started_at FROM harvest WHERE id = repo.gone_since), '9999') > :as_of
),
ours AS (
  SELECT node FROM study_node WHERE study = :study AND project = 'sea-lion' AND kind = 'model'
  UNION
  SELECT repo.id FROM repo
  WHERE repo.kind = 'model' AND repo.owner IN (
    SELECT owner FROM study_owner
    WHERE study = :study AND project = 'sea-lion' AND role <> 'other')
  UNION
  SELECT ghost.id FROM ghost WHERE ghost.kind = 'model' AND ghost.name LIKE 'aisingapore/%'
),
derived AS (
  SELECT made.id, made.name, made.languages, node.name AS parent, edge.relation,
    (SELECT reference.name
      FROM declaration
      JOIN reference ON reference.id = declaration.reference
      WHERE declaration.repo = made.id AND declaration.field = 'base_model'
        AND declaration.source = 'card' AND declaration.last_seen IS NULL
        AND reference.name <> node.name
      LIMIT 1) AS declared_as
  FROM made
  JOIN edge ON edge.child = made.id AND edge.last_seen IS NULL
  JOIN ours ON ours.node = edge.parent
  JOIN node ON node.id = edge.parent
),
spoken AS (SELECT coalesce(group_concat(languages), '') AS languages FROM derived),
complete AS (
  SELECT EXISTS (
    SELECT 1 FROM step
    WHERE purpose = 'listing' AND kind = 'model' AND state = 'done' AND row_count > 0) AS complete
)
SELECT
  CASE WHEN EXISTS (SELECT 1 FROM made WHERE has_parent)
    THEN (SELECT count(DISTINCT id) FROM derived) END AS value,
  CASE
    WHEN NOT EXISTS (SELECT 1 FROM made)
      THEN 'undetermined: no model of GoToCompany is in the cache'
    WHEN NOT EXISTS (SELECT 1 FROM made WHERE has_parent)
      THEN 'undetermined: no card of GoToCompany names a base model'
    WHEN NOT EXISTS (SELECT 1 FROM derived) AND NOT (SELECT complete FROM complete)
      THEN 'undetermined: without a complete listing, others of its models may be missing'
    WHEN EXISTS (SELECT 1 FROM derived) AND NOT (
      SELECT ',' || languages || ',' LIKE '%,id,%' AND ',' || languages || ',' LIKE '%,jv,%'
        AND ',' || languages || ',' LIKE '%,su,%' FROM spoken)
      THEN 'mixed: made from SEA-LION, but their metadata do not name id, jv and su'
  END AS hint,
  CASE WHEN EXISTS (SELECT 1 FROM derived WHERE declared_as IS NOT NULL)
    THEN 'SEA-LION is named by former names, which were resolved.' END AS caveat,
  derived.name AS model, derived.parent, derived.relation, derived.declared_as, derived.languages
FROM (SELECT 1)
LEFT JOIN derived
ORDER BY derived.name, derived.parent;
