-- What each reason for a ghost costs
-- How many names lead nowhere, how many models name them as a base model, and how many models stand
-- below them and so are cut off from whatever is above.
SELECT ghost.reason,
  count(DISTINCT ghost.id) AS ghosts,
  count(DISTINCT edge.child) AS children,
  (
    SELECT count(DISTINCT lineage.descendant)
    FROM lineage
    JOIN ghost AS same ON same.id = lineage.ancestor
    WHERE same.reason = ghost.reason
  ) AS models_below
FROM ghost
LEFT JOIN edge ON edge.parent = ghost.id AND edge.last_seen IS NULL
WHERE ghost.kind = 'model'
  AND EXISTS (SELECT 1 FROM edge AS any_edge WHERE any_edge.parent = ghost.id)
GROUP BY ghost.reason
ORDER BY models_below DESC, ghost.reason;
