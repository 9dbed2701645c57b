-- What each way of inference adds
-- Models of which nobody names a parent, by the method that tells one, with an example. No count
-- has them unless --inferred is given.
SELECT inferred_edge.method, coalesce(inferred_edge.confidence, 'not measured') AS confidence,
  count(*) AS edges, count(DISTINCT inferred_edge.child) AS models,
  min(inferred_edge.evidence) AS example
FROM inferred_edge
JOIN repo ON repo.id = inferred_edge.child
WHERE repo.gone_since IS NULL
GROUP BY inferred_edge.method, inferred_edge.confidence
ORDER BY inferred_edge.confidence DESC, inferred_edge.method;
