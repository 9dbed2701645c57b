-- The models with the most derivatives
-- Counted three ways: models, distinct publishers, and publisher-weighted size, in which one bulk
-- uploader cannot make a giant.
-- :count integer = 20
WITH ranked AS MATERIALIZED (
  SELECT model, rank() OVER (ORDER BY all_total DESC) AS place FROM family
)
SELECT node.name AS model, family.direct_total AS direct, family.all_total AS "all",
  family.publishers, round(family.weighted, 1) AS weighted, family.depth
FROM ranked
CROSS JOIN family ON family.model = ranked.model
CROSS JOIN node ON node.id = ranked.model
WHERE ranked.place <= :count
ORDER BY family.all_total DESC, node.name
LIMIT :count;
