-- The models with the most derivatives
-- Counted three ways: models, distinct publishers, and publisher-weighted size, in which one bulk
-- uploader cannot make a giant.
-- :count integer = 20
SELECT node.name AS model, family.direct_total AS direct, family.all_total AS "all",
  family.publishers, round(family.weighted, 1) AS weighted, family.depth
FROM family
JOIN node ON node.id = family.model
ORDER BY family.all_total DESC, node.name
LIMIT :count;
