-- How models are made from each other
-- Edges by relation: the one that counts, and how often the card, the Hub and our own reading give
-- it. Reads every edge.
SELECT edge.relation, count(*) AS edges, sum(edge.declared IS edge.relation) AS by_card,
  sum(edge.hub IS edge.relation) AS by_hub, sum(edge.own IS edge.relation) AS by_own_reading
FROM edge
WHERE edge.last_seen IS NULL
GROUP BY edge.relation
ORDER BY edges DESC, edge.relation;
