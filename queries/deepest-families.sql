-- The models with the longest chains below them
-- By the number of steps from the model down its longest chain of derivatives.
-- :count integer = 20
WITH ranked AS MATERIALIZED (
  SELECT model, depth, all_total, publishers,
    rank() OVER (ORDER BY depth DESC, all_total DESC) AS place
  FROM family
)
SELECT node.name AS model, ranked.depth, ranked.all_total AS models_below, ranked.publishers
FROM ranked
CROSS JOIN node ON node.id = ranked.model
WHERE ranked.place <= :count
ORDER BY ranked.depth DESC, ranked.all_total DESC, node.name
LIMIT :count;
